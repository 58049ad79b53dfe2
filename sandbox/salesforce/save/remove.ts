import { itemError } from '../errors';
import type { ObjectSchema, Row } from '../schema/types';
import type { Store } from '../store/store';
import { failed, type SaveContext, type SaveResult } from './context';
import { touched } from './save';

/** What goes with a record when it is deleted, and comes back with it. */
const CHILDREN: Record<string, Array<{ object: string; field: string }>> = {
	Account: [
		{ object: 'Contact', field: 'AccountId' },
		{ object: 'Opportunity', field: 'AccountId' },
	],
	Contact: [
		{ object: 'OpportunityContactRole', field: 'ContactId' },
		{ object: 'CampaignMember', field: 'ContactId' },
	],
	Lead: [{ object: 'CampaignMember', field: 'LeadId' }],
	Campaign: [{ object: 'CampaignMember', field: 'CampaignId' }],
	Opportunity: [{ object: 'OpportunityContactRole', field: 'OpportunityId' }],
};

function* childrenOf(store: Store, object: string, id: string): Generator<{ object: string; row: Row }> {
	for (const child of CHILDREN[object] ?? []) {
		for (const row of store.table(child.object).all()) {
			if (row[child.field] === id) yield { object: child.object, row };
		}
	}
}

/** Moves a record, and what hangs on it, to the recycle bin. It stays readable through `queryAll`. */
export function remove(store: Store, schema: ObjectSchema, id: string, context: SaveContext): SaveResult {
	const row = store.table(schema.name).newest(id);
	if (!row) return failed(itemError('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id'));
	if (row.IsDeleted === true) return failed(itemError('ENTITY_IS_DELETED', 'entity is deleted'));
	if (!schema.writable) {
		return failed(itemError('INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id'));
	}
	if (context.lateMs === undefined && store.table(schema.name).isLocked(id)) {
		return failed(itemError('UNABLE_TO_LOCK_ROW', 'unable to obtain exclusive access to this record or 1 records'));
	}
	const doomed = [{ object: schema.name, row }, ...childrenOf(store, schema.name, id)];
	for (const each of doomed) {
		if (each.row.IsDeleted === true) continue;
		store.write(each.object, touched(store, { ...each.row, IsDeleted: true }, context), context.lateMs);
	}
	return { success: true, id, created: false, row };
}

/** Takes a record out of the recycle bin, with the children that went at the same moment. */
export function undelete(store: Store, schema: ObjectSchema, id: string, context: SaveContext): SaveResult {
	const row = store.table(schema.name).get(id);
	if (!row) return failed(itemError('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id'));
	if (row.IsDeleted !== true) return failed(itemError('UNDELETE_FAILED', 'Entity is not in the recycle bin'));
	const together = [...childrenOf(store, schema.name, id)].filter((child) => {
		return child.row.IsDeleted === true && child.row.SystemModstamp === row.SystemModstamp;
	});
	for (const each of [{ object: schema.name, row }, ...together]) {
		store.write(each.object, touched(store, { ...each.row, IsDeleted: false }, context));
	}
	return { success: true, id, created: false, row };
}
