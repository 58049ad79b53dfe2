import { dataTypeOf, historyName, historyPlace, keepsValues } from '../schema/history';
import type { ObjectSchema, Row, Value } from '../schema/types';
import type { Store } from '../store/store';
import type { SaveContext } from './context';

/** Notes what a save changed in the fields whose history is kept. `before`: absent for a new record, of which no values are kept. */
export function noteHistory(store: Store, schema: ObjectSchema, before: Row | undefined, row: Row, context: SaveContext): void {
	const tracked = store.tracked.get(schema.name);
	const place = historyPlace(schema.name);
	if (tracked === undefined || tracked.size === 0 || place === undefined) return;
	const now = store.stampNow();
	const note = (Field: string, DataType: string, OldValue: Value, NewValue: Value): void =>
		store.write(
			place.name,
			{ Id: store.nextId(place.name), IsDeleted: false, [place.parent]: row.Id, CreatedById: context.userId, CreatedDate: now, SystemModstamp: now, Field, DataType, OldValue, NewValue },
			context.lateMs,
		);
	if (before === undefined) return note('created', 'Text', null, null);
	for (const field of schema.fields.filter(({ name }) => tracked.has(name))) {
		const [old = null, value = null] = [before[field.name], row[field.name]];
		if (old === value) continue;
		if (!keepsValues(field)) note(historyName(field), dataTypeOf(field), null, null);
		else if (field.type === 'reference') {
			// Two rows: the names, as people see them, and the ids.
			note(historyName(field), 'Text', nameOf(store, old), nameOf(store, value));
			note(historyName(field), 'EntityId', old, value);
		} else note(historyName(field), dataTypeOf(field), old, value);
	}
}

const nameOf = (store: Store, id: Value): Value => (typeof id === 'string' ? (store.find(id)?.row.Name ?? null) : null);
