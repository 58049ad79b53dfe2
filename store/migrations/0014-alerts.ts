import type { Migration } from './migration';

/** What was told to whom and is not over yet. */
export const alerts: Migration = {
	name: '0014-alerts',
	async up(db, types) {
		await db.schema
			.createTable('alerts')
			.addColumn('listener', 'text', (column) => column.notNull())
			.addColumn('key', 'text', (column) => column.notNull())
			.addColumn('said', 'text', (column) => column.notNull())
			.addColumn('told_at', types.integer, (column) => column.notNull())
			.addPrimaryKeyConstraint('alerts_key', ['listener', 'key'])
			.execute();
	},
};
