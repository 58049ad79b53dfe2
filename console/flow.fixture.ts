import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mapRecord } from '../engine/mapping';
import { otherSide, refKey, type FieldValues, type Mapping, type MappingRow, type RecordRef, type Side } from '../engine/model';
import { runBatch, type BatchOptions, type RecordOutcome } from '../engine/run/batch';
import type { RecordPort, RecordState } from '../engine/run/system-port';
import { openStore, type Store } from '../store';

const CONNECTION: Record<Side, string> = { left: '00D', right: 'ws' };
const SYSTEM = { left: 'salesforce', right: 'pact' } as const;

export const row = (field: string, more: Partial<MappingRow> = {}): MappingRow => ({
	id: `${field}~${field.toLowerCase()}`,
	left: field,
	right: field.toLowerCase(),
	label: field,
	lens: { kind: 'text' },
	rule: 'askPerson',
	required: { left: false, right: false },
	...more,
});

const fold = (value: unknown): string => String(value).toLowerCase();

export const PAIR = 'salesforce-opportunity~pact-opportunities';

/** Two small systems in memory, a real store between them, and the way of a record from one to the other. */
export class Flow {
	private clock = Date.parse('2026-11-21T08:00:00.000Z');
	readonly records: Record<Side, Map<string, RecordState>> = { left: new Map(), right: new Map() };
	readonly archived: string[] = [];

	private constructor(
		readonly store: Store,
		private readonly folder: string,
		readonly mapping: Mapping,
	) {}

	static async start(rows: MappingRow[], more: Partial<Mapping> = {}): Promise<Flow> {
		const mapping: Mapping = {
			pair: PAIR,
			left: { system: 'salesforce', object: 'Opportunity' },
			right: { system: 'pact', object: 'opportunities' },
			rows,
			match: [{ kind: 'text', left: 'Name', right: 'name' }],
			externalIds: {},
			create: { left: true, right: true },
			tieWinner: 'left',
			...more,
		};
		const folder = await mkdtemp(join(tmpdir(), 'console-'));
		const flow: Flow = new Flow(await openStore({ file: join(folder, 'sync.sqlite'), now: () => new Date(flow.clock) }), folder, mapping);
		await flow.store.saveMapping(mapping);
		for (const side of ['left', 'right'] as const) await flow.store.noteFeed(PAIR, side, `feed-${side}`);
		return flow;
	}

	async stop(): Promise<void> {
		await this.store.close();
		await rm(this.folder, { recursive: true });
	}

	now = (): Date => new Date(this.clock);

	ref(side: Side, id: string): RecordRef {
		return { system: SYSTEM[side], connection: CONNECTION[side], object: this.mapping[side].object, id };
	}

	/** A person saves a record. */
	edit(side: Side, id: string, fields: FieldValues): void {
		this.clock += 60_000;
		const before = this.records[side].get(id)?.fields ?? {};
		this.records[side].set(id, { id, fields: { ...before, ...fields }, modifiedAt: this.now().toISOString() });
	}

	fields(side: Side, id: string): FieldValues {
		return this.records[side].get(id)?.fields ?? {};
	}

	/** The record's change reaches the sync. */
	async sync(side: Side, id: string, options: Partial<BatchOptions> = {}, kind: 'upserted' | 'deleted' = 'upserted'): Promise<RecordOutcome | undefined> {
		const ref = this.ref(side, id);
		const stamp = `${this.now().toISOString()}|${kind}|${this.clock}`;
		const seqs = await this.store.notePage({ feed: `feed-${side}`, object: ref.object, refs: [{ ref, stamp }], cursor: 'c', leaseMs: 60_000 });
		const seq = seqs.get(refKey(ref));
		if (seq === undefined) return undefined;
		return await this.run(side, id, seq, 0, options, kind);
	}

	/** What is due now flows, until nothing is. Answers the outcomes. */
	async flow(options: Partial<BatchOptions> = {}, kind: 'upserted' | 'deleted' = 'upserted'): Promise<RecordOutcome[]> {
		const outcomes: RecordOutcome[] = [];
		for (let moved = true; moved;) {
			moved = false;
			for (const side of ['left', 'right'] as const) {
				for (const { ref, seq, attempts } of await this.store.takeDue(`feed-${side}`, 100, 60_000)) {
					moved = true;
					const outcome = await this.run(side, ref.id, seq, attempts, options, kind);
					if (outcome) outcomes.push(outcome);
				}
			}
		}
		return outcomes;
	}

	private async run(side: Side, id: string, seq: number, attempt: number, options: Partial<BatchOptions>, kind: 'upserted' | 'deleted'): Promise<RecordOutcome | undefined> {
		const version = await this.store.saveMapping(this.mapping);
		const target = otherSide(side);
		const state = this.records[side].get(id);
		const { values, held } = mapRecord(this.mapping, side, state?.fields ?? {});
		const { object } = this.mapping[target];
		const item = {
			change: { ...this.ref(side, id), kind, modifiedAt: state?.modifiedAt ?? this.now().toISOString(), origin: 'poll' as const, ticket: { feed: `feed-${side}`, seq, attempt } },
			fields: state?.fields ?? {},
			mapped: { pair: PAIR, mapping: version, side, target: { system: SYSTEM[target], object }, values, ...(held.length > 0 ? { held } : {}) },
		};
		const clock = { now: this.now, random: () => 0, sleep: async () => undefined };
		const [outcome] = await runBatch([item], { store: this.store, records: this.port(target), clock }, { owner: `run-${seq}`, ...options });
		await this.store.acknowledge(`feed-${side}`, [seq]);
		return outcome;
	}

	private port(side: Side): RecordPort {
		const records = this.records[side];
		return {
			system: SYSTEM[side],
			connection: CONNECTION[side],
			read: async (_object, ids) => new Map(ids.flatMap((id) => (records.has(id) ? [[id, records.get(id) as RecordState] as const] : []))),
			find: async (_object, lookups) => lookups.map(({ field, value }) => [...records.values()].filter(({ fields }) => fold(fields[field]) === fold(value))),
			write: async (_object, ops) =>
				ops.map((op) => {
					const id = op.op === 'create' ? `${side}-${records.size + 1}` : op.id;
					this.edit(side, id, op.values);
					return { ok: true as const, id, record: records.get(id) as RecordState };
				}),
			archive: async (_object, ids) => {
				this.archived.push(...ids);
				return ids.map((id) => ({ ok: true as const, id }));
			},
		};
	}
}
