import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { SystemName } from '../../engine/model';
import type { Addresses, IdleCost, SandboxCalls, SyncOrder } from './processes/protocol';
import { Helper } from './processes/rpc';
import type { SyncCalls } from './processes/sync';
import { number, times, type Line, type Section } from './table';

/** Links of the stores; the first is what the others are compared with. */
const IDLE_SIZES = [10_000, 100_000, 1_000_000] as const;
const POLLS = 23;
const POLL_MS = 200;
const PAGE = 200;
const PEOPLE = 2;

const KINDS: ReadonlyArray<readonly [source: SystemName, target: SystemName]> = [['salesforce', 'hubspot'], ['hubspot', 'salesforce'], ['pact', 'salesforce']];

/** What a poll in which nothing happens costs, for each trigger, with so many links in the store. */
export async function idleSection(): Promise<Section> {
	const folder = await mkdtemp(join(tmpdir(), 'sync-bench-'));
	const sandboxes = Helper.start<SandboxCalls>(join(__dirname, 'processes', 'sandboxes.ts'));
	try {
		const addresses = await sandboxes.ask('start', 'off');
		for (const system of ['salesforce', 'hubspot', 'pact'] as const) await sandboxes.ask('people', system, 0, PEOPLE);
		const store = join(folder, 'sync.db');
		for (const [source, target] of KINDS) await life({ addresses, source, target, store });
		const lines: Line[] = [];
		const first = new Map<SystemName, IdleCost>();
		for (const links of IDLE_SIZES) {
			fill(store, links);
			for (const [source, target] of KINDS) {
				const cost = (await life({ addresses, source, target, store, idlePolls: POLLS })).idle;
				if (cost === undefined) throw new Error('The idle polls were not counted.');
				const least = first.get(source) ?? cost;
				first.set(source, least);
				const each = (of: keyof IdleCost): number => Number(cost[of]) / cost.polls;
				lines.push({
					what: `${source} trigger, ${number(links)} links`,
					result: `${number(each('calls'))} calls, ${number(each('statements'))} statements`,
					ratio: `CPU ${number(each('cpuMs'))} ms, ${times(cost.cpuMs / least.cpuMs, 'that with the fewest links')}; in SQLite without commits ${number(each('statementMs'))} ms, ${times(cost.statementMs / least.statementMs, 'that')}`,
				});
			}
		}
		return { title: 'A poll in which nothing happens', lines, note: `SQLite; the mean of ${POLLS} polls without the first three. Links, bases, log lines and seen versions are copies of real ones.` };
	} finally {
		await sandboxes.kill();
		await rm(folder, { recursive: true });
	}
}

type LifeOrder = Pick<SyncOrder, 'source' | 'target' | 'store' | 'idlePolls'> & { addresses: Addresses };

async function life(order: LifeOrder): ReturnType<SyncCalls['run']> {
	const engine = Helper.start<SyncCalls>(join(__dirname, 'processes', 'sync.ts'));
	try {
		return await engine.ask('run', { ...order, pageSize: PAGE, pollMs: POLL_MS, quiet: 1, startFrom: 'everything' });
	} finally {
		await engine.stop();
	}
}

/** Copies the first link of each pair, with its base, its line of the log and what the feeds have seen, until there are so many. */
function fill(file: string, links: number): void {
	const database = new DatabaseSync(file);
	const value = (sql: string): number => Number(Object.values(database.prepare(sql).get() ?? {})[0] ?? 0);
	const have = value('select count(*) from links');
	const copies = links - have;
	const copy = (table: string, from: string, changed: Readonly<Record<string, string>>): void => {
		const columns = database.prepare(`select name from pragma_table_info('${table}')`).all().map(({ name }) => String(name));
		const values = columns.map((name) => changed[name] ?? `t."${name}"`);
		database.exec(
			`with recursive n(i) as (select 1 union all select i + 1 from n where i < ${copies}) insert into "${table}" (${columns.map((name) => `"${name}"`).join(', ')}) select ${values.join(', ')} from (select * from "${table}" ${from} limit 1) t, n`,
		);
	};
	const tag = `'${have}-' || n.i`;
	const next = 1 + Math.max(value('select max(id) from links'), value('select max(id) from log'), value('select value from counters'));
	database.exec('begin');
	const model = value('select min(id) from links');
	copy('links', `where id = ${model}`, { id: `${next} + n.i`, left_record: `t.left_record || ${tag}`, right_record: `t.right_record || ${tag}` });
	copy('bases', `where link_id = ${model}`, { link_id: `${next} + n.i` });
	copy('log', '', { id: `${next} + n.i`, source_record: `t.source_record || ${tag}`, target_record: `t.target_record || ${tag}` });
	for (const { feed } of database.prepare('select distinct feed from seen').all()) copy('seen', `where feed = ${String(feed)}`, { record: `t.record || ${tag}` });
	database.exec(`update counters set value = ${next + copies + 1}; commit`);
	database.close();
}
