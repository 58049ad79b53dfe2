import { itemError } from '../errors';
import type { ObjectSchema } from '../schema/types';
import type { Store } from '../store/store';
import { moveMemberships } from './campaigns';
import { failed, type SaveContext, type SaveResult } from './context';
import { touched } from './save';

/** A merge takes at most two losers: Apex Developer Guide, "Merging Records". */
const MAX_MERGE_LOSERS = 2;

function repoint(store: Store, from: string, to: string, context: SaveContext): void {
	for (const schema of store.catalog.objects()) {
		const fields = schema.fields.filter((field) => field.type === 'reference' && field.updateable);
		for (const row of [...store.table(schema.name).all()]) {
			const pointing = fields.filter((field) => row[field.name] === from);
			if (pointing.length === 0) continue;
			const moved = Object.fromEntries(pointing.map((field) => [field.name, to]));
			store.write(schema.name, touched(store, { ...row, ...moved, Id: row.Id }, context));
		}
	}
}

/**
 * Merges records into a winner, as the merge page does: losers are deleted and carry the winner in `MasterRecordId`,
 * what pointed to them points to the winner, and the winner's stamps move. The winner keeps its own values.
 */
export function merge(
	store: Store,
	schema: ObjectSchema,
	winnerId: string,
	loserIds: string[],
	context: SaveContext,
): SaveResult {
	const table = store.table(schema.name);
	const winner = table.get(winnerId);
	const losers = loserIds.map((id) => table.get(id));
	if (!schema.mergeable) return failed(itemError('INVALID_OPERATION', `${schema.name} cannot be merged`));
	if (losers.length === 0 || losers.length > MAX_MERGE_LOSERS) {
		return failed(itemError('MERGE_FAILED', `A merge takes one or ${MAX_MERGE_LOSERS} losing records`));
	}
	if (
		!winner ||
		winner.IsDeleted === true ||
		losers.some((row) => !row || row.IsDeleted === true || row.Id === winnerId)
	) {
		return failed(itemError('MERGE_FAILED', 'merge needs live, different records'));
	}
	for (const loser of losers) {
		if (!loser) continue;
		repoint(store, loser.Id, winnerId, context);
		moveMemberships(store, { object: schema.name, from: loser.Id, to: winnerId }, context);
		store.write(schema.name, touched(store, { ...loser, IsDeleted: true, MasterRecordId: winnerId }, context));
	}
	const row = touched(store, table.get(winnerId) ?? winner, context);
	store.write(schema.name, row);
	return { success: true, id: winnerId, created: false, row };
}
