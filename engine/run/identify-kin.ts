import { refKey, type RecordRef } from '../model';
import type { Clock } from './clock-port';
import { ambiguous, busy } from './identify-ends';
import { targetSide, type Ending, type FoundJob, type Job } from './job';
import { allKin, nearKin, type Kin } from './kin';
import { lockMore, type HeldLocks } from './lock';
import { readFollowing } from './read-following';
import { recordLock } from './record-lock';
import type { RunStore } from './store-port';
import type { RecordPort } from './system-port';

interface Ports {
	store: Pick<RunStore, 'links' | 'linksTo'>;
	records: RecordPort;
	clock: Clock;
	locks: HeldLocks;
}

/**
 * What the other pairs know about jobs without a link: their source's counterparts elsewhere may be linked with a record of the target.
 * Where they are, no key is needed to find it, and no search index that lags. `rest` must be looked for. From here on no other execution
 * creates a record for any of a job's kin.
 */
export async function identifyByKin(
	jobs: readonly Job[],
	fields: readonly string[],
	ports: Ports,
): Promise<{ found: FoundJob[]; ended: Ending[]; rest: FoundJob[] }> {
	const near = await nearKin(sourcesOf(jobs), ports.store);
	const hasKin = (job: Job) => (near.get(refKey(job.source)) ?? []).length > 0;
	const { free, taken } = await lockMore(jobs, (job) => (near.get(refKey(job.source)) ?? []).map(recordLock), ports.locks);
	const ended = taken.map((job) => busy(job, ports.clock));
	// Read again: somebody may have come to know more until the locks were ours.
	const kin = await allKin(sourcesOf(free.filter(hasKin)), ports.store);
	const candidates = await candidatesOf(free, kin, ports.store);
	const states = await readFollowing([...new Set([...candidates.values()].flat())], free[0]?.target.object ?? '', fields, ports.records);
	const found: FoundJob[] = [];
	const rest: FoundJob[] = [];
	for (const job of free) {
		const known = { ...job, siblings: [], kin: kin.get(refKey(job.source)) ?? [] };
		const read = (candidates.get(refKey(job.source)) ?? []).flatMap((id) => states.get(id) ?? []).filter(({ gone }) => gone === undefined);
		const [record, ...others] = [...new Map(read.map((state) => [state.id, state])).values()];
		if (record === undefined) rest.push(known);
		else if (others.length === 0) found.push({ ...known, record });
		else ended.push(ambiguous(job, [record, ...others]));
	}
	return { found, ended, rest };
}

const sourcesOf = (jobs: readonly Job[]): RecordRef[] => jobs.map(({ source }) => source);

/** Ids in the target's place, by source. One that another record of the source's connection has in this pair is not free: a left record has one link there. */
async function candidatesOf(jobs: readonly Job[], kin: Kin, store: Ports['store']): Promise<Map<string, string[]>> {
	const [first] = jobs;
	if (first === undefined) return new Map();
	const side = targetSide(first);
	const { system, connection, object } = first.target;
	const there = (ref: RecordRef) => ref.system === system && ref.connection === connection && ref.object === object;
	const refs = [...kin.values()].flat().filter(there);
	const links = side === 'left' && refs.length > 0 ? await store.links(first.mapping.pair, side, refs) : [];
	const taken = new Set(links.filter(({ right }) => right.connection === first.source.connection).map((link) => refKey(link[side])));
	return new Map(
		[...kin].map(([source, all]) => [source, all.filter((ref) => there(ref) && !taken.has(refKey(ref))).map(({ id }) => id)]),
	);
}
