import { createHash } from 'node:crypto';
import type { Engine } from './engines/engine';
import { StoreError } from './errors';
import { fingerprint, makeKey, readKey } from './key';

const FINGERPRINT = 'key-fingerprint';
const SHORTEST_SECRET = 16;

/** The key in the file beside the database: made with a new database, and then never replaced by another one. */
export async function keyFromFile(engine: Engine, keyFile: string): Promise<Buffer> {
	// In this order: another process that makes the database right now writes its key first, and then the fingerprint.
	const made = (await storedFingerprint(engine)) !== undefined;
	const found = await readKey(keyFile);
	if (!found && made) {
		throw new StoreError(
			'key-missing',
			`The key file ${keyFile} of the sync store is missing. Restore it from the backup. ` +
				'If it is lost, remove the database too: the next sync starts anew and links existing records by their match keys.',
		);
	}
	return checkKey(engine, found ?? (await makeKey(keyFile)), `the key file ${keyFile}`);
}

/** The key from the secret that n8n's environment holds. */
export async function keyFromSecret(engine: Engine, secret: string): Promise<Buffer> {
	if (secret.length < SHORTEST_SECRET) {
		throw new StoreError(
			'key-missing',
			`The hash key of the sync store (N8N_PACT_STORE_KEY) is too short: give at least ${SHORTEST_SECRET} random characters, and keep them for as long as the store is used.`,
		);
	}
	return checkKey(engine, createHash('sha256').update(secret, 'utf8').digest(), 'the hash key in N8N_PACT_STORE_KEY');
}

async function checkKey(engine: Engine, key: Buffer, where: string): Promise<Buffer> {
	const mine = fingerprint(key);
	let stored = await storedFingerprint(engine);
	if (stored === undefined) {
		// Two processes may meet a new database at once: the first one's key counts.
		await engine.transaction((db) =>
			db
				.insertInto('meta')
				.values({ key: FINGERPRINT, value: mine })
				.onConflict((conflict) => conflict.column('key').doNothing())
				.execute(),
		);
		stored = await storedFingerprint(engine);
	}
	if (stored !== mine) {
		throw new StoreError(
			'key-wrong',
			`The sync store was made with another key than ${where}. Put back the key that belongs to this database (it is kept with its backup).`,
		);
	}
	return key;
}

async function storedFingerprint(engine: Engine): Promise<string | undefined> {
	const row = await engine.db.selectFrom('meta').select('value').where('key', '=', FINGERPRINT).executeTakeFirst();
	return row?.value;
}
