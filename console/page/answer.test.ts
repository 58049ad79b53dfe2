import type { LogEntry, RecordRef } from '../../engine/model';
import type { ReviewItem } from '../../engine/run/store-port';
import { openStore, type Store } from '../../store';
import { temporaryFolder } from '../../store/testing';
import { answerPage } from './answer';
import type { Params } from './params';

const EVIL = `"><script>alert('x')</script><img src=x onerror=alert(1)>`;
const NOW = new Date('2026-03-01T12:00:00.000Z');
const PATH = '/sync-console';
const PAIR = 'salesforce-contact~pact-contacts';
const source: RecordRef = { system: 'salesforce', connection: '00D1', object: 'Contact', id: '003000000000001AAA' };
const target: RecordRef = { system: 'pact', connection: 'ws', object: 'contacts', id: 'c-1' };

const folder = temporaryFolder();
let store: Store;
beforeEach(async () => {
	store = await openStore({ file: `${folder()}/sync.sqlite`, now: () => NOW });
});
afterEach(async () => await store.close());

const get = async (query: Params = {}) => await answerPage(store, { path: PATH, query }, { hands: {}, now: NOW });
const tokenOf = (body: string): string => /name="token" value="([^"]+)"/.exec(body)?.[1]?.replaceAll('&#39;', "'") ?? '';
const press = async (form: Params, query: Params = {}) => await answerPage(store, { path: PATH, query, form }, { hands: {}, now: NOW });

const logged = async (entry: Partial<LogEntry> = {}) =>
	await store.commit([
		{
			change: { ...source, kind: 'upserted', modifiedAt: NOW.toISOString(), origin: 'poll' },
			ledger: { kind: 'close' },
			log: { at: NOW.toISOString(), pair: PAIR, source, target, origin: 'poll', outcome: 'updated', reason: 'updated', message: 'Updated.', movements: [], ...entry },
		},
	]);
const asked = async (item: Partial<ReviewItem> = {}) =>
	await store.noteReview([{ kind: 'duplicate', pair: PAIR, key: 'k', message: 'Two records stand for one.', details: {}, source, target, ...item }]);

