import { sql } from 'kysely';
import type { Migration } from './migration';

/** Questions by what they are about, and the log by person and by sync, however many of them there are. */
export const consoleIndexes: Migration = {
	name: '0015-console-indexes',
	async up(db) {
		await db.schema.alterTable('reviews').addColumn('row', 'text').execute();
		const asked = await db.selectFrom('reviews').select(['id', 'details']).execute();
		for (const { id, details } of asked) {
			const { row } = JSON.parse(details) as { row?: unknown };
			if (typeof row === 'string') await db.updateTable('reviews').set({ row }).where('id', '=', id).execute();
		}
		await db.schema.createIndex('reviews_about').on('reviews').columns(['open', 'pair', 'kind', 'row', 'id']).execute();
		await db.schema.createIndex('log_person').on('log').columns(['person', 'id']).where(sql.ref('person'), 'is not', null).execute();
		await db.schema.createIndex('log_sync').on('log').columns(['pair', 'id']).execute();
	},
};
