import { join } from 'node:path';
import { openSqlite } from '../engines/sqlite';
import { openStore } from '..';
import { temporaryFolder } from '../testing';
import { MIGRATIONS } from '.';
import { migrate } from './migrate';

const folder = temporaryFolder();
const fileIn = () => join(folder(), 'store.db');

describe('migrations', () => {
	it.each(MIGRATIONS.map((migration, index) => [migration.name, index + 1] as const))(
		'bring a store at %s up to date and keep its data',
		async (_name, version) => {
			const old = await openSqlite({ file: fileIn() });
			await migrate(old, MIGRATIONS.slice(0, version));
			await old.transaction((db) =>
				db.insertInto('mappings').values({ version: 'v1', pair: 'p', definition: '{}', saved_at: 1 }).execute(),
			);
			await old.close();

			const store = await openStore({ file: fileIn() });
			expect(await store.openReviews()).toEqual([]);
			await store.close();
			const now = await openSqlite({ file: fileIn() });
			expect(await now.db.selectFrom('mappings').select('version').execute()).toEqual([{ version: 'v1' }]);
			await now.close();
		},
	);

	it('that fail leave the version before them', async () => {
		const engine = await openSqlite({ file: fileIn() });
		const broken = {
			name: 'broken',
			up: async (db: Parameters<(typeof MIGRATIONS)[number]['up']>[0]) => {
				await db.schema.createTable('half').addColumn('id', 'integer').execute();
				throw new Error('power cut');
			},
		};
		await migrate(engine);
		await expect(migrate(engine, [...MIGRATIONS, broken])).rejects.toThrow('power cut');
		expect(await engine.hasTable('half')).toBe(false);
		await migrate(engine);
		await engine.close();
	});

	it('that are run by two at once are run once', async () => {
		const engines = await Promise.all([openSqlite({ file: fileIn() }), openSqlite({ file: fileIn() })]);
		await Promise.all(engines.map((engine) => migrate(engine)));
		for (const engine of engines) await engine.close();
	});

	it('are named by their place in the list', () => {
		expect(MIGRATIONS.map(({ name }) => name.slice(0, 4))).toEqual(
			MIGRATIONS.map((_, index) => String(index + 1).padStart(4, '0')),
		);
	});
});
