import { join } from 'node:path';
import { sql } from 'kysely';
import { migrate } from '../migrations/migrate';
import { temporaryFolder } from '../testing';
import { openSqlite } from './sqlite';

const folder = temporaryFolder();

describe('SQLite', () => {
	it('writes ahead, waits for the disk at every commit, and holds foreign keys', async () => {
		const engine = await openSqlite({ file: join(folder(), 'store.db') });
		const pragma = async (name: string) =>
			Object.values((await sql.raw<Record<string, unknown>>(`pragma ${name}`).execute(engine.db)).rows[0] ?? {})[0];
		expect(await pragma('journal_mode')).toBe('wal');
		expect(await pragma('synchronous')).toBe(2);
		expect(await pragma('foreign_keys')).toBe(1);
		await engine.close();
	});

	it('says that the disk is full, keeps what it had, and goes on when there is room', async () => {
		const engine = await openSqlite({ file: join(folder(), 'store.db') });
		await migrate(engine);
		const write = (rows: number) =>
			engine.transaction(async (db) => {
				for (let row = 0; row < rows; row++)
					await db
						.insertInto('meta')
						.values({ key: `k${row}`, value: 'x'.repeat(4_000) })
						.execute();
			});
		const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(engine.db);
		await sql.raw(`pragma max_page_count = ${(rows[0]?.page_count ?? 0) + 10}`).execute(engine.db);
		const error = await write(50).catch((reason: unknown) => engine.explain(reason));
		expect(error).toMatchObject({
			name: 'StoreError',
			code: 'disk-full',
			message: expect.stringContaining('Free some space'),
		});
		expect(await engine.db.selectFrom('meta').select('key').where('key', 'like', 'k%').execute()).toEqual([]);
		await write(3);
		await engine.close();
	});

	it('says that the file is read-only', async () => {
		const engine = await openSqlite({ file: join(folder(), 'store.db') });
		await migrate(engine);
		await sql`pragma query_only = 1`.execute(engine.db);
		const error = await engine
			.transaction((db) => db.insertInto('meta').values({ key: 'k', value: 'v' }).execute())
			.catch((reason: unknown) => engine.explain(reason));
		expect(error).toMatchObject({ code: 'read-only' });
		await engine.close();
	});

	it('leaves errors that no person can put right as they are', async () => {
		const engine = await openSqlite({ file: join(folder(), 'store.db') });
		const error = await sql`select nonsense`.execute(engine.db).catch((reason: unknown) => reason);
		expect(engine.explain(error)).toBe(error);
		await engine.close();
	});
});
