import fc from 'fast-check';
import { answerPage } from '../../../console/page';
import { ACTION_NAMES } from '../../../console/page/actions';
import { formToken } from '../../../console/page/form-token';
import { VIEWS } from '../../../console/page/layout';
import { paramsSchema, type Params } from '../../../console/page/params';
import { ANSWERS, KINDS_OF_QUESTIONS } from '../../../console/questions';
import type { RecordRef } from '../../../engine/model';
import { openStore, type Store } from '../../../store';
import { temporaryFolder } from '../../../store/testing';
import { anyJson, anyText, PATIENCE_MS, runs } from './fuzz';

jest.setTimeout(PATIENCE_MS);

const NOW = new Date('2026-11-21T12:00:00.000Z');
const PATH = '/sync-console';
const PAIR = 'salesforce-contact~pact-contacts';
const EVIL = `"><script>alert('x')</script><img src=x onerror=alert(1)>\u202e&amp;{{ $json }}`;
const source: RecordRef = { system: 'salesforce', connection: '00D1', object: 'Contact', id: '003000000000001AAA' };
const target: RecordRef = { system: 'pact', connection: 'ws', object: 'contacts', id: EVIL };

const folder = temporaryFolder();
let store: Store;
beforeEach(async () => {
	store = await openStore({ file: `${folder()}/sync.sqlite`, now: () => NOW });
	await store.commit([
		{
			change: { ...source, kind: 'upserted', modifiedAt: NOW.toISOString(), origin: 'poll' },
			ledger: { kind: 'close' },
			log: {
				at: NOW.toISOString(), pair: PAIR, source, target, origin: 'poll', outcome: 'updated', reason: 'updated', message: EVIL, person: EVIL,
				movements: [{ row: EVIL, field: EVIL, from: EVIL, to: EVIL, lost: { side: 'left', value: EVIL } }],
			},
		},
	]);
	await store.describeFeed('w:n', { name: EVIL, system: 'pact', connection: EVIL, objects: [EVIL] });
	for (const [index, kind] of KINDS_OF_QUESTIONS.entries()) await store.noteReview([{ kind, pair: PAIR, key: `k${index}`, message: EVIL, details: { row: EVIL, side: 'left', value: EVIL, left: EVIL, right: EVIL, choices: [EVIL] }, source, target }]);
});
afterEach(async () => await store.close());

const known = fc.constantFrom<string>(...VIEWS, 'record', ...ACTION_NAMES, ...ANSWERS, ...KINDS_OF_QUESTIONS, 'csv', 'decided', 'w:n', PAIR, source.id, '1', '2', '-1', '1e999', '9007199254740993', '2026-11-21', '9999-12-31', '0000-00-00', '2026-02-30', 'Europe/Berlin', 'Mars/Base', '25:61', 'left', 'salesforce', 'updated', EVIL, `%' OR 1=1 --`, '"', '*', 'NEAR(');
const text = fc.oneof({ weight: 3, arbitrary: known }, { weight: 1, arbitrary: anyText });
const NAMES = ['view', 'format', 'record', 'id', 'system', 'object', 'connection', 'pair', 'outcome', 'person', 'text', 'since', 'until', 'before', 'after', 'part', 'kind', 'row', 'upTo', 'answer', 'value', 'stageName', 'stagePipeline', 'feed', 'cause', 'assignment', 'side', 'perMinute', 'share', 'from', 'to', 'zone', 'reading', 'action'];
/** As Express gives them: names of ours and others, texts, lists, and whatever brackets in a query make of them. */
const given = fc.oneof(
	fc.dictionary(fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...NAMES) }, { weight: 1, arbitrary: anyText }), fc.oneof({ weight: 6, arbitrary: text }, { weight: 1, arbitrary: fc.array(text, { maxLength: 3 }) }, { weight: 1, arbitrary: anyJson }), { maxKeys: 8 }),
	fc.tuple(fc.constantFrom<string>(...VIEWS, 'record'), fc.dictionary(fc.constantFrom(...NAMES), text, { maxKeys: 5 })).map(([view, more]) => ({ ...more, view })),
);

