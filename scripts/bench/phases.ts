import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PHASES, phasesOf, type Phase } from './cpu-profile';
import type { Addresses, SandboxCalls, SyncOrder } from './processes/protocol';
import { Helper } from './processes/rpc';
import type { SyncCalls } from './processes/sync';
import { number, times, type Section } from './table';

const RECORDS = 4_000;
const PAGE = 200;
const POLL_MS = 1_000;

/** CPU time a record by phase, of a first sync and of edits, as node's profiler sees it. The sandboxes run elsewhere. */
export async function phasesSection(to: 'hubspot' | 'pact'): Promise<Section> {
	const folder = await mkdtemp(join(tmpdir(), 'sync-bench-'));
	const sandboxes = Helper.start<SandboxCalls>(join(__dirname, 'processes', 'sandboxes.ts'));
	try {
		const addresses = await sandboxes.ask('start', 'off');
		await sandboxes.ask('people', 'salesforce', 0, RECORDS);
		const first = await profiled(addresses, to, folder, 'first');
		await sandboxes.ask('edit', 'salesforce', 0, RECORDS, 'Another title');
		const edits = await profiled(addresses, to, folder, 'edits');
		const total = (phases: ReadonlyMap<Phase, number>): number => [...phases.values()].reduce((sum, ms) => sum + ms, 0);
		const each = (ms: number | undefined): string => `${number(((ms ?? 0) * 1_000) / RECORDS)} µs`;
		return {
			title: `CPU a record by phase, Salesforce → ${to}, ${number(RECORDS)} contacts with 7 fields`,
			lines: [
				...PHASES.map((phase) => ({
					what: phase,
					result: each(first.get(phase)),
					ratio: `${times((first.get(phase) ?? 0) / total(first), 'all of a first sync')}; an edit ${each(edits.get(phase))}, ${times((edits.get(phase) ?? 0) / total(edits), 'all')}`,
				})),
				{ what: 'all', result: each(total(first)), ratio: `an edit ${each(total(edits))}, ${times(total(edits) / total(first), 'a create')}` },
			],
			note: 'A call’s time counts for the innermost frame that belongs to a phase. Kysely and SQLite are the store’s; starting node is left out.',
		};
	} finally {
		await sandboxes.kill();
		await rm(folder, { recursive: true });
	}
}

async function profiled(addresses: Addresses, target: 'hubspot' | 'pact', folder: string, name: string): Promise<Map<Phase, number>> {
	const profiles = join(folder, name);
	const order: SyncOrder = { addresses, source: 'salesforce', target, store: join(folder, 'sync.db'), pageSize: PAGE, pollMs: POLL_MS, quiet: 1, startFrom: 'everything' };
	const engine = Helper.start<SyncCalls>(join(__dirname, 'processes', 'sync.ts'), ['--cpu-prof', `--cpu-prof-dir=${profiles}`]);
	try {
		await engine.ask('run', order);
	} finally {
		await engine.stop();
	}
	return await phasesOf(profiles, 'salesforce', target);
}