describe('the page of the console', () => {
	it('says that nothing is there yet, in every view', async () => {
		for (const view of ['health', 'review', 'issues', 'log']) {
			const { status, body } = await get({ view });
			expect(status).toBe(200);
			expect(body).toContain('class="empty"');
		}
	});

	it('shows health for a view that it does not know', async () => {
		expect((await get({ view: EVIL })).body).toContain('<h1>Health</h1>');
	});

	it('lets nothing that records or people wrote become markup', async () => {
		await logged({ message: EVIL, movements: [{ row: EVIL, field: EVIL, from: EVIL, to: EVIL, lost: { side: 'left', value: EVIL } }] });
		await asked({ kind: 'conflict', message: EVIL, details: { row: EVIL, left: EVIL, right: EVIL } });
		await asked({ kind: 'unmapped-value', key: 'v', message: EVIL, details: { row: 'r', side: 'left', value: EVIL, choices: [EVIL] } });
		await store.describeFeed('w:n', { name: EVIL, system: 'pact', connection: EVIL, objects: [EVIL] });
		const [{ ref }] = [{ ref: { ...source, id: EVIL } }];
		await store.notePage({ feed: 'w:n', object: 'Contact', refs: [{ ref, stamp: '1' }], cursor: 'c', leaseMs: 0 });
		for (const query of [{}, { view: 'review' }, { view: 'issues' }, { view: 'log' }, { view: 'log', text: EVIL, since: EVIL }, { view: 'record', id: source.id }, { view: 'record', id: EVIL }]) {
			const { body } = await get(query);
			expect(body).not.toContain('<script');
			expect(body).not.toContain('<img');
			expect(body).not.toContain('onerror=alert(1)>');
		}
		expect((await get({ view: 'log' })).body).toContain('&lt;script&gt;');
	});

	it('is kept by nobody, runs nothing, and loads nothing from elsewhere', async () => {
		const { headers, body } = await get();
		expect(headers).toMatchObject({ 'Cache-Control': 'no-store', 'Content-Security-Policy': expect.stringContaining("default-src 'none'") });
		expect(body).not.toMatch(/<script|<link|src=|https?:/);
	});

	it('has a button do what it says, and takes it once', async () => {
		await asked();
		const { body } = await get({ view: 'review' });
		const id = /name="id" value="(\d+)"/.exec(body)?.[1] ?? '';
		const pressed = await press({ token: tokenOf(body), action: 'answer', answer: 'dismiss', id }, { view: 'review' });
		expect(pressed).toMatchObject({ status: 200, done: { action: 'answer' } });
		expect(pressed.body).toContain('role="status"');
		expect(await store.openReviews()).toEqual([]);
		const again = await press({ token: tokenOf(body), action: 'answer', answer: 'dismiss', id });
		expect(again.status).toBe(409);
		expect(again.body).toContain('answered already');
		expect(again.done).toBeUndefined();
	});

	it('answers all questions that are ticked, and says which it cannot', async () => {
		for (const key of ['a', 'b', 'c']) await asked({ key });
		await asked({ kind: 'deletes', key: 'left' });
		const { body } = await get({ view: 'review' });
		const id = (await store.openReviews()).map((one) => one.id);
		const { body: after } = await press({ token: tokenOf(body), action: 'answer', answer: 'dismiss', id }, { view: 'review' });
		expect(after).toContain('3 of 4 questions are answered.');
		expect(after).toContain('does not take the answer');
		expect(await store.openReviews()).toMatchObject([{ kind: 'deletes' }]);
	});

	it.each([
		['without a token', {}],
		['with the token of another page', { token: 'x.y' }],
	])('does nothing for a form %s', async (_what, extra) => {
		await asked();
		const [{ id } = { id: '' }] = await store.openReviews();
		const refused = await press({ action: 'answer', answer: 'dismiss', id, ...extra });
		expect(refused.status).toBe(403);
		expect(refused.done).toBeUndefined();
		expect(await store.openReviews()).toHaveLength(1);
	});

	it('pauses and resumes a trigger', async () => {
		await store.describeFeed('w:n', { name: 'My trigger', system: 'pact', connection: 'ws', objects: ['contacts'] });
		const { body } = await get();
		const paused = await press({ token: tokenOf(body), action: 'pause', feed: 'w:n' });
		expect(paused.body).toContain('Paused: My trigger.');
		expect(await store.isPaused('w:n')).toBe(true);
		await press({ token: tokenOf(paused.body), action: 'resume', feed: 'w:n' });
		expect(await store.isPaused('w:n')).toBe(false);
	});

	it('finds lines of the log by record, words and day, page by page', async () => {
		for (let number = 0; number < 101; number += 1) await logged({ message: `Line ${number}.` });
		const first = await get({ view: 'log' });
		expect(first.body).toContain('Line 100.');
		expect(first.body).not.toContain('Line 0.');
		const before = /before=(\d+)/.exec(first.body)?.[1] ?? '';
		expect((await get({ view: 'log', before })).body).toContain('Line 0.');
		const found = await get({ view: 'log', text: 'line 7.', record: target.id, since: '2026-03-01', until: '2026-03-01' });
		expect(found.body).toContain('Line 7.');
		expect(found.body).not.toContain('Line 70.');
		expect((await get({ view: 'log', until: '2026-02-28' })).body).toContain('No line fits');
	});

	it('gives the log as a table for spreadsheets, in which nothing is a formula', async () => {
		await logged({ message: 'Says "so"', movements: [{ row: 'r', field: 'title', from: null, to: '=HYPERLINK("http://evil")' }] });
		const { headers, stream = [] } = await get({ view: 'log', format: 'csv' });
		let body = '';
		for await (const part of stream) body += part;
		expect(headers['Content-Type']).toContain('text/csv');
		expect(body.split('\r\n')).toHaveLength(3);
		expect(body).toContain('"Says ""so"""');
		expect(body).toContain(`"'=HYPERLINK(""http://evil"")"`);
	});

	it('says what to do about a record that it does not know', async () => {
		const { status, body } = await get({ view: 'record', id: 'nobody' });
		expect(status).toBe(404);
		expect(body).toContain('role="alert"');
		expect(body).toContain('No sync has seen a record with the id nobody');
	});
});
