import type { Migration } from './migration';

/** Because of which record's delete another one was archived. */
export const fateCauses: Migration = {
	name: '0017-fate-causes',
	async up(db, types) {
		await db.schema.alterTable('fates').addColumn('because_place', types.integer).execute();
		await db.schema.alterTable('fates').addColumn('because_record', 'text').execute();
	},
};
