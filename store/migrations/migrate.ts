import type { Kysely } from 'kysely';
import type { Engine } from '../engines/engine';
import { StoreError } from '../errors';
import type { Tables } from '../schema';
import { MIGRATIONS, type Migration } from '.';

const VERSION = 'schema-version';

/**
 * Brings the schema up to the newest version: every missing step in one transaction under the store's write lock, so that two
 * processes that start together do it once, and a crash leaves the old version. Throws `newer-schema` when the database is ahead.
 */
export async function migrate(engine: Engine, migrations: readonly Migration[] = MIGRATIONS): Promise<void> {
	if ((await engine.hasTable('meta')) && (await versionOf(engine.db, migrations)) === migrations.length) return;
	await engine.transaction(async (db) => {
		await db.schema
			.createTable('meta')
			.ifNotExists()
			.addColumn('key', 'text', (column) => column.primaryKey())
			.addColumn('value', 'text', (column) => column.notNull())
			.execute();
		const version = await versionOf(db, migrations);
		for (const migration of migrations.slice(version)) await migration.up(db, engine.types);
		const value = String(migrations.length);
		await db
			.insertInto('meta')
			.values({ key: VERSION, value })
			.onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
			.execute();
	});
}

async function versionOf(db: Kysely<Tables>, migrations: readonly Migration[]): Promise<number> {
	const row = await db.selectFrom('meta').select('value').where('key', '=', VERSION).executeTakeFirst();
	const version = row ? Number(row.value) : 0;
	if (!Number.isInteger(version) || version < 0) {
		throw new StoreError(
			'corrupt',
			"The sync store's schema version cannot be read. Restore the last backup of the store.",
		);
	}
	if (version > migrations.length) {
		throw new StoreError(
			'newer-schema',
			`The sync store was last used by a newer version of this package (schema ${version}, this one knows ${migrations.length}). ` +
				'Update the package to that version or a later one, or restore a backup that was made before the update.',
		);
	}
	return version;
}
