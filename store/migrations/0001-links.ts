import type { Migration } from './migration';

/** Words and counters, mappings, links with their bases, intents and record locks. */
export const links: Migration = {
	name: '0001-links',
	async up(db, types) {
		await db.schema
			.createTable('counters')
			.addColumn('name', 'text', (column) => column.primaryKey())
			.addColumn('value', types.integer, (column) => column.notNull())
			.execute();
		await db.insertInto('counters').values({ name: 'seq', value: 0 }).execute();

		await db.schema
			.createTable('words')
			.addColumn('id', types.integer, (column) => column.primaryKey())
			.addColumn('word', 'text', (column) => column.notNull().unique())
			.execute();

		await db.schema
			.createTable('mappings')
			.addColumn('version', 'text', (column) => column.primaryKey())
			.addColumn('pair', 'text', (column) => column.notNull())
			.addColumn('definition', 'text', (column) => column.notNull())
			.addColumn('saved_at', types.integer, (column) => column.notNull())
			.execute();

		await db.schema
			.createTable('pair_feeds')
			.addColumn('pair', 'text', (column) => column.notNull())
			.addColumn('side', 'text', (column) => column.notNull())
			.addColumn('feed', 'text', (column) => column.notNull())
			.addPrimaryKeyConstraint('pair_feeds_key', ['pair', 'side', 'feed'])
			.execute();

		await db.schema
			.createTable('links')
			.addColumn('id', types.integer, (column) => column.primaryKey())
			.addColumn('pair', types.integer, (column) => column.notNull())
			.addColumn('left_place', types.integer, (column) => column.notNull())
			.addColumn('left_record', 'text', (column) => column.notNull())
			.addColumn('right_place', types.integer, (column) => column.notNull())
			.addColumn('right_record', 'text', (column) => column.notNull())
			.addColumn('left_modified', 'text', (column) => column.notNull())
			.addColumn('right_modified', 'text', (column) => column.notNull())
			.execute();
		await db.schema
			.createIndex('links_left')
			.unique()
			.on('links')
			.columns(['left_place', 'left_record', 'pair'])
			.execute();
		await db.schema.createIndex('links_right').on('links').columns(['right_place', 'right_record', 'pair']).execute();

		await db.schema
			.createTable('bases')
			.addColumn('link_id', types.integer, (column) => column.primaryKey().references('links.id').onDelete('cascade'))
			.addColumn('rows', types.bytes, (column) => column.notNull())
			.execute();

		await db.schema
			.createTable('intents')
			.addColumn('id', types.integer, (column) => column.primaryKey())
			.addColumn('pair', types.integer, (column) => column.notNull())
			.addColumn('place', types.integer, (column) => column.notNull())
			.addColumn('record', 'text', (column) => column.notNull())
			.addColumn('target', types.integer, (column) => column.notNull())
			.addColumn('created_at', types.integer, (column) => column.notNull())
			.addColumn('keys', 'text')
			.execute();
		await db.schema.createIndex('intents_source').unique().on('intents').columns(['pair', 'place', 'record']).execute();

		await db.schema
			.createTable('locks')
			.addColumn('key', 'text', (column) => column.primaryKey())
			.addColumn('owner', 'text', (column) => column.notNull())
			.addColumn('until', types.integer, (column) => column.notNull())
			.execute();
		await db.schema.createIndex('locks_owner').on('locks').column('owner').execute();
		await db.schema.createIndex('locks_until').on('locks').column('until').execute();
	},
};
