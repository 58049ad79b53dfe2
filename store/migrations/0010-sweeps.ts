import type { Migration } from './migration';

/**
 * Readings of everything, ordered by people and schedules; where each trigger stands in its part; and which reading saw a link's records
 * last. `sweep_looks`: what was out of step and went through the sync, so that what stays so is not sent again every night. `pending.gone`: the record is known to be missing, so that a retry that cannot read it tells of its delete.
 */
export const sweeps: Migration = {
	name: '0010-sweeps',
	async up(db, types) {
		await db.schema
			.createTable('sweeps')
			.addColumn('id', types.integer, (column) => column.primaryKey())
			.addColumn('kind', 'text', (column) => column.notNull())
			.addColumn('pair', 'text', (column) => column.notNull())
			.addColumn('ordered_by', 'text', (column) => column.notNull())
			.addColumn('limits', 'text', (column) => column.notNull())
			.addColumn('ordered_at', types.integer, (column) => column.notNull())
			.addColumn('started_at', types.integer)
			.addColumn('ended_at', types.integer)
			.addColumn('stopped_by', 'text')
			.addColumn('linked', types.integer)
			.execute();
		await db.schema.createIndex('sweeps_pair').on('sweeps').columns(['pair', 'id']).execute();

		await db.schema
			.createTable('sweep_parts')
			.addColumn('sweep', types.integer, (column) => column.notNull().references('sweeps.id').onDelete('cascade'))
			.addColumn('side', 'text', (column) => column.notNull())
			.addColumn('feed', 'text', (column) => column.notNull())
			.addColumn('connection', 'text')
			.addColumn('object', 'text', (column) => column.notNull())
			.addColumn('state', 'text', (column) => column.notNull())
			.addColumn('cursor', 'text')
			.addColumn('after_link', types.integer, (column) => column.notNull())
			.addColumn('done', types.integer, (column) => column.notNull())
			.addColumn('total', types.integer, (column) => column.notNull())
			.addColumn('counted', types.integer)
			.addColumn('found', 'text', (column) => column.notNull())
			.addColumn('rests_because', 'text')
			.addPrimaryKeyConstraint('sweep_parts_key', ['sweep', 'side', 'feed'])
			.execute();
		await db.schema.createIndex('sweep_parts_feed').on('sweep_parts').columns(['feed', 'state']).execute();

		await db.schema
			.createTable('sweep_looks')
			.addColumn('pair', types.integer, (column) => column.notNull())
			.addColumn('place', types.integer, (column) => column.notNull())
			.addColumn('record', 'text', (column) => column.notNull())
			.addColumn('evidence', 'text', (column) => column.notNull())
			.addColumn('at', types.integer, (column) => column.notNull())
			.addPrimaryKeyConstraint('sweep_looks_key', ['pair', 'place', 'record'])
			.execute();
		await db.schema.createIndex('sweep_looks_at').on('sweep_looks').column('at').execute();

		await db.schema.alterTable('links').addColumn('left_seen', types.integer).execute();
		await db.schema.alterTable('links').addColumn('right_seen', types.integer).execute();
		await db.schema.alterTable('pending').addColumn('gone', types.integer, (column) => column.notNull().defaultTo(0)).execute();
	},
};
