import { normaliseKey } from '../../engine/identity';
import type { FieldValue, FieldValues, SystemErrorDetails } from '../../engine/model';
import type {
	ChangeSourcePort,
	RecordPort,
	RecordState,
	SourceChange,
	WriteOp,
	WriteResult,
} from '../../engine/run/system-port';

interface Row {
	id: string;
	object: string;
	fields: FieldValues;
	stamp: number;
	/** Not shown to readers before this time. */
	visibleAt: number;
	kind: SourceChange['kind'];
}

const iso = (ms: number) => new Date(ms).toISOString();
/** Salesforce's stamps are whole seconds. */
const second = (ms: number) => Math.floor(ms / 1000) * 1000;

/** A CRM that is read by (stamp, id), whose stamps are whole seconds, and whose rows may become visible late. */
export class MemorySource {
	readonly rows: Row[] = [];
	/** Before each read; may throw. */
	onRead: (object: string, call: 'page' | 'again') => void = () => undefined;
	reads = 0;

	constructor(private readonly now: () => number) {}

	save(object: string, id: string, fields: FieldValues, late: { stamp?: number; visibleAt?: number } = {}): void {
		const before = this.rows.find((row) => row.object === object && row.id === id);
		const about = {
			stamp: second(late.stamp ?? this.now()),
			visibleAt: late.visibleAt ?? 0,
			kind: 'upserted' as const,
		};
		if (before === undefined) this.rows.push({ id, object, fields, ...about });
		else Object.assign(before, about, { fields: { ...before.fields, ...fields } });
	}

	remove(object: string, id: string): void {
		const row = this.rows.find((one) => one.object === object && one.id === id);
		if (row) Object.assign(row, { kind: 'deleted', stamp: second(this.now()) });
	}

	changes(object: string, ids?: readonly string[]): SourceChange[] {
		return this.visible(object)
			.filter(({ id }) => ids === undefined || ids.includes(id))
			.map(changeOf);
	}

	private visible(object: string): Row[] {
		return this.rows
			.filter((row) => row.object === object && row.visibleAt <= this.now())
			.sort((a, b) => a.stamp - b.stamp || (a.id < b.id ? -1 : 1));
	}

	readonly port: ChangeSourcePort = {
		system: 'salesforce',
		connection: '00D',
		start: async (_object, from) => `${from === 'everything' ? 0 : this.now()}|`,
		readPage: async ({ object, limit }, cursor, { lookBackMs }) => {
			this.reads += 1;
			this.onRead(object, 'page');
			const [stamp = '0', id = ''] = cursor.split('|');
			const after = (row: Row) =>
				lookBackMs > 0
					? row.stamp >= Number(stamp) - lookBackMs
					: row.stamp > Number(stamp) || (row.stamp === Number(stamp) && row.id > id);
			const rows = this.visible(object).filter(after);
			const page = rows.slice(0, limit);
			const last = page.at(-1);
			return {
				changes: page.map(changeOf),
				cursor: last ? `${last.stamp}|${last.id}` : cursor,
				more: rows.length > limit,
			};
		},
		readAgain: async ({ object }, ids) => {
			this.onRead(object, 'again');
			return this.changes(object, ids);
		},
		sample: async ({ object, limit }) => this.changes(object).slice(-limit).reverse(),
		count: async ({ object }) => this.visible(object).length,
	};
}

const changeOf = ({ id, kind, stamp, fields }: Row): SourceChange => ({
	id,
	kind,
	modifiedAt: iso(stamp),
	fields: { ...fields },
});

interface TargetRecord extends RecordState {
	object: string;
}

/** What happens to one write: `refuse` before it is done, `drop` after it (the answer is lost). */
export type Fault = { refuse: SystemErrorDetails } | { drop: SystemErrorDetails } | undefined;

