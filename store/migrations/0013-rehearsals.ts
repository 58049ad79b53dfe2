import { sql } from 'kysely';
import type { Migration } from './migration';

/** Pairs that only plan until a person lets them go, and what their plans say beside the lines of the log. */
export const rehearsals: Migration = {
	name: '0013-rehearsals',
	async up(db, types) {
		await db.schema
			.createTable('rehearsals')
			.addColumn('pair', 'text', (column) => column.primaryKey())
			.addColumn('since', types.integer, (column) => column.notNull())
			.addColumn('first_line', types.integer, (column) => column.notNull())
			.addColumn('live_at', types.integer)
			.addColumn('live_by', 'text')
			.execute();

		await db.schema
			.createTable('planned_creates')
			.addColumn('key', 'text', (column) => column.primaryKey())
			.addColumn('pair', types.integer, (column) => column.notNull())
			.addColumn('place', types.integer, (column) => column.notNull())
			.addColumn('record', 'text', (column) => column.notNull())
			.execute();
		await db.schema.createIndex('planned_creates_source').on('planned_creates').columns(['pair', 'place', 'record']).execute();

		await db.schema
			.createTable('planned_questions')
			.addColumn('pair', types.integer, (column) => column.notNull())
			.addColumn('place', types.integer, (column) => column.notNull())
			.addColumn('record', 'text', (column) => column.notNull())
			.addColumn('kind', 'text', (column) => column.notNull())
			.addColumn('key', 'text', (column) => column.notNull())
			.addColumn('message', 'text', (column) => column.notNull())
			.execute();
		await db.schema.createIndex('planned_questions_source').on('planned_questions').columns(['pair', 'place', 'record']).execute();

		// Plans are read page by page, and the latest of each record is asked for often; they are few beside what really happened.
		for (const [name, columns] of Object.entries({ log_plans: ['pair', 'id'], log_planned: ['pair', 'source_place', 'source_record', 'id'] } as const)) {
			await db.schema.createIndex(name).on('log').columns([...columns]).where(sql.ref('dry_run'), '=', sql.lit(1)).execute();
		}
	},
};
