import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isQueueMode, postgresFrom, StoreSettingsError } from './store-environment';
import { QueueModeError, syncStore } from './store';

const KEY = 'sixteen characters or more';
const URL = 'postgres://pact:pass%40word@db.example.com:6432/sync';

/** What the settings are refused with. */
async function refusal(environment: NodeJS.ProcessEnv): Promise<StoreSettingsError> {
	const error: unknown = await postgresFrom(environment).catch((caught: unknown) => caught);
	expect(error).toBeInstanceOf(StoreSettingsError);
	return error as StoreSettingsError;
}

describe('where the store is', () => {
	let folder: string;
	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'store-settings-'));
	});
	afterAll(async () => await rm(folder, { recursive: true }));
	const fileWith = async (name: string, text: string) => {
		await writeFile(join(folder, name), text);
		return join(folder, name);
	};

	it('is nothing that the environment says, by default', async () => {
		expect(await postgresFrom({ N8N_PACT_STORE_URL: '', EXECUTIONS_MODE: 'queue', DB_POSTGRESDB_HOST: 'n8n-s-own' })).toBeUndefined();
	});

	it('is said by one address', async () => {
		expect(await postgresFrom({ N8N_PACT_STORE_URL: URL, N8N_PACT_STORE_KEY: KEY })).toEqual({
			connection: { host: 'db.example.com', port: 6432, database: 'sync', user: 'pact', password: 'pass@word', ssl: false },
			hashKey: KEY,
		});
	});

	it('is said by its parts, secrets in files', async () => {
		const settings = {
			N8N_PACT_STORE_DB_HOST: 'db',
			N8N_PACT_STORE_DB_DATABASE: 'n8n',
			N8N_PACT_STORE_DB_USER: 'n8n',
			N8N_PACT_STORE_DB_PASSWORD_FILE: await fileWith('password', 'from a file\n'),
			N8N_PACT_STORE_KEY_FILE: await fileWith('key', `${KEY}\n`),
			N8N_PACT_STORE_SCHEMA: 'crm_sync',
		};
		expect(await postgresFrom(settings)).toEqual({
			connection: { host: 'db', port: 5432, database: 'n8n', user: 'n8n', password: 'from a file', ssl: false },
			hashKey: KEY,
			schema: 'crm_sync',
		});
	});

	it.each<[string, Record<string, string>, unknown]>([
		['?sslmode=require', {}, { rejectUnauthorized: true }],
		['?sslmode=no-verify', {}, { rejectUnauthorized: false }],
		['?sslmode=disable', {}, false],
		['', { SSL_ENABLED: 'true' }, { rejectUnauthorized: true }],
		['', { SSL_CA: '-----BEGIN CERTIFICATE-----' }, { ca: '-----BEGIN CERTIFICATE-----', rejectUnauthorized: true }],
		['', { SSL_ENABLED: 'true', SSL_CERT: 'c', SSL_KEY: 'k', SSL_REJECT_UNAUTHORIZED: 'false' }, { cert: 'c', key: 'k', rejectUnauthorized: false }],
		['?sslmode=require', { SSL_ENABLED: 'false' }, false],
	])('is reached with the TLS that is asked for: %s %j', async (query, more, ssl) => {
		const settings = Object.fromEntries(Object.entries(more).map(([name, value]) => [`N8N_PACT_STORE_${name}`, value]));
		const options = await postgresFrom({ N8N_PACT_STORE_URL: URL + query, N8N_PACT_STORE_KEY: KEY, ...settings });
		expect(options?.connection.ssl).toEqual(ssl);
	});

	it.each<[string, NodeJS.ProcessEnv, string]>([
		['the key is missing', { N8N_PACT_STORE_URL: URL }, 'N8N_PACT_STORE_KEY is missing'],
		['only the key is there', { N8N_PACT_STORE_KEY: KEY }, 'not complete'],
		['the address is none', { N8N_PACT_STORE_URL: 'secret-word', N8N_PACT_STORE_KEY: KEY }, 'no PostgreSQL address'],
		['the address is of something else', { N8N_PACT_STORE_URL: 'mysql://u:secret-word@h/d', N8N_PACT_STORE_KEY: KEY }, 'no PostgreSQL address'],
		['the password is not encoded', { N8N_PACT_STORE_URL: 'postgres://u:secret-word%@h/d', N8N_PACT_STORE_KEY: KEY }, 'percent-encoded'],
		['an sslmode is not known', { N8N_PACT_STORE_URL: `${URL}?sslmode=secret-word`, N8N_PACT_STORE_KEY: KEY }, 'sslmode other than'],
		['a parameter is not known', { N8N_PACT_STORE_URL: `${URL}?secret-word=1`, N8N_PACT_STORE_KEY: KEY }, 'other than sslmode'],
		['a port is no number', { N8N_PACT_STORE_DB_PORT: 'secret-word', N8N_PACT_STORE_KEY: KEY }, 'N8N_PACT_STORE_DB_PORT must be a number'],
		['a schema cannot be one', { N8N_PACT_STORE_URL: URL, N8N_PACT_STORE_KEY: KEY, N8N_PACT_STORE_SCHEMA: 'Secret-Word' }, 'N8N_PACT_STORE_SCHEMA must be'],
		['a switch is no switch', { N8N_PACT_STORE_URL: URL, N8N_PACT_STORE_KEY: KEY, N8N_PACT_STORE_SSL_ENABLED: 'secret-word' }, 'must be true or false'],
		['a file is not there', { N8N_PACT_STORE_URL_FILE: '/nowhere/secret-word' }, 'N8N_PACT_STORE_URL_FILE names cannot be read'],
		['a name is mistyped', { N8N_PACT_STORE_PASSWORD: 'secret-word' }, 'There is no setting N8N_PACT_STORE_PASSWORD'],
	])('is refused without telling a value when %s', async (_why, settings, words) => {
		const error = await refusal(settings);
		expect(error.message).toContain(words);
		expect(error.advice).toMatch(/\w.*\.$/);
		expect(`${error.message} ${error.advice}`.toLowerCase()).not.toContain('secret-word');
	});
});

describe('queue mode', () => {
	it.each([
		[{ EXECUTIONS_MODE: 'queue' }, 'start', true],
		[{}, 'worker', true],
		[{}, 'webhook', true],
		[{}, 'start', false],
		[{ EXECUTIONS_MODE: 'regular' }, undefined, false],
	])('is known from %j and the command %s', (environment, command, expected) => {
		expect(isQueueMode(environment, command)).toBe(expected);
	});

	it('without a shared store names the variables that give one', async () => {
		const error: unknown = await syncStore({ EXECUTIONS_MODE: 'queue' }).catch((caught: unknown) => caught);
		expect(error).toBeInstanceOf(QueueModeError);
		expect((error as QueueModeError).message).toContain('set N8N_PACT_STORE_URL and N8N_PACT_STORE_KEY');
	});
});
