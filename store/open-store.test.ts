import {
	chmodSync,
	existsSync,
	readdirSync,
	rmSync,
	statSync,
	writeFileSync,
	openSync,
	writeSync,
	closeSync,
	truncateSync,
	cpSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { RecordRef } from '../engine/model';
import { openStore, type StoreOptions } from '.';
import { temporaryFolder } from './testing';

const folder = temporaryFolder();
const fileIn = () => join(folder(), 'n8n', 'store.db');
const rights = (file: string) => statSync(file).mode & 0o777;
const contact = (id: string): RecordRef => ({ system: 'salesforce', connection: '00D1', object: 'Contact', id });
const page = (id: string) => ({
	feed: 'feed-1',
	object: 'Contact',
	refs: [{ ref: contact(id), stamp: '2026-03-01T00:00:00.000Z' }],
	cursor: id,
	leaseMs: 60_000,
});

/** What opening the store says went wrong; undefined when it opened. */
async function failure(options: StoreOptions = { file: fileIn() }): Promise<unknown> {
	return openStore(options).then(
		(store) => store.close(),
		(error: unknown) => error,
	);
}

/** A store that was used and closed. */
async function used(): Promise<string> {
	const store = await openStore({ file: fileIn() });
	await store.notePage(page('a'));
	await store.close();
	return fileIn();
}

function tamper(file: string, sql: string): void {
	const database = new DatabaseSync(file);
	database.exec(sql);
	database.close();
}

describe('a new store', () => {
	it('makes its folder, and files that only their owner may read', async () => {
		const store = await openStore({ file: fileIn() });
		await store.notePage(page('a'));
		for (const name of ['store.db', 'store.db.key', 'store.db-wal', 'store.db-shm'])
			expect([name, rights(join(folder(), 'n8n', name))]).toEqual([name, 0o600]);
		expect(rights(join(folder(), 'n8n'))).toBe(0o700);
		expect(statSync(`${fileIn()}.key`).size).toBe(32);
		await store.close();
	});

	it('opened by several at once has one key and one schema, and leaves no drafts', async () => {
		const stores = await Promise.all(Array.from({ length: 5 }, () => openStore({ file: fileIn() })));
		expect(new Set(stores.map((store) => store.hash('x'))).size).toBe(1);
		for (const store of stores) await store.close();
		expect(readdirSync(join(folder(), 'n8n')).sort()).toEqual(['store.db', 'store.db.key']);
	});

	it('has a key of its own: two stores hash differently', async () => {
		const one = await openStore({ file: join(folder(), 'one.db') });
		const two = await openStore({ file: join(folder(), 'two.db'), keyFile: join(folder(), 'elsewhere.key') });
		expect(one.hash('x')).not.toBe(two.hash('x'));
		expect(existsSync(join(folder(), 'elsewhere.key'))).toBe(true);
		await Promise.all([one.close(), two.close()]);
	});

	it('says that it is closed when it is used after that', async () => {
		const store = await openStore({ file: fileIn() });
		await store.close();
		await store.close();
		await expect(store.reclaim('feed-1')).rejects.toMatchObject({ name: 'StoreError', code: 'invalid-use' });
	});
});

describe('the key', () => {
	it('keeps its hashes over restarts', async () => {
		const first = await openStore({ file: fileIn() });
		const hash = first.hash('x');
		await first.close();
		const second = await openStore({ file: fileIn() });
		expect(second.hash('x')).toBe(hash);
		await second.close();
	});

	it('is never replaced when it is lost', async () => {
		rmSync(`${await used()}.key`);
		expect(await failure()).toMatchObject({ code: 'key-missing', message: expect.stringContaining('Restore') });
		expect(existsSync(`${fileIn()}.key`)).toBe(false);
	});

	it('of another store is refused', async () => {
		writeFileSync(`${await used()}.key`, Buffer.alloc(32, 7));
		expect(await failure()).toMatchObject({ code: 'key-wrong' });
	});

	it('that is cut short is refused', async () => {
		truncateSync(`${await used()}.key`, 5);
		expect(await failure()).toMatchObject({ code: 'key-wrong', message: expect.stringContaining('5 bytes') });
	});

	it('that others may read is closed to them', async () => {
		chmodSync(`${await used()}.key`, 0o644);
		expect(await failure()).toBeUndefined();
		expect(rights(`${fileIn()}.key`)).toBe(0o600);
	});
});

describe('a file that is not what it should be', () => {
	it('is said to be damaged when it is no database', async () => {
		writeFileSync(await used(), 'This is not a database, but it is long enough to have a header. '.repeat(50));
		expect(await failure()).toMatchObject({ code: 'corrupt', message: expect.stringContaining('backup') });
	});

	it('is said to be damaged when its pages are, and is not written to', async () => {
		const file = await used();
		const handle = openSync(file, 'r+');
		writeSync(handle, Buffer.alloc(statSync(file).size - 100, 0xa5), 0, undefined, 100);
		closeSync(handle);
		expect(await failure()).toMatchObject({ code: 'corrupt' });
	});

	it('is refused when a newer version made it', async () => {
		tamper(await used(), "update meta set value = 99 where key = 'schema-version'");
		expect(await failure()).toMatchObject({ code: 'newer-schema', message: expect.stringContaining('schema 99') });
	});

	it('cannot be made where a file stands in the way of its folder', async () => {
		writeFileSync(join(folder(), 'n8n'), '');
		expect(await failure()).toMatchObject({ code: 'read-only', message: expect.stringContaining('ENOTDIR') });
	});

	it('cannot be a folder', async () => {
		expect(await failure({ file: folder() })).toMatchObject({ code: 'read-only' });
	});
});

describe('a file that another process keeps locked', () => {
	it('is waited for without stopping this process, then said to be locked, and works again when it is free', async () => {
		const store = await openStore({ file: await used(), busyTimeoutMs: 150 });
		const other = new DatabaseSync(fileIn());
		other.exec('begin immediate');
		let ticks = 0;
		const timer = setInterval(() => ticks++, 10);
		await expect(store.notePage(page('b'))).rejects.toMatchObject({ code: 'locked' });
		clearInterval(timer);
		expect(ticks).toBeGreaterThan(5);
		expect(await store.pendingCounts()).toEqual({ emitted: 1 });
		const later = store.notePage(page('b'));
		setTimeout(() => other.exec('rollback'), 40);
		expect((await later).size).toBe(1);
		other.close();
		await store.close();
	});
});

describe('a backup', () => {
	it('is made in use, and opens with all data and the same hashes', async () => {
		const store = await openStore({ file: await used() });
		const copy = join(folder(), 'backup', 'store.db');
		await store.backup(copy);
		await store.notePage(page('after'));
		const restored = await openStore({ file: copy });
		expect(restored.hash('x')).toBe(store.hash('x'));
		expect(await restored.cursor('feed-1', 'Contact')).toBe('a');
		expect(await restored.pendingCounts()).toEqual({ emitted: 1 });
		expect([rights(copy), rights(`${copy}.key`)]).toEqual([0o600, 0o600]);
		await expect(store.backup(copy)).rejects.toMatchObject({ code: 'invalid-use' });
		await Promise.all([store.close(), restored.close()]);
	});

	it('put in the place of a damaged file brings the store back', async () => {
		const store = await openStore({ file: await used() });
		const copy = join(folder(), 'backup.db');
		await store.backup(copy);
		await store.close();
		writeFileSync(fileIn(), 'damaged'.repeat(1_000));
		expect(await failure()).toMatchObject({ code: 'corrupt' });
		cpSync(copy, fileIn());
		cpSync(`${copy}.key`, `${fileIn()}.key`);
		const restored = await openStore({ file: fileIn() });
		expect(await restored.cursor('feed-1', 'Contact')).toBe('a');
		await restored.close();
	});
});
