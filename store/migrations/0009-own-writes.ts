import type { Migration } from './migration';

/** What tells other people's changes from our own writes, and what the log says of time and person. */
export const ownWrites: Migration = {
	name: '0009-own-writes',
	async up(db, types) {
		await db.schema.alterTable('fates').addColumn('seq', types.integer).execute();
		for (const column of ['left_changed', 'right_changed', 'left_wrote', 'right_wrote']) await db.schema.alterTable('links').addColumn(column, 'text').execute();
		await db.schema.alterTable('log').addColumn('changed_at', types.integer).execute();
		await db.schema.alterTable('log').addColumn('person', 'text').execute();
	},
};
