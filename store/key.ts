import { createHash, createHmac, createSecretKey, randomBytes, randomUUID } from 'node:crypto';
import { chmod, link, open, readFile, stat, unlink } from 'node:fs/promises';
import { errorCode, StoreError } from './errors';

export const KEY_BYTES = 32;
/** 96 bits: with a million links of 30 fields the chance that any changed value goes unseen is below 10⁻²⁰. */
export const HASH_BYTES = 12;
const OWNER_ONLY = 0o600;
const OTHERS = 0o077;

/** Base64 carries 6 bits a character; 12 bytes are 16 characters without a rest. */
const HASH_CHARACTERS = (HASH_BYTES * 8) / 6;

/**
 * HMAC-SHA-256, truncated to 12 bytes, base64url. The key is prepared once: that is most of the work for a short text. The last text is
 * remembered: the two sides of a field are hashed one after the other, and are mostly equal.
 */
export function hasher(key: Buffer): (text: string) => string {
	const prepared = createSecretKey(key);
	let last: { text: string; hash: string } | undefined;
	return (text) => {
		if (last?.text === text) return last.hash;
		const hash = createHmac('sha256', prepared).update(text, 'utf8').digest('base64url').slice(0, HASH_CHARACTERS);
		last = { text, hash };
		return hash;
	};
}

/** Names the key without telling it; kept in the database, so that another key is noticed before it compares anything. */
export function fingerprint(key: Buffer): string {
	return createHash('sha256').update('sync-store-key\0').update(key).digest('base64url');
}

/** The key in the file, or undefined when there is no such file. Takes away the rights of others. */
export async function readKey(file: string): Promise<Buffer | undefined> {
	let key: Buffer;
	try {
		key = await readFile(file);
		if (process.platform !== 'win32' && ((await stat(file)).mode & OTHERS) !== 0) await chmod(file, OWNER_ONLY);
	} catch (error) {
		if (errorCode(error) === 'ENOENT') return undefined;
		throw new StoreError(
			'key-missing',
			`The sync store's key file ${file} cannot be read. Check that it belongs to the user that n8n runs as.`,
			{ cause: error },
		);
	}
	if (key.length !== KEY_BYTES) {
		throw new StoreError(
			'key-wrong',
			`The sync store's key file ${file} is damaged (${key.length} bytes instead of ${KEY_BYTES}). Restore it together with the last backup of the store.`,
		);
	}
	return key;
}

/**
 * Makes the key file, owner-only, or reads the one that another process has just made. Written beside and then linked into place:
 * nobody ever sees half a key, and an existing one is never overwritten.
 */
export async function makeKey(file: string): Promise<Buffer> {
	const draft = `${file}.${randomUUID()}`;
	try {
		const handle = await open(draft, 'wx', OWNER_ONLY);
		try {
			await handle.writeFile(randomBytes(KEY_BYTES));
			await handle.sync();
		} finally {
			await handle.close();
		}
		await link(draft, file).catch((error: unknown) => {
			if (errorCode(error) !== 'EEXIST') throw error;
		});
		await unlink(draft);
	} catch (error) {
		throw new StoreError(
			'read-only',
			`The sync store's key file ${file} cannot be made. Check that its folder is on a writable local disk.`,
			{ cause: error },
		);
	}
	const key = await readKey(file);
	if (!key)
		throw new StoreError('key-missing', `The sync store's key file ${file} vanished while it was made. Start again.`);
	return key;
}
