import type { Migration } from './migration';

/** Records that are gone: deleted, archived by us, merged into another one, converted. Links of such records stay, at rest where others took over. */
export const fates: Migration = {
	name: '0006-fates',
	async up(db, types) {
		await db.schema
			.createTable('fates')
			.addColumn('place', types.integer, (column) => column.notNull())
			.addColumn('record', 'text', (column) => column.notNull())
			.addColumn('kind', 'text', (column) => column.notNull())
			.addColumn('into_place', types.integer)
			.addColumn('into_record', 'text')
			.addColumn('at', 'text', (column) => column.notNull())
			.addPrimaryKeyConstraint('fates_key', ['place', 'record'])
			.execute();
		await db.schema.alterTable('links').addColumn('rests', types.integer, (column) => column.notNull().defaultTo(0)).execute();
	},
};
