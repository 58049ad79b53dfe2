import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SystemName } from '../../engine/model';
import type { Addresses, SandboxCalls } from './processes/protocol';
import { Helper } from './processes/rpc';
import type { SyncCalls } from './processes/sync';
import { number, times, type Line, type Section } from './table';

const PEOPLE = 1_000;
const PAGE = 200;
const POLL_MS = 1_000;

const DIRECTIONS: ReadonlyArray<readonly [source: SystemName, target: SystemName]> = [
	['salesforce', 'hubspot'], ['hubspot', 'salesforce'], ['salesforce', 'pact'], ['pact', 'salesforce'], ['hubspot', 'pact'], ['pact', 'hubspot'],
];

/** Records of the largest answer and of the largest write; sources: the constants of systems/<name>/limits.ts. */
const LARGEST: Readonly<Record<SystemName, { read: number; write: number }>> = {
	salesforce: { read: 2_000, write: 200 },
	hubspot: { read: 200, write: 100 },
	pact: { read: 100, write: 1 },
};

/** Records that may be written in a second: 100,000 calls a day, 190 calls in 10 s, 6,000 calls a minute (sandbox/<name>/limits: Enterprise). */
const CEILING: Readonly<Record<SystemName, number>> = { salesforce: (100_000 * 200) / 86_400, hubspot: 1_900, pact: 100 };

/** Calls of a first sync and of edits against the fewest that the services allow: every record read once and written once, in the largest batches. */
export async function floorSection(): Promise<Section> {
	const lines: Line[] = [];
	for (const [source, target] of DIRECTIONS) lines.push(...(await direction(source, target)));
	return {
		title: `Calls against the fewest possible, ${number(PEOPLE)} people`,
		lines,
		note: `Pages of ${PAGE}. What a loop asks when it begins (schemas, owners) is left out. The floor has no look for who is there already, no look at what was written, no look back for rows that came late: what is above it buys these. No limits; the ceiling is what the Enterprise plans let be written.`,
	};
}

async function direction(source: SystemName, target: SystemName): Promise<Line[]> {
	const folder = await mkdtemp(join(tmpdir(), 'sync-bench-'));
	const sandboxes = Helper.start<SandboxCalls>(join(__dirname, 'processes', 'sandboxes.ts'));
	try {
		const addresses = await sandboxes.ask('start', 'off');
		const store = join(folder, 'sync.db');
		const spent = async () => {
			await sandboxes.ask('resetStats');
			const state = await life(addresses, source, target, store);
			const stats = await sandboxes.ask('stats');
			return { state, reading: stats[source].calls, writing: stats[target].calls };
		};
		const beginning = await spent();
		await sandboxes.ask('people', source, 0, PEOPLE);
		const first = await spent();
		await sandboxes.ask('edit', source, 0, PEOPLE, 'Another title');
		const edits = await spent();
		const floor = Math.ceil(PEOPLE / LARGEST[source].read) + Math.ceil(PEOPLE / LARGEST[target].write);
		return ([['first sync', first], ['edits', edits]] as const).map(([what, { state, reading, writing }]) => {
			const calls = { reading: reading - beginning.reading, writing: writing - beginning.writing };
			const came = Math.min(PEOPLE, state.records);
			const late = came < PEOPLE ? `; only ${number(came)} were seen, the rest waits for the next sweep of the lists` : '';
			const rate = (state.records * 1_000) / state.busyMs;
			return {
				what: `${source} → ${target}, ${what}`,
				result: `${calls.reading} + ${calls.writing} calls`,
				ratio: `${times((calls.reading + calls.writing) / floor, `the floor (${floor})`)}; ${number(rate)} records/s, ${times(rate / CEILING[target], 'the ceiling')}${late}`,
			};
		});
	} finally {
		await sandboxes.kill();
		await rm(folder, { recursive: true });
	}
}

async function life(addresses: Addresses, source: SystemName, target: SystemName, store: string): ReturnType<SyncCalls['run']> {
	const engine = Helper.start<SyncCalls>(join(__dirname, 'processes', 'sync.ts'));
	try {
		return await engine.ask('run', { addresses, source, target, store, pageSize: PAGE, pollMs: POLL_MS, quiet: 1, startFrom: 'everything' });
	} finally {
		await engine.stop();
	}
}
