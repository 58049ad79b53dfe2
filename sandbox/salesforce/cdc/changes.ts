import type { Row, Value } from '../schema/types';
import { MAX_CHANGES, MERGE_WITHIN_MS } from './limits';
import type { RecordWrite } from './transactions';

export const CHANGE_TYPES = ['CREATE', 'UPDATE', 'DELETE', 'UNDELETE'] as const;
export type ChangeType = (typeof CHANGE_TYPES)[number] | `GAP_${(typeof CHANGE_TYPES)[number]}` | 'GAP_OVERFLOW';

/** What an event tells; its number and its transaction come with the commit. */
export interface Change {
	entityName: string;
	recordIds: string[];
	changeType: ChangeType;
	changedFields: string[];
	nulledFields: string[];
	fields: Record<string, Value>;
	/** Epoch ms. */
	at: number;
}

/** The id of an overflow event: "the empty record ID". */
export const EMPTY_ID = '000000000000000AAA';

/** No part of an event's fields: the header has the id, and the stamps of the system are not told. */
const UNTOLD: ReadonlySet<string> = new Set(['Id', 'SystemModstamp', 'IsDeleted']);

const fieldsOf = (row: Row): string[] => Object.keys(row).filter((name) => !UNTOLD.has(name));

function changeOf({ object, before, row, visibleAt }: RecordWrite): Change | undefined {
	const about = { entityName: object, recordIds: [row.Id], at: visibleAt };
	const none = { changedFields: [], nulledFields: [] };
	const whole = () => Object.fromEntries(fieldsOf(row).flatMap((name) => ((row[name] ?? null) === null ? [] : [[name, row[name] ?? null]])));
	if (before === undefined) return row.IsDeleted === true ? undefined : { ...about, ...none, changeType: 'CREATE', fields: whole() };
	if (before.IsDeleted !== true && row.IsDeleted === true) return { ...about, ...none, changeType: 'DELETE', fields: {} };
	if (before.IsDeleted === true && row.IsDeleted !== true) return { ...about, ...none, changeType: 'UNDELETE', fields: whole() };
	if (row.IsDeleted === true) return undefined;
	const changedFields = fieldsOf(row).filter((name) => (before[name] ?? null) !== (row[name] ?? null));
	if (changedFields.length === 0) return undefined;
	const fields = Object.fromEntries(changedFields.map((name) => [name, row[name] ?? null]));
	return { ...about, changeType: 'UPDATE', changedFields, nulledFields: changedFields.filter((name) => fields[name] === null), fields };
}

/** An operation counts once, but an update as often as it has fields. */
const weight = ({ changeType, changedFields, recordIds }: Change): number => (changeType === 'UPDATE' ? changedFields.length : 1) * recordIds.length;

/** The events of one transaction, in order: the same change to several records is one, and what is too much is an overflow of its entity. */
export function changesOf(writes: Iterable<RecordWrite>): Change[] {
	const merged = new Map<string, Change>();
	const overflowing = new Map<string, Change>();
	let counted = 0;
	for (const write of writes) {
		const change = changeOf(write);
		if (change === undefined) continue;
		counted += weight(change);
		const { entityName, at, changeType, fields } = change;
		if (counted > MAX_CHANGES) {
			overflowing.set(entityName, { entityName, at, recordIds: [EMPTY_ID], changeType: 'GAP_OVERFLOW', changedFields: [], nulledFields: [], fields: {} });
			continue;
		}
		const key = JSON.stringify([entityName, changeType, Math.floor(at / MERGE_WITHIN_MS), fields]);
		const same = merged.get(key);
		if (same) same.recordIds.push(...change.recordIds);
		else merged.set(key, change);
	}
	return [...merged.values(), ...overflowing.values()];
}

/** The same without its details: what is sent where no full event can be made. */
export function gapOf(change: Change): Change {
	if (change.changeType.startsWith('GAP_')) return change;
	return { ...change, changeType: `GAP_${change.changeType}` as ChangeType, changedFields: [], nulledFields: [], fields: {} };
}
