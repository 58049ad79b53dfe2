/** Trigger, mapper and upsert of one direction in a process of their own, without n8n. Started by the parts of the benchmark. */
import { compileMapping, mapRecord, type MappingDefinition } from '../../../engine/mapping';
import type { SystemName } from '../../../engine/model';
import { runBatch } from '../../../engine/run/batch';
import { runFeed } from '../../../engine/run/feed';
import type { Clock } from '../../../engine/run/clock-port';
import { systemClock } from '../../../nodes/common/clock';
import { openStore } from '../../../store';
import { fetchHttp } from '../../../systems/common/fetch-http';
import { createHubSpot } from '../../../systems/hubspot';
import { createPact } from '../../../systems/pact';
import { createSalesforce } from '../../../systems/salesforce';
import { OBJECT, PERSON_FIELDS } from '../../../test/support/pairs/words';
import { watchStatements, type StatementUse } from '../statements';
import type { Addresses, IdleCost, SyncOrder, SyncState } from './protocol';
import { answerCalls } from './rpc';

const LEASE_MS = 30 * 60_000;
const MINUTE = 60_000;
/** As the nodes have it. */
const LOOK_BACK: Readonly<Record<SystemName, { lookBackMs: number; lookBackEveryMs: number }>> = {
	salesforce: { lookBackMs: 30 * MINUTE, lookBackEveryMs: 5 * MINUTE },
	hubspot: { lookBackMs: 15 * MINUTE, lookBackEveryMs: 5 * MINUTE },
	pact: { lookBackMs: 365 * 24 * 60 * MINUTE, lookBackEveryMs: 30 * MINUTE },
};

const state: SyncState = { records: 0, ends: {}, rss: 0, heapUsed: 0, cpuMs: 0, wallMs: 0, busyMs: 0, done: false };
let began = 0;
let cpu: NodeJS.CpuUsage;
let calls = 0;
/** The first polls of a loop begin it: they reclaim, prune and look far back. */
const WARM_UP_POLLS = 3;

function connect(system: SystemName, addresses: Addresses) {
	const { url, token, connection } = addresses[system];
	const http = fetchHttp({
		authorise: () => {
			calls += 1;
			return { Authorization: `Bearer ${token}` };
		},
	});
	switch (system) {
		case 'salesforce':
			return createSalesforce({ http, instanceUrl: url, connection, clock: systemClock });
		case 'hubspot':
			return createHubSpot({ http, baseUrl: url, connection, clock: systemClock });
		case 'pact':
			return createPact({ http, baseUrl: url, connection, clock: systemClock });
	}
}

/** The seven fields of a person; by the rule that lets every value travel, so that both sides must be equal in the end. */
const rowsOf = (left: SystemName, right: SystemName): MappingDefinition['rows'] =>
	Object.entries(PERSON_FIELDS).map(([field, names]) => ({
		left: names[left],
		right: names[right],
		rule: 'newestWins',
		...(field === 'phone' || field === 'email' ? { lens: field } : {}),
	}));

/** Runs until `quiet` polls in a row found nothing and nothing is due. */
async function run({ addresses, source: from, target: to, store: file, pageSize, pollMs, quiet, startFrom, idlePolls }: SyncOrder): Promise<SyncState> {
	Object.assign(state, { records: 0, ends: {}, busyMs: 0, done: false });
	began = performance.now();
	cpu = process.cpuUsage();
	const [source, target] = [connect(from, addresses), connect(to, addresses)];
	const [left, right] = from === 'salesforce' || to === 'pact' ? [from, to] as const : [to, from] as const;
	const side = left === from ? 'left' : 'right';
	const store = await openStore({ file });
	const schemas = { [from]: await source.schema.describe(OBJECT[from].person), [to]: await target.schema.describe(OBJECT[to].person) } as Record<SystemName, Awaited<ReturnType<typeof source.schema.describe>>>;
	const { mapping, report } = compileMapping(
		{ left: { system: left, object: OBJECT[left].person }, right: { system: right, object: OBJECT[right].person }, create: { left: true, right: true }, autoMap: false, rows: rowsOf(left, right) },
		schemas[left],
		schemas[right],
	);
	const errors = report.problems.filter(({ level }) => level === 'error');
	if (errors.length > 0) throw new Error(JSON.stringify(errors));
	const version = await store.saveMapping(mapping);
	const feed = `bench/${from}`;
	await store.noteFeed(mapping.pair, side, feed, source.source.connection);
	const stop = new AbortController();
	let emitted = 0;
	let still = 0;
	let runs = 0;
	let polls = 0;
	const watch = idlePolls === undefined ? undefined : watchStatements();
	const clock: Clock = {
		...systemClock,
		sleep: async (ms, signal) => {
			// The loop's rest between two polls, whatever is left of it.
			if (ms > pollMs / 2 && ms <= pollMs && watch !== undefined) {
				polls += 1;
				if (polls === WARM_UP_POLLS) {
					watch.reset();
					calls = 0;
					cpu = process.cpuUsage();
				} else if (polls === idlePolls) {
					state.idle = idleCost(watch.all(), polls - WARM_UP_POLLS);
					return stop.abort();
				}
			} else if (ms > pollMs / 2 && ms <= pollMs) {
				const { due = 0, emitted: open = 0 } = await store.pendingCounts(feed);
				still = emitted === 0 && due + open === 0 ? still + 1 : 0;
				emitted = 0;
				if (still >= quiet) return stop.abort();
			}
			await systemClock.sleep(ms, signal);
		},
	};
	const fields = schemas[from].fields.filter(({ type }) => type !== 'memberships').map(({ name }) => name);
	await runFeed(
		{ feed, owner: `loop-${process.pid}-${began}`, objects: [{ name: OBJECT[from].person, fields }], startFrom, pollMs, pageSize, leaseMs: LEASE_MS, ...LOOK_BACK[from] },
		{
			source: source.source,
			store,
			clock,
			emit: async (_object, items) => {
				emitted += items.length;
				runs += 1;
				const mapped = items.map((item) => ({ ...item, mapped: { pair: mapping.pair, mapping: version, side, target: mapping[side === 'left' ? 'right' : 'left'], ...mapRecord(mapping, side, item.fields) } }) as const);
				for (const { outcome } of await runBatch(mapped, { store, records: target.records, clock: systemClock }, { owner: `run-${process.pid}-${runs}` })) {
					state.records += 1;
					state.ends[outcome] = (state.ends[outcome] ?? 0) + 1;
				}
				state.busyMs = performance.now() - began;
				return { ok: true };
			},
			log: (level, message) => {
				if (level === 'warn') console.error(message);
			},
		},
		stop.signal,
	);
	await store.close();
	state.done = true;
	return now();
}

function idleCost(used: ReadonlyMap<string, StatementUse>, polls: number): IdleCost {
	const { user, system } = process.cpuUsage(cpu);
	const sum = (of: (use: StatementUse) => number): number => [...used.values()].reduce((total, use) => total + of(use), 0);
	const commitMs = used.get('commit')?.ms ?? 0;
	return { polls, calls, statements: sum(({ count }) => count), statementMs: sum(({ ms }) => ms) - commitMs, cpuMs: (user + system) / 1_000 };
}

function now(): SyncState {
	const { rss, heapUsed } = process.memoryUsage();
	const { user, system } = process.cpuUsage(cpu);
	return { ...state, rss, heapUsed, cpuMs: (user + system) / 1_000, wallMs: performance.now() - began };
}

export interface SyncCalls {
	run(order: SyncOrder): Promise<SyncState>;
	state(): SyncState;
}

answerCalls({ run, state: now } satisfies SyncCalls);
