import type { Migration } from './migration';

/** What people look at and decide: review list, assigned values, log, tallies. */
export const people: Migration = {
	name: '0003-people',
	async up(db, types) {
		await db.schema
			.createTable('reviews')
			.addColumn('id', types.integer, (column) => column.primaryKey())
			.addColumn('pair', 'text', (column) => column.notNull())
			.addColumn('kind', 'text', (column) => column.notNull())
			.addColumn('key', 'text', (column) => column.notNull())
			.addColumn('message', 'text', (column) => column.notNull())
			.addColumn('details', 'text', (column) => column.notNull())
			.addColumn('source', 'text')
			.addColumn('target', 'text')
			.addColumn('open', types.integer, (column) => column.notNull())
			.addColumn('first_seen_at', types.integer, (column) => column.notNull())
			.addColumn('last_seen_at', types.integer, (column) => column.notNull())
			.addColumn('count', types.integer, (column) => column.notNull())
			.execute();
		await db.schema.createIndex('reviews_question').unique().on('reviews').columns(['pair', 'kind', 'key']).execute();
		await db.schema.createIndex('reviews_open').on('reviews').columns(['open', 'last_seen_at']).execute();

		await db.schema
			.createTable('assignments')
			.addColumn('pair', 'text', (column) => column.notNull())
			.addColumn('row', 'text', (column) => column.notNull())
			.addColumn('side', 'text', (column) => column.notNull())
			.addColumn('from_key', 'text', (column) => column.notNull())
			.addColumn('from_value', 'text', (column) => column.notNull())
			.addColumn('to_value', 'text', (column) => column.notNull())
			.addColumn('assigned_at', types.integer, (column) => column.notNull())
			.addPrimaryKeyConstraint('assignments_key', ['pair', 'row', 'side', 'from_key'])
			.execute();

		await db.schema
			.createTable('log')
			.addColumn('id', types.integer, (column) => column.primaryKey())
			.addColumn('at', types.integer, (column) => column.notNull())
			.addColumn('pair', types.integer, (column) => column.notNull())
			.addColumn('source_place', types.integer, (column) => column.notNull())
			.addColumn('source_record', 'text', (column) => column.notNull())
			.addColumn('target_place', types.integer)
			.addColumn('target_record', 'text')
			.addColumn('origin', 'text', (column) => column.notNull())
			.addColumn('outcome', 'text', (column) => column.notNull())
			.addColumn('reason', 'text', (column) => column.notNull())
			.addColumn('message', 'text', (column) => column.notNull())
			.addColumn('movements', 'text', (column) => column.notNull())
			.addColumn('execution', 'text')
			.addColumn('dry_run', types.integer, (column) => column.notNull())
			.execute();
		await db.schema.createIndex('log_at').on('log').column('at').execute();
		await db.schema.createIndex('log_source').on('log').columns(['source_place', 'source_record', 'id']).execute();
		await db.schema.createIndex('log_outcome').on('log').columns(['outcome', 'id']).execute();
		await db.schema.createIndex('log_pair').on('log').columns(['pair', 'outcome', 'id']).execute();

		await db.schema
			.createTable('tallies')
			.addColumn('pair', types.integer, (column) => column.notNull())
			.addColumn('outcome', 'text', (column) => column.notNull())
			.addColumn('count', types.integer, (column) => column.notNull())
			.addPrimaryKeyConstraint('tallies_key', ['pair', 'outcome'])
			.execute();
	},
};
