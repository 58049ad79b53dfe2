import { normaliseKey } from '../../engine/identity';
import { SystemError, type FieldValue, type FieldValues, type SystemErrorDetails, type SystemName } from '../../engine/model';
import type { ChangeSourcePort, FieldTime, RecordPort, RecordState, SourceChange, WriteOp, WriteResult } from '../../engine/run/system-port';

export interface SystemTraits {
	system: SystemName;
	connection: string;
	object: string;
	/** Ids begin with it; with the system's name if left out. */
	idPrefix?: string;
	/** Every field, as a new record holds it. */
	blank: FieldValues;
	/** Stamps are rounded down to this. */
	stampMs: number;
	/** As the system spells what it is given. */
	spell(field: string, value: FieldValue): FieldValue;
	/** Tells when each field was changed. */
	fieldTimes: boolean;
	/** Answers a write with the record. */
	answersRecord: boolean;
}

interface Row {
	id: string;
	fields: FieldValues;
	times: Record<string, number>;
	stamp: number;
	by: 'engine' | 'user';
	/** Not in the change feed before this time. */
	listedAt: number;
}

/** What the test decides for each call. */
export interface Weather {
	/** Ms that a call takes: half of it before, half after its effect. */
	latency(): number;
	/** How long a change takes to be listed. */
	listingLag(): number;
	/** `refuse`: nothing is written; `drop`: it is written and the answer is lost. */
	fault(): 'none' | 'refuse' | 'drop' | 'call-fails';
}

export type Watch = (event: { by: 'engine' | 'user'; row: { id: string; before: FieldValues; after: FieldValues }; create: boolean; values: FieldValues; seen: FieldValues | undefined }) => void;

const iso = (ms: number) => new Date(ms).toISOString();
const temporary: SystemErrorDetails = { class: 'temporary', message: 'Down for a moment.' };
const lostAnswer: SystemErrorDetails = { class: 'unknown-outcome', message: 'The connection broke.' };

/** A system in memory that is read and written, by the engine and by users, with a keyset change feed. */
export class SimSystem {
	readonly rows = new Map<string, Row>();
	private readonly lastRead = new Map<string, FieldValues>();

	constructor(
		readonly traits: SystemTraits,
		private readonly time: { now: number; sleep(ms: number): Promise<void> },
		private readonly weather: Weather,
		private readonly watch: Watch,
	) {}

	create(values: FieldValues, by: 'engine' | 'user' = 'user'): string {
		const id = `${this.traits.idPrefix ?? this.traits.system}-${this.rows.size + 1}`;
		this.rows.set(id, { id, fields: { ...this.traits.blank }, times: {}, stamp: 0, by, listedAt: 0 });
		this.save(id, values, by, true);
		return id;
	}

	edit(id: string, values: FieldValues): void {
		this.save(id, values, 'user', false);
	}

	private save(id: string, values: FieldValues, by: 'engine' | 'user', create: boolean): void {
		const row = this.rows.get(id);
		if (row === undefined) throw new Error(`No record ${id}.`);
		const before = { ...row.fields };
		const spelt = Object.fromEntries(Object.entries(values).map(([field, value]) => [field, value === '' ? null : this.traits.spell(field, value)]));
		const stamp = Math.max(row.stamp, Math.floor(this.time.now / this.traits.stampMs) * this.traits.stampMs);
		for (const [field, value] of Object.entries(spelt)) if (before[field] !== value) row.times[field] = this.time.now;
		Object.assign(row.fields, spelt);
		Object.assign(row, { stamp, by, listedAt: this.time.now + this.weather.listingLag() });
		this.watch({ by, row: { id, before, after: { ...row.fields } }, create, values, seen: this.lastRead.get(id) });
	}

	private state(row: Row): RecordState {
		return { id: row.id, fields: { ...row.fields }, modifiedAt: iso(row.stamp), ...(row.by === 'user' ? { byOther: true as const } : {}) };
	}

	private change(row: Row): SourceChange {
		const fieldTimes = Object.fromEntries(Object.entries(row.times).map(([field, ms]) => [field, iso(ms)]));
		return { id: row.id, kind: 'upserted', modifiedAt: iso(row.stamp), fields: { ...row.fields }, ...(this.traits.fieldTimes ? { fieldTimes } : {}) };
	}

	private async call<T>(work: () => T): Promise<T> {
		const latency = this.weather.latency();
		await this.time.sleep(latency / 2);
		const answer = work();
		await this.time.sleep(latency / 2);
		return answer;
	}

	private listed(): Row[] {
		return [...this.rows.values()].filter(({ listedAt }) => listedAt <= this.time.now).sort((a, b) => a.stamp - b.stamp || (a.id < b.id ? -1 : 1));
	}

	source(): ChangeSourcePort {
		return {
			system: this.traits.system,
			connection: this.traits.connection,
			start: async (_object, from) => `${from === 'everything' ? 0 : this.time.now}|`,
			readPage: async ({ limit }, cursor, { lookBackMs }) =>
				await this.call(() => {
					const [stamp = '0', id = ''] = cursor.split('|');
					const after = (row: Row) => (lookBackMs > 0 ? row.stamp >= Number(stamp) - lookBackMs : row.stamp > Number(stamp) || (row.stamp === Number(stamp) && row.id > id));
					const rows = this.listed().filter(after);
					const page = rows.slice(0, limit);
					const last = page.at(-1);
					return { changes: page.map((row) => this.change(row)), cursor: last ? `${last.stamp}|${last.id}` : cursor, more: rows.length > limit };
				}),
			readAgain: async (_query, ids) => await this.call(() => [...this.rows.values()].filter(({ id }) => ids.includes(id)).map((row) => this.change(row))),
			sample: async () => [],
			count: async () => this.rows.size,
		};
	}

	records(): RecordPort {
		return {
			system: this.traits.system,
			connection: this.traits.connection,
			read: async (_object, ids) =>
				await this.call(() => new Map([...this.rows.values()].filter(({ id }) => ids.includes(id)).map((row) => [row.id, this.seen(row)]))),
			find: async (_object, lookups) =>
				await this.call(() => lookups.map(({ kind, field, value }) => [...this.rows.values()].filter((row) => normaliseKey(kind, row.fields[field]) === value).map((row) => this.seen(row)))),
			...(this.traits.fieldTimes
				? { times: async (_object: string, ids: readonly string[], fields: readonly string[]) => await this.call(() => new Map(ids.map((id) => [id, this.times(id, fields)]))) }
				: {}),
			write: async (_object, ops) => {
				const fault = this.weather.fault();
				if (fault === 'call-fails') throw new SystemError(temporary);
				return await this.call(() => ops.map((op) => this.write(op)));
			},
		};
	}

	private times(id: string, fields: readonly string[]): Record<string, FieldTime> {
		const times = this.rows.get(id)?.times ?? {};
		return Object.fromEntries(fields.flatMap((field) => (times[field] === undefined ? [] : [[field, { at: iso(times[field]) }]])));
	}

	private seen(row: Row): RecordState {
		this.lastRead.set(row.id, { ...row.fields });
		return this.state(row);
	}

	private write(op: WriteOp): WriteResult {
		const fault = this.weather.fault();
		if (fault === 'refuse') return { ok: false, error: temporary };
		let id: string;
		if (op.op === 'create') id = this.create(op.values, 'engine');
		else this.save((id = op.id), op.values, 'engine', false);
		if (fault === 'drop') return { ok: false, error: lostAnswer };
		const row = this.rows.get(id);
		return { ok: true, id, ...(this.traits.answersRecord && row !== undefined ? { record: this.seen(row) } : {}) };
	}
}
