import type { Mapping, RecordRef } from '../../engine/model';
import type { SyncStore } from '../../engine/run/store-port';
import { openStore, type Store } from '../../store';
import { temporaryFolder } from '../../store/testing';
import { ACTION_NAMES } from '../../console/page/actions';
import { VIEWS } from '../../console/page/layout';
import { asked, basic, SIGN_IN } from './webhook.fixture';

const folder = temporaryFolder();
let store: Store;
beforeEach(async () => {
	store = await openStore({ file: `${folder()}/sync.sqlite` });
});
afterEach(async () => await store.close());

const PAIR = 'salesforce-contact~pact-contacts';
const source: RecordRef = { system: 'salesforce', connection: '00D1', object: 'Contact', id: '003000000000001AAA' };
const target: RecordRef = { system: 'pact', connection: 'ws', object: 'contacts', id: 'c-1' };
const question = async (key = 'k') => await store.noteReview([{ kind: 'duplicate', pair: PAIR, key, message: 'Two records stand for one.', details: {}, source, target }]);
const tokenOf = (body: string): string => /name="token" value="([^"]+)"/.exec(body)?.[1] ?? '';
const token = async (path?: string) => tokenOf((await asked(store, { query: { view: 'review' }, ...(path === undefined ? {} : { path }) })).body);
const idOfQuestion = async () => (await store.openReviews())[0]?.id ?? '';
/** What a form of the page may say, whatever its button is. */
const formFor = async (action: string) => ({ action, answer: 'dismiss', id: await idOfQuestion(), feed: 'w:n', assignment: JSON.stringify([PAIR, 'stage', 'left', 'Legal']), trigger: 'w:n' });

/** Everything that an action might change. */
const standing = async () => JSON.stringify([await store.openReviews(), await store.feedStates(), await store.allAssignments(), await store.log({ limit: 100 }), await store.issues({ limit: 100 })]);

async function something(): Promise<void> {
	await question();
	await store.describeFeed('w:n', { name: 'Trigger', system: 'pact', connection: 'ws', objects: ['contacts'] });
	await store.assignValue(PAIR, 'stage', 'left', 'Legal', 'n7');
}

describe('who may come in', () => {
	beforeEach(something);

	it.each(ACTION_NAMES)('nobody does "%s" without signing in, not even with a form of the page', async (action) => {
		const form = { ...(await formFor(action)), token: await token() };
		const before = await standing();
		for (const authorization of ['', basic({ user: SIGN_IN.user, password: 'wrong' }), basic({ user: 'other', password: SIGN_IN.password }), 'Bearer x', 'Basic !']) {
			const { status, headers, body, items } = await asked(store, { form, authorization });
			expect([status, items]).toEqual([401, []]);
			expect(headers['WWW-Authenticate']).toContain('Basic');
			expect(body).not.toMatch(/Trigger|Contact|stand for one/);
		}
		expect(await standing()).toBe(before);
	});

	it.each(ACTION_NAMES)('"%s" is not done for a form that was not on the page', async (action) => {
		const form = await formFor(action);
		const other = await openStore({ file: `${folder()}/other.sqlite` });
		const foreign = [{}, { token: '' }, { token: 'x.y' }, { token: `${Date.now() + 1_000}.0` }, { token: [await token(), 'x'] }, { token: await token('elsewhere') }, { token: tokenOf((await asked(other)).body) }];
		await other.close();
		const before = await standing();
		for (const extra of foreign) {
			const { status, items, body } = await asked(store, { form: { ...form, ...extra } });
			expect([status, items]).toEqual([403, []]);
			expect(body).toContain('Nothing was done');
		}
		expect(await standing()).toBe(before);
	});

	it.each([...VIEWS, 'record'])('nobody sees %s without signing in', async (view) => {
		const { status, body } = await asked(store, { query: { view, id: source.id }, authorization: '' });
		expect(status).toBe(401);
		expect(body).not.toContain('<');
	});

	it('an address does nothing by itself: buttons are forms that are posted', async () => {
		const before = await standing();
		await asked(store, { query: { ...(await formFor('answer')), token: await token() } });
		expect(await standing()).toBe(before);
	});

	it('what is wrong with the credential is said and logged, and nobody comes in', async () => {
		const broken = await asked(store, { credentials: async () => await Promise.reject(new Error('Credential with ID "7" does not exist')) });
		expect(broken.status).toBe(401);
		expect(broken.body).toContain('credential is missing, or n8n cannot read it');
		expect(broken.logged).toEqual([expect.stringContaining('Credential with ID "7" does not exist')]);
		const empty = await asked(store, { credentials: async () => await Promise.resolve({ user: '', password: '' }), authorization: basic({ user: '', password: '' }) });
		expect(empty.status).toBe(401);
		expect([empty.body, empty.logged.join()]).toEqual([expect.stringContaining('no user or no password'), expect.stringContaining('no user or no password')]);
	});
});