/** A system that keeps records, writes e-mails in lower case and collapses white space, as Pact does. */
export class MemoryTarget {
	readonly records: TargetRecord[] = [];
	readonly writes: WriteOp[] = [];
	/** Values that an update replaced. */
	readonly replaced: Array<{ id: string; field: string; value: FieldValue }> = [];
	/** Creates of somebody who was there already. */
	readonly doubles: WriteOp[] = [];
	reads = 0;
	/** Answers with ids only, as Salesforce does. */
	silent = false;
	fault: (op: WriteOp) => Fault = () => undefined;
	/** Before each call; may throw. */
	onCall: (call: 'read' | 'find' | 'write') => void | Promise<void> = () => undefined;
	defaults: FieldValues = {};

	constructor(private readonly now: () => number) {}

	add(object: string, fields: FieldValues): TargetRecord {
		const record = {
			id: `p${this.records.length + 1}`,
			object,
			fields: { ...this.defaults, ...normalised(fields) },
			modifiedAt: iso(this.now()),
		};
		this.records.push(record);
		return record;
	}

	edit(id: string, fields: FieldValues): TargetRecord {
		const record = this.records.find((one) => one.id === id);
		if (record === undefined) throw new Error(`No record ${id}.`);
		Object.assign(record.fields, normalised(fields));
		record.modifiedAt = iso(this.now());
		return record;
	}

	private shown(record: TargetRecord, fields: readonly string[]): RecordState {
		const { id, modifiedAt, gone } = record;
		return {
			id,
			modifiedAt,
			fields: Object.fromEntries(fields.map((field) => [field, record.fields[field] ?? null])),
			...(gone ? { gone } : {}),
		};
	}

	private write(object: string, op: WriteOp): WriteResult {
		const fault = this.fault(op);
		if (fault && 'refuse' in fault) return { ok: false, error: fault.refuse };
		this.writes.push(op);
		this.watch(object, op);
		const record = op.op === 'create' ? this.add(object, op.values) : this.edit(op.id, op.values);
		if (fault) return { ok: false, error: fault.drop };
		return {
			ok: true,
			id: record.id,
			...(this.silent
				? {}
				: { record: { id: record.id, fields: { ...record.fields }, modifiedAt: record.modifiedAt } }),
		};
	}

	private watch(object: string, op: WriteOp): void {
		if (op.op === 'create') {
			const key = (fields: FieldValues) => String(fields.email ?? fields.name).toLowerCase();
			if (this.records.some((record) => record.object === object && key(record.fields) === key(op.values)))
				this.doubles.push(op);
			return;
		}
		const before = this.records.find(({ id }) => id === op.id)?.fields ?? {};
		for (const [field, value] of Object.entries(normalised(op.values))) {
			const old = before[field] ?? null;
			if (old !== null && old !== value) this.replaced.push({ id: op.id, field, value: old });
		}
	}

	readonly port: RecordPort = {
		system: 'pact',
		connection: 'ws',
		read: async (object, ids, fields) => {
			this.reads += 1;
			await this.onCall('read');
			return new Map(
				this.records
					.filter((record) => record.object === object && ids.includes(record.id))
					.map((record) => [record.id, this.shown(record, fields)]),
			);
		},
		find: async (object, lookups, fields) => {
			this.reads += 1;
			await this.onCall('find');
			const live = this.records.filter((record) => record.object === object && record.gone === undefined);
			return lookups.map(({ kind, field, value }) =>
				live
					.filter((record) => normaliseKey(kind, field === 'public_id' ? record.id : record.fields[field]) === value)
					.map((record) => this.shown(record, fields)),
			);
		},
		write: async (object, ops) => {
			await this.onCall('write');
			return ops.map((op) => this.write(object, op));
		},
	};
}

function normalised(fields: FieldValues): FieldValues {
	const tidy = (name: string, value: FieldValue) =>
		typeof value !== 'string' ? value : name === 'email' ? value.toLowerCase() : value.replace(/\s+/g, ' ').trim();
	return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, tidy(name, value)]));
}
