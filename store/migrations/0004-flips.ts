import type { Migration } from './migration';

/** Which rows of a link were written to and fro lately: a small table, emptied as the counts lose their meaning. */
export const flips: Migration = {
	name: '0004-flips',
	async up(db, types) {
		await db.schema
			.createTable('flips')
			.addColumn('link_id', types.integer, (column) =>
				column.primaryKey().references('links.id').onDelete('cascade'),
			)
			.addColumn('rows', 'text', (column) => column.notNull())
			.addColumn('until', types.integer, (column) => column.notNull())
			.execute();
		await db.schema.createIndex('flips_until').on('flips').column('until').execute();
	},
};
