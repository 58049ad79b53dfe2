import type { Migration } from './migration';

/** What the console needs: what triggers are called and how they fare, who told them to rest, and what people decided about single links. */
export const consoleState: Migration = {
	name: '0008-console',
	async up(db, types) {
		await db.schema
			.createTable('feed_states')
			.addColumn('feed', 'text', (column) => column.primaryKey())
			.addColumn('name', 'text')
			.addColumn('system', 'text')
			.addColumn('connection', 'text')
			.addColumn('objects', 'text', (column) => column.notNull())
			.addColumn('paused_at', types.integer)
			.addColumn('paused_because', 'text')
			.addColumn('polled_at', types.integer)
			.addColumn('full_at', types.integer)
			.addColumn('trouble', 'text')
			.addColumn('trouble_at', types.integer)
			.execute();

		await db.schema
			.createTable('decisions')
			.addColumn('link_id', types.integer, (column) => column.primaryKey().references('links.id').onDelete('cascade'))
			.addColumn('rows', 'text', (column) => column.notNull())
			.addColumn('deletes_until', types.integer, (column) => column.notNull())
			.execute();

		await db.schema.createIndex('log_target').on('log').columns(['target_place', 'target_record', 'id']).execute();
	},
};
