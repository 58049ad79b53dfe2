import type { Migration } from './migration';

/** When a first sync began: what its pace and the time left are told from. */
export const firstSyncBegun: Migration = {
	name: '0016-first-sync-begun',
	async up(db, types) {
		await db.schema.alterTable('cursors').addColumn('begun_at', types.integer).execute();
	},
};
