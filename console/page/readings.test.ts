import { Flow, PAIR, row } from '../flow.fixture';
import { endPart, readPage } from '../sweeps.fixture';
import { answerPage } from './answer';
import type { Params } from './params';

const PATH = '/sync-console';
const EVIL = `"><script>alert('x')</script>`;

let flow: Flow;
beforeEach(async () => {
	flow = await Flow.start([row('Name'), row('Title', { label: EVIL })]);
	for (const side of ['left', 'right'] as const) {
		await flow.store.describeFeed(`feed-${side}`, { name: `${side} ${EVIL}`, system: 'pact', connection: 'ws', objects: [] });
		await flow.store.holdFeed(`feed-${side}`, 'me', 1_000 * 3_600_000);
	}
});
afterEach(() => flow.stop());

const view = async () => (await answerPage(flow.store, { path: PATH, query: { view: 'runs' } }, { hands: {}, now: flow.now() })).body;
const press = async (form: Params) => {
	const token = /name="token" value="([^"]+)"/.exec(await view())?.[1]?.replaceAll('&#39;', "'") ?? '';
	return await answerPage(flow.store, { path: PATH, query: { view: 'runs' }, form: { token, ...form } }, { hands: { by: { person: `Ann ${EVIL}` } }, now: flow.now() });
};
const startForm = (more: Params = {}): Params => ({ action: 'startReading', kind: 'reconcile', pair: '', side: '', perMinute: '', share: '', from: '', to: '', zone: 'UTC', ...more });

describe('the readings on the page', () => {
	it('are begun by a form, with what it limits, and ended by a button', async () => {
		const { status, done, body } = await press(startForm({ pair: PAIR, side: 'left', perMinute: '120', share: '30', from: '22:00', to: '05:30', zone: 'Europe/Berlin' }));
		expect([status, done]).toEqual([200, { action: 'startReading', message: 'Under way: reconcile of Salesforce Opportunity ⇄ Pact opportunities.' }]);
		const [sweep] = await flow.store.sweeps({ limit: 1 });
		expect(sweep).toMatchObject({ kind: 'reconcile', pair: PAIR, perMinute: 120, share: 0.3, window: { from: '22:00', to: '05:30', zone: 'Europe/Berlin' }, parts: [{ side: 'left' }] });
		expect(body).toContain('at most 120 records a minute');
		const stopped = await press({ action: 'stopReading', reading: sweep?.id ?? '' });
		expect(stopped.done).toMatchObject({ action: 'stopReading', message: expect.stringContaining('Stopped: Salesforce Opportunity') });
		expect((await flow.store.sweeps({ limit: 1 }))[0]).toMatchObject({ stopped: { by: `Ann ${EVIL}` } });
	});

	it('show how far they are, and what they found at the end', async () => {
		await press(startForm());
		await readPage(flow, 'left', { read: 250, total: 1_000, emitted: 3, drift: { 'Title~title': 3 } });
		await readPage(flow, 'right', { read: 50, total: 200 });
		expect(await view()).toContain('300 of 1,200 records<progress max="1200" value="300"></progress>');
		for (const side of ['left', 'right'] as const) await endPart(flow, side, 5);
		const body = await view();
		expect(body).toContain('No reading is under way.');
		expect(body).toContain('3 records were not in step, of 300 read');
		expect(body).not.toContain('<progress');
	});

	it('let nothing that people wrote become markup', async () => {
		await press(startForm());
		await readPage(flow, 'left', { read: 1, total: 1, drift: { 'Title~title': 1, [EVIL]: 1 } });
		const [work] = await flow.store.openParts('feed-right');
		await flow.store.notePartRests(work!, EVIL);
		const running = await view();
		await endPart(flow, 'left', 1);
		await endPart(flow, 'right', 1);
		for (const body of [running, await view()]) {
			expect(body).toContain('&lt;script&gt;');
			expect(body).not.toContain('<script');
		}
	});

	it.each([
		['no kind', { kind: 'everything' }, 'Nothing was chosen to be done.'],
		['words for a number', { perMinute: 'many' }, 'Records per minute must be a whole number above zero.'],
		['one of the hours alone', { from: '22:00' }, 'The hours are no times of day.'],
		['a sync that is not there', { pair: EVIL }, 'There is no such sync.'],
	])('are not begun with %s, and the page says why', async (_what, more, message) => {
		const { status, body, done } = await press(startForm(more));
		expect([status, done]).toEqual([409, undefined]);
		expect(body).toContain(`role="alert">${message}`);
		expect(await flow.store.sweeps({ limit: 1 })).toEqual([]);
	});

	it('are not begun by a form of another page', async () => {
		expect((await press({ ...startForm(), token: 'x.y' })).status).toBe(403);
		expect(await flow.store.sweeps({ limit: 1 })).toEqual([]);
	});
});
