import type { Migration } from './migration';

/**
 * One pair may go to several connections of a system: two portals, say. A left record has one link into each, and one create into each may
 * be under way. A feed is known with the connection that it reads; null until its next run tells. Each two connections have their own present
 * mapping: the schemas of two portals differ.
 */
export const connections: Migration = {
	name: '0007-connections',
	async up(db) {
		await db.schema.dropIndex('links_left').execute();
		await db.schema
			.createIndex('links_left')
			.unique()
			.on('links')
			.columns(['left_place', 'left_record', 'pair', 'right_place'])
			.execute();
		await db.schema.dropIndex('intents_source').execute();
		await db.schema
			.createIndex('intents_source')
			.unique()
			.on('intents')
			.columns(['pair', 'place', 'record', 'target'])
			.execute();
		await db.schema.alterTable('pair_feeds').addColumn('connection', 'text').execute();
		await db.schema
			.createTable('present_mappings')
			.addColumn('pair', 'text', (column) => column.notNull())
			.addColumn('connections', 'text', (column) => column.notNull())
			.addColumn('version', 'text', (column) => column.notNull())
			.addPrimaryKeyConstraint('present_mappings_key', ['pair', 'connections'])
			.execute();
	},
};
