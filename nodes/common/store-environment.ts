import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { PostgresOptions } from '../../store';

/**
 * Where a store in PostgreSQL is said to be. By environment, and not by credential: every process of an n8n (main, workers, webhook
 * processes) must open the same store, triggers and webhooks too, and a node that has no credential for it would open another one.
 */
const PREFIX = 'N8N_PACT_STORE_';

/** Each may also be given as a file with the value in it, `<name>_FILE`, as n8n's own settings may. Names after n8n's `DB_POSTGRESDB_…`. */
const settingsSchema = z.strictObject({
	URL: z.string().optional(),
	DB_HOST: z.string().optional(),
	DB_PORT: z.coerce.number('must be a number').int().min(1).max(65_535).optional(),
	DB_DATABASE: z.string().optional(),
	DB_USER: z.string().optional(),
	DB_PASSWORD: z.string().optional(),
	/** PostgreSQL cuts longer names off, and keeps pg_ for itself. */
	SCHEMA: z.string().regex(/^(?!pg_)[a-z_][a-z0-9_]{0,62}$/, 'must be small letters, digits and underscores, 63 at most').optional(),
	KEY: z.string().optional(),
	SSL_ENABLED: z.stringbool('must be true or false').optional(),
	SSL_CA: z.string().optional(),
	SSL_CERT: z.string().optional(),
	SSL_KEY: z.string().optional(),
	SSL_REJECT_UNAUTHORIZED: z.stringbool('must be true or false').optional(),
});
type Settings = z.output<typeof settingsSchema>;
type Connection = PostgresOptions['connection'];
const NAMES: readonly string[] = Object.keys(settingsSchema.shape);

const DEFAULT_PORT = 5432;

/** Thrown for settings that do not say where the store is. Names variables, never their values. */
export class StoreSettingsError extends Error {
	constructor(
		message: string,
		readonly advice: string,
	) {
		super(message);
		this.name = 'StoreSettingsError';
	}
}

/** Workers and webhook processes run in queue mode whatever EXECUTIONS_MODE says; n8n itself looks at its command the same way. */
export function isQueueMode(environment: NodeJS.ProcessEnv = process.env, command: string | undefined = process.argv[2]): boolean {
	return environment.EXECUTIONS_MODE === 'queue' || command === 'worker' || command === 'webhook';
}

/** The store in PostgreSQL that the environment names; undefined where it names none. @throws StoreSettingsError */
export async function postgresFrom(environment: NodeJS.ProcessEnv): Promise<PostgresOptions | undefined> {
	const given = await valuesOf(environment);
	if (Object.keys(given).length === 0) return undefined;
	const { data: settings, error } = settingsSchema.safeParse(given);
	if (error) {
		const [issue] = error.issues;
		throw new StoreSettingsError(`${PREFIX}${issue?.path.join('.')} ${issue?.message}`, 'Correct the variable in every n8n process, and start them again.');
	}
	const connection = connectionOf(settings);
	if (settings.KEY === undefined) {
		throw new StoreSettingsError(
			`${PREFIX}KEY is missing: the key of the sync store in PostgreSQL`,
			`Give all n8n processes the same secret of at least 16 random characters (openssl rand -hex 32) as ${PREFIX}KEY or ${PREFIX}KEY_FILE, and keep a copy with the backup of the database.`,
		);
	}
	return { connection, hashKey: settings.KEY, ...(settings.SCHEMA === undefined ? {} : { schema: settings.SCHEMA }) };
}

/** What is set, by the name behind the prefix. An empty variable is none: that is how compose files pass on what nobody set. */
async function valuesOf(environment: NodeJS.ProcessEnv): Promise<Record<string, string>> {
	const values: Record<string, string> = {};
	for (const [variable, value] of Object.entries(environment)) {
		if (!variable.startsWith(PREFIX) || value === undefined || value === '') continue;
		const name = variable.slice(PREFIX.length);
		if (NAMES.includes(name)) values[name] = value;
		else if (name.endsWith('_FILE') && NAMES.includes(name.slice(0, -'_FILE'.length))) values[name.slice(0, -'_FILE'.length)] ??= await contentOf(variable, value);
		else throw new StoreSettingsError(`There is no setting ${variable}`, `There are: ${NAMES.map((known) => PREFIX + known).join(', ')}, each also with _FILE.`);
	}
	return values;
}

