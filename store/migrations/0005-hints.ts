import type { Migration } from './migration';

/** Keys (hashed) of webhook events that were noted lately: emptied as they grow old. */
export const hints: Migration = {
	name: '0005-hints',
	async up(db, types) {
		await db.schema
			.createTable('hints')
			.addColumn('feed', types.integer, (column) => column.notNull())
			.addColumn('key', 'text', (column) => column.notNull())
			.addColumn('until', types.integer, (column) => column.notNull())
			.addPrimaryKeyConstraint('hints_key', ['feed', 'key'])
			.execute();
		await db.schema.createIndex('hints_until').on('hints').column('until').execute();
	},
};
