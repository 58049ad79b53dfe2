import type { Migration } from './migration';

/** Why a feed hears no events of its system, or not all that it could. */
export const events: Migration = {
	name: '0018-events',
	async up(db) {
		await db.schema.alterTable('feed_states').addColumn('events', 'text').execute();
	},
};
