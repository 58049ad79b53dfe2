import type { Migration } from './migration';

/** API calls by connection and hour, what is known of connections, and what kind of trouble a trigger is in. */
export const usage: Migration = {
	name: '0011-usage',
	async up(db, types) {
		await db.schema
			.createTable('calls')
			.addColumn('system', 'text', (column) => column.notNull())
			.addColumn('connection', 'text', (column) => column.notNull())
			.addColumn('hour', types.integer, (column) => column.notNull())
			.addColumn('count', types.integer, (column) => column.notNull())
			.addPrimaryKeyConstraint('calls_key', ['system', 'connection', 'hour'])
			.execute();
		await db.schema.createIndex('calls_hour').on('calls').column('hour').execute();

		await db.schema
			.createTable('connections')
			.addColumn('system', 'text', (column) => column.notNull())
			.addColumn('connection', 'text', (column) => column.notNull())
			.addColumn('total', types.integer, (column) => column.notNull())
			.addColumn('about', 'text', (column) => column.notNull())
			.addPrimaryKeyConstraint('connections_key', ['system', 'connection'])
			.execute();

		await db.schema.alterTable('feed_states').addColumn('trouble_class', 'text').execute();
		await db.schema.alterTable('feed_states').addColumn('trouble_until', types.integer).execute();
	},
};
