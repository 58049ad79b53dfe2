import { randomBytes } from 'node:crypto';
import { HASH_BYTES } from '../../store/key';
import type { BareRow, BenchHome } from './homes';
import { peakMemory, timed } from './measure';
import { commitOf, FIELDS, leftRef, mapping, rightRef } from './scene';
import { megabytes, number, perSecond, times, type Line, type Section } from './table';

/** A trigger's page. */
const BATCH = 200;
/** Links that the reference writes: enough to reach a steady rate. */
const REFERENCE = 20_000;
/** Batches of each measurement on the loaded store. */
const ROUNDS = 50;
/** Rows of the base that a usual update touches. */
const CHANGED_ROWS = 3;
/** Bytes of a packed base: see store/base-codec.ts. */
const BASE_BYTES = 1 + FIELDS * (HASH_BYTES + 1);

/** Hashing is measured with the plans; here they come from a pool, so that the figures are the store's. */
const POOL = Array.from({ length: 9_973 }, () => randomBytes(HASH_BYTES).toString('base64url'));
const hashesOf =
	(index: number) =>
	(row: number): string =>
		POOL[(index * FIELDS + row) % POOL.length] ?? '';

/** Loads `links` links of thirty fields, then looks them up and updates them all over the place. */
export async function storeSection(home: BenchHome, links: number): Promise<Section> {
	const { store, engine } = home;
	const lines: Line[] = [];
	const bare = await timed(() => home.bareInsert(bareBatches()));
	const bareRate = (REFERENCE * 1_000) / bare.wallMs;

	const before = process.memoryUsage().rss;
	const load = await timed(async () => {
		for (let start = 0; start < links; start += BATCH) {
			await store.commit(
				range(Math.min(BATCH, links - start)).map((offset) => commitOf(start + offset, hashesOf(start + offset))),
			);
		}
	});
	const loadRate = (links * 1_000) / load.wallMs;
	lines.push({
		what: `load ${number(links)} links, ${BATCH} a commit`,
		result: perSecond(loadRate, 'links'),
		ratio: `${times(bareRate / loadRate, 'bare inserts of the same bytes')} (${number(bareRate)} rows/s); memory +${megabytes(process.memoryUsage().rss - before)}`,
	});

	const measure = async (what: string, unit: string, each: number, work: (picked: number[]) => Promise<unknown>) => {
		const { wallMs, cpuMs } = await timed(async () => {
			for (let round = 0; round < ROUNDS; round++) await work(pick(each, links));
		});
		const rate = (ROUNDS * each * 1_000) / wallMs;
		lines.push({
			what,
			result: perSecond(rate, unit),
			ratio: `${number(wallMs / ROUNDS)} ms a call, ${number(cpuMs / ROUNDS)} ms of it CPU of this process`,
		});
	};
	await measure(`look up by left id, with bases, ${BATCH} at a time`, 'links', BATCH, (picked) =>
		store.links(mapping.pair, 'left', picked.map(leftRef)),
	);
	await measure(`look up by right id in any pair, ${BATCH} at a time`, 'links', BATCH, (picked) =>
		store.linksTo(picked.map(rightRef)),
	);
	await measure(`update ${CHANGED_ROWS} fields of links, ${BATCH} a commit`, 'links', BATCH, (picked) =>
		store.commit(picked.map((index) => commitOf(index, hashesOf(index + 1), CHANGED_ROWS))),
	);
	await measure('update one link a commit', 'commits', 1, (picked) =>
		store.commit(picked.map((index) => commitOf(index, hashesOf(index + 2), CHANGED_ROWS))),
	);
	await measure(`lock and unlock ${BATCH} records`, 'records', BATCH, async (picked) => {
		await store.lock(
			picked.map((index) => `record|${index}`),
			'bench',
			60_000,
		);
		await store.unlock('bench');
	});

	const sizes = await home.sizes();
	const size = (...tables: string[]) => tables.reduce((sum, table) => sum + (sizes.get(table) ?? 0), 0);
	const all = [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
	lines.push(
		{
			what: 'bytes a link with its base, indexes included',
			result: `${number(size('links', 'bases') / links)} B`,
			ratio: times(size('links', 'bases') / links / BASE_BYTES, `the hashes alone (${BASE_BYTES} B)`),
		},
		{ what: 'bytes a log line, indexes included', result: `${number(size('log') / (links + ROUNDS * (BATCH + 1)))} B` },
		{
			what: 'bytes a link of release keys (kept while emissions are under way)',
			result: `${number(size('releases') / links)} B`,
		},
		{ what: 'size on disk, all tables', result: megabytes(all) },
		{ what: 'peak memory of the process so far', result: megabytes(peakMemory()) },
	);
	const note =
		engine === 'PostgreSQL'
			? 'The embedded server runs with fsync=off: its commits are faster than a real server’s.'
			: 'Every commit is synced to the disk (synchronous=FULL).';
	return { title: `${engine} store (${FIELDS} fields a link)`, lines, note };
}

const range = (length: number): number[] => Array.from({ length }, (_, index) => index);

/** Without repeats: one record has one commit in a batch. */
function pick(count: number, among: number): number[] {
	const picked = new Set<number>();
	while (picked.size < Math.min(count, among)) picked.add(Math.floor(Math.random() * among));
	return [...picked];
}

function bareBatches(): BareRow[][] {
	const row = (index: number): BareRow => [index, leftRef(index).id, rightRef(index).id, randomBytes(BASE_BYTES)];
	return range(REFERENCE / BATCH).map((batch) => range(BATCH).map((offset) => row(batch * BATCH + offset)));
}
