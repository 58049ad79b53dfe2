import { join } from 'node:path';
import { sql } from 'kysely';
import { openStore, type PostgresOptions } from '../../store';
import { openPostgres } from '../../store/engines/postgres';
import { openSqlite } from '../../store/engines/sqlite';
import { MIGRATIONS } from '../../store/migrations';
import { migrate } from '../../store/migrations/migrate';
import { sqliteHome } from './store/home';
import { activitySuite } from './store/activity-suite';
import { alertsSuite } from './store/alerts-suite';
import { connectionsSuite } from './store/connections-suite';
import { consoleSuite } from './store/console-suite';
import { decisionsSuite } from './store/decisions-suite';
import { fatesSuite } from './store/fates-suite';
import { flipsSuite } from './store/flips-suite';
import { forgetSuite } from './store/forget-suite';
import { guardsSuite } from './store/guards-suite';
import { hintsSuite } from './store/hints-suite';
import { ledgerSuite } from './store/ledger-suite';
import { PostgresServer } from './store/postgres';
import { recordsSuite } from './store/records-suite';
import { rehearsalSuite } from './store/rehearsal-suite';
import { sweepsSuite } from './store/sweeps-suite';
import { usageSuite } from './store/usage-suite';
import { expectConnections, fillBeforeConnections } from './store/upgrade';

const SERVER_START_MS = 60_000;

describe('the store on SQLite', () => {
	describe('ledger', () => ledgerSuite(sqliteHome));
	describe('records', () => recordsSuite(sqliteHome));
	describe('activity', () => activitySuite(sqliteHome));
	describe('alerts', () => alertsSuite(sqliteHome));
	describe('connections', () => connectionsSuite(sqliteHome));
	describe('console', () => consoleSuite(sqliteHome));
	describe('decisions', () => decisionsSuite(sqliteHome));
	describe('fates', () => fatesSuite(sqliteHome));
	describe('flips', () => flipsSuite(sqliteHome));
	describe('forgetting', () => forgetSuite(sqliteHome));
	describe('guards', () => guardsSuite(sqliteHome));
	describe('hints', () => hintsSuite(sqliteHome));
	describe('rehearsals', () => rehearsalSuite(sqliteHome));
	describe('sweeps', () => sweepsSuite(sqliteHome));
	describe('usage', () => usageSuite(sqliteHome));

	it('of before there were several connections to a pair goes on with what it had', async () => {
		const home = await sqliteHome();
		const options = { file: join(home.folder, 'old.db') };
		const old = await openSqlite(options);
		await fillBeforeConnections(old);
		await old.close();
		const store = await openStore(options);
		await expectConnections(store);
		await store.close();
		await home.remove();
	});
});

describe('the store on PostgreSQL', () => {
	let server: PostgresServer;
	beforeAll(async () => {
		server = await PostgresServer.start();
	}, SERVER_START_MS);
	// A server beside other tests takes its time to stop.
	afterAll(() => server.stop(), 60_000);

	describe('ledger', () => ledgerSuite(() => server.home()));
	describe('records', () => recordsSuite(() => server.home()));
	describe('activity', () => activitySuite(() => server.home()));
	describe('alerts', () => alertsSuite(() => server.home()));
	describe('connections', () => connectionsSuite(() => server.home()));
	describe('console', () => consoleSuite(() => server.home()));
	describe('decisions', () => decisionsSuite(() => server.home()));
	describe('fates', () => fatesSuite(() => server.home()));
	describe('flips', () => flipsSuite(() => server.home()));
	describe('forgetting', () => forgetSuite(() => server.home()));
	describe('guards', () => guardsSuite(() => server.home()));
	describe('hints', () => hintsSuite(() => server.home()));
	describe('rehearsals', () => rehearsalSuite(() => server.home()));
	describe('sweeps', () => sweepsSuite(() => server.home()));
	describe('usage', () => usageSuite(() => server.home()));

	describe('migrations', () => {
		it.each(MIGRATIONS.map(({ name }, index) => [name, index + 1] as const))(
			'bring a store at %s up to date and keep its data',
			async (name, version) => {
				const options = server.options(`upgrade_${name}`);
				const old = await openPostgres(options);
				await migrate(old, MIGRATIONS.slice(0, version));
				await old.transaction((db) =>
					db.insertInto('mappings').values({ version: 'v1', pair: 'p', definition: '{}', saved_at: 1 }).execute(),
				);
				await old.close();
				const stores = await Promise.all([openStore({ postgres: options }), openStore({ postgres: options })]);
				expect(await stores[0].openReviews()).toEqual([]);
				await Promise.all(stores.map((store) => store.close()));
				const now = await openPostgres(options);
				expect(await now.db.selectFrom('mappings').select('version').execute()).toEqual([{ version: 'v1' }]);
				await now.close();
			},
		);
	});

	it('of before there were several connections to a pair goes on with what it had', async () => {
		const options = server.options('before_connections');
		const old = await openPostgres(options);
		await fillBeforeConnections(old);
		await old.close();
		const store = await openStore({ postgres: options });
		await expectConnections(store);
		await store.close();
	});

	describe('what can go wrong', () => {
		const failure = (options: Partial<PostgresOptions>) =>
			openStore({ postgres: server.options('trouble', options) }).then(
				(store) => store.close(),
				(error: unknown) => error,
			);

		it('is said in plain words: no server, wrong password, no such database, another key', async () => {
			const connection = server.options('x').connection;
			expect(await failure({ connection: { ...connection, port: 1 } })).toMatchObject({
				name: 'StoreError',
				code: 'unreachable',
			});
			expect(await failure({ connection: { ...connection, password: 'wrong' } })).toMatchObject({
				code: 'unreachable',
				message: expect.stringContaining('login'),
			});
			expect(await failure({ connection: { ...connection, database: 'nope' } })).toMatchObject({
				code: 'unreachable',
				message: expect.stringContaining('does not exist'),
			});
			expect(await failure({ hashKey: 'short' })).toMatchObject({ code: 'key-missing' });
			expect(await failure({})).toBeUndefined();
			expect(await failure({ hashKey: 'another secret of the credential' })).toMatchObject({ code: 'key-wrong' });
		});

		it('is got over when the server drops its connections', async () => {
			const store = await openStore({ postgres: server.options('dropped') });
			await store.setProgress('feed-1', 'Contact', { done: 1, total: 2 });
			const { db, close } = await openPostgres(server.options('dropped'));
			const end = sql`select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and usename = 'store'`;
			await end.execute(db);
			// A call that meets a dropped connection says so; each one that it held is replaced.
			const progress = () =>
				store.progress('feed-1').catch((error: unknown) => {
					expect(error).toMatchObject({ code: 'unreachable' });
					return undefined;
				});
			let found = await progress();
			for (let tries = 0; found === undefined && tries < 5; tries++) found = await progress();
			expect(found).toEqual({ Contact: { done: 1, total: 2 } });
			await Promise.all([store.close(), close()]);
		});

		it('does not hold the message of a wrong password', async () => {
			const error = await failure({ connection: { ...server.options('x').connection, password: 'wrong-secret' } });
			expect(String(error)).not.toContain('wrong-secret');
		});
	});
});
