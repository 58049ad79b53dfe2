import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Digest, Limits, SandboxCalls, SyncOrder, SyncState } from './processes/protocol';
import { Helper } from './processes/rpc';
import type { SyncCalls } from './processes/sync';
import { megabytes, number, perSecond, times, type Line, type Section } from './table';

interface MillionOptions {
	/** Default: 1,000,000 to HubSpot, 200,000 to Pact. */
	records?: number;
	to: 'hubspot' | 'pact';
	limits: Limits;
	/** Records of a page of the trigger. */
	page: number;
}

export const RECORDS = { hubspot: 1_000_000, pact: 200_000 } as const;
/** What the engine's process may use for objects, so that keeping records by the way would end it: node takes 2 to 4 GB by itself. */
const HEAP_MB = 200;
/** A million records with their history are some 6 GB in each of HubSpot's and Salesforce's stand-ins together. */
const SANDBOX_HEAP_MB = 14_000;
const LOOK_EVERY_MS = 1_000;
/** Said on the way, so that somebody who waits for hours sees that it goes on. */
const SAY_EVERY = 60;
const POLL_MS = 1_000;
/** The memory is told for so many parts of the run. */
const PARTS = 8;
/** Most records in a second that the API lets be created: HubSpot 190 calls in 10 s ("API usage guidelines") of 100 records, Pact's Enterprise plan 6,000 calls a minute of one. */
const CEILING = { hubspot: 1_900, pact: 100 } as const;

interface Sample {
	records: number;
	rss: number;
}

/** A first sync of very many contacts in a small heap, killed in the middle and started again. */
export async function millionSection({ to, limits, page, records = RECORDS[to] }: MillionOptions): Promise<Section> {
	const folder = await mkdtemp(join(tmpdir(), 'sync-bench-'));
	const sandboxes = Helper.start<SandboxCalls>(join(__dirname, 'processes', 'sandboxes.ts'), [`--max-old-space-size=${SANDBOX_HEAP_MB}`]);
	try {
		const addresses = await sandboxes.ask('start', limits);
		const made = await sandboxes.ask('people', 'salesforce', 0, records);
		console.log(`${number(records)} contacts were made in ${number(made.ms / 1_000)} s; the sandboxes hold ${megabytes(made.rss)}.`);
		const source = await sandboxes.ask('digest', 'salesforce');
		const order: SyncOrder = { addresses, source: 'salesforce', target: to, store: join(folder, 'sync.db'), pageSize: page, pollMs: POLL_MS, quiet: 1, startFrom: 'everything' };
		const samples: Sample[] = [];
		const first = await runUntil(order, samples, 0, records / 2);
		console.log(`Killed after ${number(first.records)} records.`);
		const second = await runUntil(order, samples, first.records);
		const target = await sandboxes.ask('digest', to);
		const stats = await sandboxes.ask('stats');
		const wallMs = first.wallMs + second.wallMs;
		const rate = (records * 1_000) / (first.busyMs + second.busyMs);
		const calls = { source: stats.salesforce.calls, target: stats[to].calls };
		return {
			title: `First sync of ${number(records)} contacts, Salesforce → ${to}, limits ${limits}, ${number(page)} a page, heap of ${HEAP_MB} MB`,
			lines: [
				{ what: 'records', result: perSecond(rate, 'records'), ratio: times(rate / CEILING[to], `what the API's limits let through (${number(CEILING[to])} /s)`) },
				{ what: 'CPU a record, engine', result: `${number((first.cpuMs + second.cpuMs) / records)} ms` },
				{ what: 'calls a record', result: `${number(calls.source / records)} + ${number(calls.target / records)}`, ratio: `Salesforce + ${to}; ${stats[to].byStatus[429] ?? 0} were refused for the rate` },
				{ what: 'killed (no warning) and started again at', result: number(first.records), ratio: `ends of the second half: ${JSON.stringify(second.ends)}` },
				verdict(source, target),
				...memoryLines(samples, records),
				{ what: 'memory of the sandboxes at the end', result: megabytes(stats.rss), ratio: `${number(stats.rss / records)} B a record` },
			],
			note: `${number(wallMs / 1_000)} s in all; the rate is until the last record had its end. The heap's limit is node's --max-old-space-size; the memory is all of the process (RSS), with node, the compiler of TypeScript and SQLite's cache.`,
		};
	} finally {
		await sandboxes.kill();
		await rm(folder, { recursive: true });
	}
}

/** One life of the engine's process: to the end, or until it has brought so many records to theirs. `before`: what earlier lives did. */
async function runUntil(order: SyncOrder, samples: Sample[], before: number, killAt = Infinity): Promise<SyncState> {
	const engine = Helper.start<SyncCalls>(join(__dirname, 'processes', 'sync.ts'), [`--max-old-space-size=${HEAP_MB}`]);
	let ended: SyncState | undefined;
	let failure: unknown;
	const run = engine.ask('run', order).then((state) => (ended = state), (error: unknown) => (failure = error));
	for (let look = 0; ; look += 1) {
		await Promise.race([run, sleep(LOOK_EVERY_MS)]);
		if (failure !== undefined) {
			await engine.stop();
			throw new Error('The engine ended before its time.', { cause: failure });
		}
		const state = ended ?? (await engine.ask('state'));
		samples.push({ records: before + state.records, rss: state.rss });
		if (look % SAY_EVERY === 0) console.log(`  ${number(before + state.records)} records, ${megabytes(state.rss)}, ${JSON.stringify(state.ends)}`);
		if (ended !== undefined) {
			await engine.stop();
			return ended;
		}
		if (state.records < killAt) continue;
		await engine.kill();
		await run;
		return state;
	}
}

function verdict(source: Digest, target: Digest): Line {
	const same = source.sum === target.sum && source.people === target.people;
	const lost = source.addresses - target.addresses;
	const doubled = target.people - target.addresses;
	return {
		what: 'both sides compared, every value',
		result: same ? 'equal' : 'DIFFERENT',
		ratio: `${target.people.toLocaleString('en-US')} of ${source.people.toLocaleString('en-US')} people, ${lost} lost, ${doubled} doubled; hash ${source.sum} and ${target.sum}`,
	};
}

/** The most memory in each part of the run. */
function memoryLines(samples: readonly Sample[], records: number): Line[] {
	const most = Array.from({ length: PARTS }, () => 0);
	for (const { records: done, rss } of samples) {
		const part = Math.min(PARTS - 1, Math.floor((done / records) * PARTS));
		most[part] = Math.max(most[part] ?? 0, rss);
	}
	const early = most[1] ?? 0;
	return [
		{
			what: 'most memory of the engine’s process',
			result: megabytes(Math.max(...most)),
			ratio: `${times(Math.max(...most) / early, 'that of the second eighth')}; by eighths: ${most.map((rss) => Math.round(rss / 1e6)).join(', ')} MB`,
		},
	];
}
