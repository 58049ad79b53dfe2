import type { FieldValues } from '../../engine/model';
import type { RecordPort, RecordState, SetChange, WriteOp, WriteResult } from '../../engine/run/system-port';
import { type MembershipResult, type Memberships, parted } from './memberships';

type Changes = Readonly<Record<string, SetChange>>;

/** Records whose memberships are fields of theirs. Nothing more is asked of the system where nobody wants to know these. */
export function withMemberships<Port extends RecordPort>(records: Port, memberships: Memberships): Port {
	async function enriched(object: string, states: Iterable<RecordState>, fields: readonly string[]): Promise<Map<string, RecordState>> {
		const all = [...states];
		const living = all.filter(({ gone }) => gone === undefined).map(({ id }) => id);
		const told = fields.length === 0 || living.length === 0 ? new Map<string, FieldValues>() : await memberships.read(object, living, fields);
		return new Map(all.map((state) => [state.id, { ...state, fields: { ...state.fields, ...told.get(state.id) } }]));
	}

	return {
		...records,

		async read(object, ids, fields, past) {
			const { own, asked } = parted(memberships, object, fields);
			const states = await records.read(object, ids, own, past);
			return asked.length === 0 ? states : await enriched(object, states.values(), asked);
		},

		async find(object, lookups, fields) {
			const { own, asked } = parted(memberships, object, fields);
			const found = await records.find(object, lookups, own);
			if (asked.length === 0) return found;
			const known = await enriched(object, found.flat(), asked);
			return found.map((states) => states.map((state) => known.get(state.id) ?? state));
		},

		async write(object, ops) {
			const names = memberships.names(object);
			const split = ops.map((op) => partOf(op, names));
			const results = await records.write(object, split.map(({ op }) => op));
			const wanted = new Map<string, Changes>();
			split.forEach(({ changes }, index) => {
				const result = results[index];
				if (result?.ok && Object.keys(changes).length > 0) wanted.set(result.id, changes);
			});
			if (wanted.size === 0) return results;
			const done = await memberships.write(object, wanted);
			return results.map((result, index) => {
				const told = result.ok ? done.get(result.id) : undefined;
				return told === undefined || !result.ok ? result : together(ops[index] as WriteOp, result, told, names);
			});
		},

		...(records.times === undefined
			? {}
			: { times: async (object: string, ids: readonly string[], fields: readonly string[]) => (await records.times?.(object, ids, parted(memberships, object, fields).own)) ?? new Map() }),
	};
}

/** The op without memberships, and what of these it changes. */
function partOf(op: WriteOp, names: readonly string[]): { op: WriteOp; changes: Changes } {
	const changes: Record<string, SetChange> = {};
	const values = { ...op.values };
	for (const name of names) {
		if (!(name in values)) continue;
		const change = op.op === 'update' ? op.elements?.[name] : { add: namesIn(values[name]), remove: [] };
		if (change !== undefined && change.add.length + change.remove.length > 0) changes[name] = change;
		delete values[name];
	}
	return { op: { ...op, values }, changes };
}

const namesIn = (value: FieldValues[string] | undefined): readonly string[] => (Array.isArray(value) ? value : []);

/** The record is written; what is known of its memberships is what was wanted, without what was refused. */
function together(op: WriteOp, result: Extract<WriteResult, { ok: true }>, told: MembershipResult, names: readonly string[]): WriteResult {
	if (!told.ok) {
		// A new record must not be created again for this: it is looked for, and then the rest is tried again.
		return { ok: false, error: op.op === 'create' ? { ...told.error, class: 'unknown-outcome', message: `The record was created, but not all its memberships: ${told.error.message}` } : told.error };
	}
	const { record } = result;
	const fields = Object.fromEntries(
		names.flatMap((name) => {
			if (!(name in op.values)) return [];
			const held = namesIn(op.values[name]).filter((one) => !told.refused.add.includes(one));
			return [[name, [...held, ...told.refused.remove]]];
		}),
	);
	return {
		...result,
		...(record === undefined ? {} : { record: { ...record, fields: { ...record.fields, ...fields } } }),
		...(told.notes.length === 0 ? {} : { notes: [...(result.notes ?? []), ...told.notes] }),
	};
}
