import { normaliseKey } from '../../engine/identity';
import type { FieldValues } from '../../engine/model';
import type { RecordPort, RecordState } from '../../engine/run/system-port';
import { NOW, rightRef } from './scene';

/** A target that answers at once: what is left of a batch's time is the engine's and the store's. */
export class MemoryRecords implements RecordPort {
	readonly system = 'pact';
	readonly connection = rightRef(0).connection;
	private readonly records = new Map<string, RecordState>();
	private readonly byEmail = new Map<string, RecordState>();
	calls = 0;

	constructor(private readonly emailField: string) {}

	async read(_object: string, ids: readonly string[]): Promise<Map<string, RecordState>> {
		this.calls += 1;
		return new Map(ids.flatMap((id) => this.records.get(id) ?? []).map((record) => [record.id, record]));
	}

	async find(_object: string, lookups: Parameters<RecordPort['find']>[1]): Promise<RecordState[][]> {
		this.calls += 1;
		return lookups.map(({ value }) => [this.byEmail.get(value) ?? []].flat());
	}

	async write(_object: string, ops: Parameters<RecordPort['write']>[1]): ReturnType<RecordPort['write']> {
		this.calls += 1;
		return ops.map((op) => {
			const id = op.op === 'create' ? rightRef(this.records.size).id : op.id;
			const record = { id, fields: { ...this.records.get(id)?.fields, ...op.values }, modifiedAt: NOW };
			this.keep(record);
			return { ok: true, id, record };
		});
	}

	private keep(record: { id: string; fields: FieldValues; modifiedAt: string }): void {
		this.records.set(record.id, record);
		this.byEmail.set(normaliseKey('email', record.fields[this.emailField] ?? null) ?? record.id, record);
	}
}