async function contentOf(variable: string, file: string): Promise<string> {
	// Editors and `echo` end files with a line break.
	const content = await readFile(file, 'utf8').then((text) => text.trim(), () => undefined);
	if (content) return content;
	throw new StoreSettingsError(`The file that ${variable} names cannot be read, or is empty`, 'Check the path, and that the user that n8n runs as may read it.');
}

function connectionOf(settings: Settings): Connection {
	const fromUrl = settings.URL === undefined ? undefined : partsOf(settings.URL);
	const host = fromUrl?.host ?? settings.DB_HOST;
	const database = fromUrl?.database ?? settings.DB_DATABASE;
	const user = fromUrl?.user ?? settings.DB_USER;
	const password = fromUrl?.password ?? settings.DB_PASSWORD;
	if (host === undefined || database === undefined || user === undefined) {
		throw new StoreSettingsError(
			'The settings of the sync store in PostgreSQL are not complete',
			`Set ${PREFIX}URL (postgres://user:password@host:5432/database), or ${PREFIX}DB_HOST, _DB_PORT, _DB_DATABASE, _DB_USER and _DB_PASSWORD.`,
		);
	}
	return { host, port: fromUrl?.port ?? settings.DB_PORT ?? DEFAULT_PORT, database, user, ...(password === undefined ? {} : { password }), ssl: tlsOf(settings, fromUrl?.tls) };
}

interface UrlParts {
	host: string | undefined;
	port: number | undefined;
	database: string | undefined;
	user: string | undefined;
	password: string | undefined;
	/** Undefined: the URL does not say. */
	tls: Tls | undefined;
}
type Tls = 'off' | 'verified' | 'unverified';

/** What the URL's `sslmode` asks for. `require` is taken as strictly as node-postgres takes it: a server that cannot be verified is refused. */
const SSL_MODES: ReadonlyMap<string, Tls> = new Map([['disable', 'off'], ['require', 'verified'], ['verify-ca', 'verified'], ['verify-full', 'verified'], ['no-verify', 'unverified']]);

function partsOf(text: string): UrlParts {
	const wrong = (what: string) => new StoreSettingsError(`${PREFIX}URL ${what}`, 'It looks like this: postgres://user:password@host:5432/database?sslmode=verify-full. Special characters in user and password are percent-encoded (@ is %40).');
	const url = URL.parse(text);
	if (url === null || !['postgres:', 'postgresql:'].includes(url.protocol)) throw wrong('is no PostgreSQL address');
	const unknown = [...url.searchParams.keys()].find((name) => name !== 'sslmode');
	if (unknown !== undefined) throw wrong('holds a parameter other than sslmode');
	const mode = url.searchParams.get('sslmode');
	const tls = mode === null ? undefined : SSL_MODES.get(mode);
	if (mode !== null && tls === undefined) throw wrong(`has an sslmode other than ${[...SSL_MODES.keys()].join(', ')}`);
	const decoded = (part: string): string | undefined => {
		try {
			return part === '' ? undefined : decodeURIComponent(part);
		} catch {
			// The error would show the part, a password perhaps.
			throw wrong('is not percent-encoded as it should be');
		}
	};
	return {
		// IPv6 stands in brackets.
		host: decoded(url.hostname.replace(/^\[(.*)\]$/, '$1')),
		port: url.port === '' ? undefined : Number(url.port),
		database: decoded(url.pathname.slice(1)),
		user: decoded(url.username),
		password: decoded(url.password),
		tls,
	};
}

function tlsOf({ SSL_ENABLED, SSL_CA, SSL_CERT, SSL_KEY, SSL_REJECT_UNAUTHORIZED }: Settings, fromUrl: Tls | undefined): NonNullable<Connection['ssl']> {
	const files = { ...(SSL_CA && { ca: SSL_CA }), ...(SSL_CERT && { cert: SSL_CERT }), ...(SSL_KEY && { key: SSL_KEY }) };
	const wanted = SSL_ENABLED ?? (fromUrl === undefined ? Object.keys(files).length > 0 : fromUrl !== 'off');
	if (!wanted) return false;
	return { ...files, rejectUnauthorized: SSL_REJECT_UNAUTHORIZED ?? fromUrl !== 'unverified' };
}
