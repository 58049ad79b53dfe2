import type { Migration } from './migration';

/** Feeds with their cursors, and the ledger of what was emitted and has no end yet. */
export const ledger: Migration = {
	name: '0002-ledger',
	async up(db, types) {
		await db.schema
			.createTable('feeds')
			.addColumn('feed', 'text', (column) => column.primaryKey())
			.addColumn('owner', 'text', (column) => column.notNull())
			.addColumn('until', types.integer, (column) => column.notNull())
			.execute();

		await db.schema
			.createTable('cursors')
			.addColumn('feed', 'text', (column) => column.notNull())
			.addColumn('object', 'text', (column) => column.notNull())
			.addColumn('cursor', 'text')
			.addColumn('done', types.integer)
			.addColumn('total', types.integer)
			.addPrimaryKeyConstraint('cursors_key', ['feed', 'object'])
			.execute();

		await db.schema
			.createTable('pending')
			.addColumn('feed', types.integer, (column) => column.notNull())
			.addColumn('place', types.integer, (column) => column.notNull())
			.addColumn('record', 'text', (column) => column.notNull())
			.addColumn('seq', types.integer, (column) => column.notNull().unique())
			.addColumn('state', 'text', (column) => column.notNull())
			.addColumn('attempts', types.integer, (column) => column.notNull())
			.addColumn('due_at', types.integer)
			.addColumn('reason', 'text', (column) => column.notNull())
			.addColumn('message', 'text', (column) => column.notNull())
			.addColumn('entered_at', types.integer, (column) => column.notNull())
			.addPrimaryKeyConstraint('pending_key', ['feed', 'place', 'record'])
			.execute();
		await db.schema.createIndex('pending_due').on('pending').columns(['feed', 'due_at']).execute();
		await db.schema.createIndex('pending_state').on('pending').columns(['state', 'seq']).execute();

		await db.schema
			.createTable('waits')
			.addColumn('key', 'text', (column) => column.notNull())
			.addColumn('seq', types.integer, (column) => column.notNull())
			.addPrimaryKeyConstraint('waits_key', ['key', 'seq'])
			.execute();
		await db.schema.createIndex('waits_seq').on('waits').column('seq').execute();

		await db.schema
			.createTable('releases')
			.addColumn('key', 'text', (column) => column.primaryKey())
			.addColumn('seq', types.integer, (column) => column.notNull())
			.execute();
		await db.schema.createIndex('releases_seq').on('releases').column('seq').execute();

		await db.schema
			.createTable('seen')
			.addColumn('feed', types.integer, (column) => column.notNull())
			.addColumn('place', types.integer, (column) => column.notNull())
			.addColumn('record', 'text', (column) => column.notNull())
			.addColumn('stamp', 'text', (column) => column.notNull())
			.addPrimaryKeyConstraint('seen_key', ['feed', 'place', 'record'])
			.execute();
		await db.schema.createIndex('seen_stamp').on('seen').columns(['feed', 'place', 'stamp']).execute();
	},
};