describe('what is sent', () => {
	it('is kept by nobody, runs nothing, and is shown in no frame, whatever it is', async () => {
		await question();
		const failing = async (): Promise<SyncStore> => await Promise.reject(new Error('The disk is full.'));
		const answers = [await asked(store), await asked(store, { query: { view: 'log', format: 'csv' } }), await asked(store, { authorization: '' }), await asked(store, { form: {} }), await asked(store, { open: failing })];
		expect(answers.map(({ status }) => status)).toEqual([200, 200, 401, 403, 503]);
		for (const { headers } of answers) {
			expect(headers).toMatchObject({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff', 'X-Frame-Options': 'DENY', 'Referrer-Policy': 'no-referrer' });
			const policy = headers['Content-Security-Policy'] ?? '';
			for (const part of ["default-src 'none'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'", 'sandbox']) expect(policy).toContain(part);
			expect(policy).not.toMatch(/allow-scripts|allow-same-origin|script-src/);
		}
	});

	it('tells nothing of an inner failure, which the log does', async () => {
		const { body, logged } = await asked(store, { open: async () => await Promise.reject(new Error('/secret/place is locked')) });
		expect(body).not.toContain('/secret/place');
		expect(logged.join()).toContain('/secret/place is locked');
	});

	it('says who pressed a button, in the log and nowhere else, and never a password', async () => {
		await question();
		const done = await asked(store, { query: { view: 'log' }, form: { action: 'answer', answer: 'dismiss', id: await idOfQuestion(), token: await token() } });
		expect(done.items).toMatchObject([{ action: 'answer', message: expect.any(String) }]);
		expect(await store.log({ person: SIGN_IN.user, limit: 5 })).toMatchObject([{ reason: 'decided', message: 'Asked: whether two records stand for one. Chosen: Dismiss.' }]);
		expect((await asked(store, { query: { view: 'log', person: SIGN_IN.user } })).body).toContain(`by <bdi>${SIGN_IN.user}</bdi>`);
		const everything = [done, await asked(store, { query: { view: 'log' } }), await asked(store, { query: { view: 'log', format: 'csv' } })];
		expect(JSON.stringify(everything)).not.toContain(SIGN_IN.password);
	});
});

/** In every field that records, people or systems can fill. */
const EVILS = [
	`<script>alert('x')</script>`,
	`"><img src=x onerror=alert(1)>`,
	`' autofocus onfocus='alert(1)`,
	`</textarea></title></style><svg onload=alert(1)>`,
	`=cmd|' /C calc'!A0`,
	'line\u2028paragraph\u2029',
	'\u202eright to left\u200f',
];

describe.each(EVILS)('what records hold (%#)', (evil) => {
	const mapping: Mapping = {
		pair: PAIR, left: { system: 'salesforce', object: 'Contact' }, right: { system: 'pact', object: 'contacts' },
		rows: [{ id: 'title', left: 'Title', right: 'title', label: evil, lens: { kind: 'text' }, rule: 'askPerson', required: { left: false, right: false } }],
		match: [], externalIds: {}, create: { left: true, right: true }, tieWinner: 'left',
	};
	beforeEach(async () => {
		await store.saveMapping(mapping);
		await store.describeFeed('w:n', { name: evil, system: 'pact', connection: evil, objects: [evil] });
		await store.noteRound('w:n', { trouble: evil });
		await store.pauseFeed('w:m', evil);
		const details = { row: 'title', left: evil, right: evil, leftAt: '2026-03-01T12:00:00.000Z', leftAtOf: 'record', leftBy: evil, rightAt: evil, rightBy: evil };
		await store.noteReview([
			{ kind: 'conflict', pair: PAIR, key: '1', message: evil, details, source, target },
			{ kind: 'conflict', pair: PAIR, key: '2', message: evil, details: { ...details, row: evil } },
			{ kind: 'unmapped-value', pair: PAIR, key: '3', message: evil, details: { row: 'title', side: 'left', value: evil, valueLabel: evil, choices: [evil], choiceLabels: [evil] } },
			{ kind: 'ambiguous-match', pair: PAIR, key: '4', message: evil, details: { candidates: [evil], connection: evil }, source },
			{ kind: 'mapping', pair: evil, key: '5', message: evil, details: { row: evil } },
		]);
		await store.assignValue(PAIR, 'title', 'left', evil, evil);
		const movements = [{ row: evil, field: evil, from: evil, to: evil, lost: { side: 'left' as const, value: evil } }];
		const link = { left: source, right: target, leftModifiedAt: '2026-03-01T12:00:00.000Z', rightModifiedAt: '2026-03-01T12:00:00.000Z', base: {} };
		const log = { at: '2026-03-01T12:00:00.000Z', pair: PAIR, source, target, origin: 'poll', outcome: 'updated', reason: 'updated', message: evil, movements } as const;
		await store.commit([{ change: { ...source, kind: 'upserted', modifiedAt: '2026-03-01T12:00:00.000Z', origin: 'poll' }, ledger: { kind: 'close' }, link, log: { ...log, movements } }]);
		await store.noteDecision({ ...log, movements: [], origin: 'manual', reason: 'decided', person: evil });
		const issue = { ...source, id: evil };
		const seqs = await store.notePage({ feed: 'w:n', object: 'Contact', refs: [{ ref: issue, stamp: '1' }], cursor: 'c', leaseMs: 60_000 });
		const seq = [...seqs.values()][0] ?? 0;
		await store.commit([{ change: { ...issue, kind: 'upserted', modifiedAt: log.at, origin: 'poll', ticket: { feed: 'w:n', seq, attempt: 0 } }, ledger: { kind: 'issue', reason: 'invalid-value', message: evil }, log: { ...log, source: issue, movements: [] } }]);
	});

	const QUERIES = [
		...VIEWS.map((view) => ({ view })), { view: evil }, { view: 'review', pair: evil, row: evil, kind: evil, after: evil }, { view: 'review', part: 'decided', page: evil }, { view: 'review', pair: PAIR, kind: 'conflict', row: 'title' },
		{ view: 'log', text: evil, record: evil }, { view: 'log', person: evil, since: evil, before: evil }, { view: 'record', id: source.id }, { view: 'record', id: evil },
	];

	it('is text in every view, never markup', async () => {
		for (const query of QUERIES) {
			const { body, status } = await asked(store, { query });
			expect([query, status < 500]).toEqual([query, true]);
			// No tag but ours, and no attribute of ours that its value has left.
			const tags = [...body.replace(/<style>[^]*?<\/style>/, '').matchAll(/<\/?([a-z0-9!]+)((?:\s[^<>"]*(?:"[^"]*"[^<>"]*)*)?)>/gi)];
			expect(tags.map(([, name = '']) => name.toLowerCase()).filter((name) => ['script', 'img', 'svg', 'textarea', 'iframe', 'object'].includes(name) && !isOurPlot(name, body))).toEqual([]);
			expect(tags.map(([, , attributes = '']) => attributes).filter((attributes) => /\son\w+=/i.test(attributes.replace(/"[^"]*"/g, '""')))).toEqual([]);
			if (/[<>"']/.test(evil)) expect(body).not.toContain(evil);
		}
		expect((await asked(store, { query: { view: 'log' } })).body).toContain(evil.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;'));
	});

	it('is no formula in the table for spreadsheets', async () => {
		const { body } = await asked(store, { query: { view: 'log', format: 'csv' } });
		const cells = [...body.matchAll(/"((?:[^"]|"")*)"/g)].map(([, cell = '']) => cell);
		expect(cells.length).toBeGreaterThan(30);
		expect(cells.filter((cell) => /^\s*[=+\-@]/.test(cell))).toEqual([]);
		expect(cells.filter((cell) => cell.includes(evil.replaceAll('"', '""')))).not.toEqual([]);
	});
});

/** The plots of the page are drawings of its own. */
const isOurPlot = (name: string, body: string): boolean => name === 'svg' && !/<svg(?! viewBox="0 0 \d+ \d+" role="img")/.test(body);

describe('the table for spreadsheets', () => {
	const lines = async (count: number) => {
		const log = { at: '2026-03-01T12:00:00.000Z', pair: PAIR, source, target, origin: 'poll', outcome: 'updated', reason: 'updated', message: 'Updated.', movements: [] } as const;
		const change = { ...source, kind: 'upserted', modifiedAt: log.at, origin: 'poll' } as const;
		await store.commit(Array.from({ length: count }, () => ({ change, ledger: { kind: 'close' as const }, log: { ...log, movements: [] } })));
	};

	it('has every line, however many, and holds one page of them at a time', async () => {
		await lines(2_500);
		const limits: number[] = [];
		const watched = { ...store, log: async (filter: Parameters<Store['log']>[0]) => (limits.push(filter.limit), await store.log(filter)) };
		const { body } = await asked(watched, { query: { view: 'log', format: 'csv' } });
		expect(body.trimEnd().split('\r\n')).toHaveLength(2_501);
		expect(limits).toHaveLength(3);
		expect(Math.max(...limits)).toBeLessThanOrEqual(1_001);
	});

	it('breaks off where the store does, and is logged: nobody takes a part for the whole', async () => {
		await lines(1_500);
		let calls = 0;
		const failing = { ...store, log: async (filter: Parameters<Store['log']>[0]) => ((calls += 1) > 1 ? await Promise.reject(new Error('The disk went away.')) : await store.log(filter)) };
		const { body, logged } = await asked(failing, { query: { view: 'log', format: 'csv' } });
		expect(body.split('\r\n').length).toBeLessThan(1_500);
		expect(logged).toEqual([expect.stringContaining('a download ended early. The disk went away.')]);
	});

	it('tells text from formulas also behind blanks and where other signs divide cells', async () => {
		const log = { at: '2026-03-01T12:00:00.000Z', pair: PAIR, source, origin: 'poll', outcome: 'updated', reason: 'updated', movements: [] } as const;
		for (const message of [' =1+1', 'a;=cmd()', 'a\n@x', '\uff1d1', 'plain - text = 1']) {
			await store.commit([{ change: { ...source, kind: 'upserted', modifiedAt: log.at, origin: 'poll' }, ledger: { kind: 'close' }, log: { ...log, movements: [], message } }]);
		}
		const { body } = await asked(store, { query: { view: 'log', format: 'csv' } });
		for (const cell of [`" '=1+1"`, `"a;'=cmd()"`, `"a\n'@x"`, `"'\uff1d1"`, '"plain - text = 1"']) expect(body).toContain(cell);
	});
});
