import { sql } from 'kysely';
import { postgresFrom } from '../../nodes/common/store-environment';
import { openStore } from '../../store';
import { openPostgres } from '../../store/engines/postgres';
import { PostgresServer } from './store/postgres';

const SERVER_START_MS = 60_000;
const KEY = 'the key of all n8n processes';

describe('a store that the environment names', () => {
	let server: PostgresServer;
	const place = (login = 'store:store', database = 'postgres') => `postgres://${login}@127.0.0.1:${server.port}/${database}`;

	beforeAll(async () => {
		server = await PostgresServer.start();
		const { db, close } = await openPostgres(server.options('n8n_pact'));
		await sql`create role guest login password 'secret-word'`.execute(db);
		await sql`create role owner login password 'secret-word'`.execute(db);
		await sql`create schema owned authorization owner`.execute(db);
		await close();
	}, SERVER_START_MS);
	afterAll(async () => await server.stop());

	const opened = async (environment: NodeJS.ProcessEnv) => {
		const postgres = await postgresFrom(environment);
		if (postgres === undefined) throw new Error('The environment names no store.');
		return await openStore({ postgres });
	};

	it('is one for all processes', async () => {
		const environment = { N8N_PACT_STORE_URL: place(), N8N_PACT_STORE_KEY: KEY };
		const [main, worker] = await Promise.all([opened(environment), opened(environment)]);
		await main.setProgress('feed-1', 'Contact', { done: 1, total: 2 });
		expect(await worker.progress('feed-1')).toEqual({ Contact: { done: 1, total: 2 } });
		expect(worker.hash('a')).toBe(main.hash('a'));
		await Promise.all([main.close(), worker.close()]);
	});

	it('can be a schema that an administrator made for a user without other rights', async () => {
		const store = await opened({ N8N_PACT_STORE_URL: place('owner:secret-word'), N8N_PACT_STORE_KEY: KEY, N8N_PACT_STORE_SCHEMA: 'owned' });
		expect(await store.openReviews()).toEqual([]);
		await store.close();
	});

	it('is not opened by a process whose clock is another: leases would not hold', async () => {
		const real = Date.now;
		const clock = jest.spyOn(Date, 'now').mockImplementation(() => real() + 60_000);
		const error: unknown = await opened({ N8N_PACT_STORE_URL: place(), N8N_PACT_STORE_KEY: KEY }).then((store) => store.close(), (caught: unknown) => caught);
		clock.mockRestore();
		expect(error).toMatchObject({ code: 'clocks-apart', message: expect.stringMatching(/ (59|60|61) s apart/) });
	});

	it.each<[string, string, () => NodeJS.ProcessEnv, string]>([
		['the server is away', 'unreachable', () => ({ N8N_PACT_STORE_URL: 'postgres://store:secret-word@127.0.0.1:1/postgres' }), 'cannot be reached'],
		['the password is wrong', 'unreachable', () => ({ N8N_PACT_STORE_URL: place('store:secret-word') }), 'refuses the login'],
		['there is no password', 'unreachable', () => ({ N8N_PACT_STORE_URL: place('store') }), 'refuses the login'],
		['there is no such user', 'unreachable', () => ({ N8N_PACT_STORE_URL: place('nobody:secret-word') }), 'refuses the login'],
		['there is no such database', 'unreachable', () => ({ N8N_PACT_STORE_URL: place('store:store', 'secret-word') }), 'does not exist'],
		['the server offers no TLS', 'unreachable', () => ({ N8N_PACT_STORE_URL: `${place()}?sslmode=require` }), 'No TLS connection'],
		['the user may not make the schema', 'read-only', () => ({ N8N_PACT_STORE_URL: place('guest:secret-word'), N8N_PACT_STORE_SCHEMA: 'forbidden' }), 'lacks a right'],
		['the schema is another user’s', 'read-only', () => ({ N8N_PACT_STORE_URL: place('guest:secret-word'), N8N_PACT_STORE_SCHEMA: 'owned' }), 'lacks a right'],
		['the key is another store’s', 'key-wrong', () => ({ N8N_PACT_STORE_URL: place(), N8N_PACT_STORE_KEY: 'secret-word of another store' }), 'N8N_PACT_STORE_KEY'],
		['the key is too short', 'key-missing', () => ({ N8N_PACT_STORE_URL: place(), N8N_PACT_STORE_KEY: 'secret-word' }), 'too short'],
	])('says so, without a secret, when %s', async (_what, code, environment, words) => {
		const error: unknown = await opened({ N8N_PACT_STORE_KEY: KEY, ...environment() }).then((store) => store.close(), (caught: unknown) => caught);
		expect(error).toMatchObject({ name: 'StoreError', code, message: expect.stringContaining(words) });
		expect(String(error)).not.toContain('secret-word');
	});
});