/** A page of which every tag is closed in its turn, and every attribute's value is quoted. */
function expectWellFormed(body: string): void {
	const open: string[] = [];
	const withoutStyle = body.replace(/<style>[^<]*<\/style>/g, '').replace(/^<!doctype html>/i, '');
	const rest = withoutStyle.replace(/<(\/?)([a-zA-Z][\w-]*)((?:\s+[\w:-]+(?:="[^"<>]*")?)*)\s*(\/?)>/g, (_tag, end: string, name: string, _attributes: string, empty: string) => {
		if (VOID.has(name) || empty !== '') return '';
		if (end === '') open.push(name);
		else if (open.pop() !== name) throw new Error(`</${name}> closes what was not open.`);
		return '';
	});
	if (open.length > 0) throw new Error(`Not closed: ${open.join(', ')}.`);
	if (/[<>]/.test(rest)) throw new Error(`A bare < or >: ${/.{0,40}[<>].{0,40}/.exec(rest)?.[0] ?? ''}`);
	const live = /<(?:script|img|iframe|object)\b|<[^>"]*(?:"[^"]*"[^>"]*)*\s(?:on\w+|src)=/i.exec(body)?.[0];
	if (live !== undefined) throw new Error(`Something that runs or loads: ${live}`);
}
const VOID: ReadonlySet<string> = new Set(['meta', 'input', 'br', 'hr', 'link', 'path', 'rect', 'circle', 'line']);

async function expectPage(query: unknown, form?: unknown): Promise<void> {
	const request = { path: PATH, query: paramsSchema.parse(query), ...(form === undefined ? {} : { form: paramsSchema.parse(form) }) };
	const { status, headers, body, stream } = await answerPage(store, request, { hands: { by: { person: EVIL } }, now: NOW });
	expect([200, 403, 404, 409]).toContain(status);
	expect(headers['Content-Security-Policy']).toContain("default-src 'none'");
	if (stream === undefined) expectWellFormed(body);
	else for await (const part of stream) expect(part).toMatch(/^(".*"\r\n)*$/s);
}

describe('the page of the console, whatever is asked', () => {
	it('answers any query with a page', async () => {
		await fc.assert(fc.asyncProperty(given, async (query) => await expectPage(query)), runs(400));
	});

	it('answers any form with a page, and does nothing without its token', async () => {
		const before = await store.openReviews();
		await fc.assert(fc.asyncProperty(given, given, async (query, form) => await expectPage(query, form)), runs(150));
		expect(await store.openReviews()).toEqual(before);
	});

	it('tells what came of a button, also where the view beneath cannot be shown (found by this file)', async () => {
		const token = formToken(store.hash, PATH, NOW.getTime());
		const query = { view: 'record', id: 'nobody' };
		const press = async (form: Params) => await answerPage(store, { path: PATH, query, form }, { hands: {}, now: NOW });
		expect(await press({ action: 'pause', feed: 'w:n' })).toMatchObject({ status: 403, body: expect.stringContaining('Nothing was done') as string });
		expect(await press({ action: 'pause', feed: 'nobody', token })).toMatchObject({ status: 409 });
		expect(await press({ action: 'pause', feed: 'w:n', token })).toMatchObject({ status: 200, done: { action: 'pause' } });
		expect(await store.isPaused('w:n')).toBe(true);
	});

	it('answers any form that was on the page with a page or a refusal', async () => {
		const token = formToken(store.hash, PATH, NOW.getTime());
		const pressed = fc.tuple(given, fc.constantFrom(...ACTION_NAMES), fc.constantFrom(...ANSWERS), fc.array(fc.oneof(fc.constantFrom('1', '2', '3', '4', '5', '6'), text), { maxLength: 3 }));
		await fc.assert(
			fc.asyncProperty(pressed, async ([form, action, answer, id]) => await expectPage({}, { answer, id, ...form, action, token })),
			runs(300),
		);
	});
});
