import type { Migration } from './migration';

/** What the guard against mass edits counts, and what people let through. */
export const guards: Migration = {
	name: '0012-guards',
	async up(db, types) {
		// A link that is gone meanwhile still counts: its record was changed.
		await db.schema
			.createTable('recent_changes')
			.addColumn('link_id', types.integer, (column) => column.notNull())
			.addColumn('side', 'text', (column) => column.notNull())
			.addColumn('pair', types.integer, (column) => column.notNull())
			.addColumn('at', types.integer, (column) => column.notNull())
			.addPrimaryKeyConstraint('recent_changes_key', ['link_id', 'side'])
			.execute();
		await db.schema.createIndex('recent_changes_pair').on('recent_changes').columns(['pair', 'side', 'at']).execute();
		await db.schema.createIndex('recent_changes_at').on('recent_changes').column('at').execute();

		await db.schema
			.createTable('change_passes')
			.addColumn('pair', 'text', (column) => column.notNull())
			.addColumn('side', 'text', (column) => column.notNull())
			.addColumn('until', types.integer, (column) => column.notNull())
			.addPrimaryKeyConstraint('change_passes_key', ['pair', 'side'])
			.execute();
	},
};
