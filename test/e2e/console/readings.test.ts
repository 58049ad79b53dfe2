import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { feedId } from '../../../nodes/common/feed-id';
import { writeCursor } from '../../../systems/salesforce/cursor';
import { fromNowOn } from '../pairs/from-now-on';
import { PairWorld, mapperOf } from '../pairs/pair-world';
import { launchBrowser } from '../support/browser';
import { waitUntil } from '../support/n8n-api';
import { outputItems } from '../support/n8n-run-data';
import type { Template } from '../support/n8n-schemas';
import { CONSOLE_SIGN_IN } from '../support/sandbox-credentials';
import { nodeOf } from '../sync/world';

jest.setTimeout(600_000);

const ARRIVES_MS = 90_000;
/** Some pages of a reading, each a few seconds after the other. */
const [PEOPLE, PAGE_SIZE, PER_MINUTE] = [25, 5, 120];
/** "Now" takes the records of the very last minute along: what was there before is older. */
const OLDER_MS = 10 * 60_000;
const SYNC = 'Salesforce Contact ⇄ Pact contacts';
const ARCHIVED = 'archived-by-sync';
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const addressOf = (number: number) => `reader${number}@readings.com`;

/** New changes only, of a few people only, so that what a reading finds is what this test made. */
function fewPeople(template: Template, index: number): void {
	if (index !== 0) return;
	fromNowOn(template);
	Object.assign(nodeOf(template, 'Salesforce changes').parameters, {
		filters: { filter: [{ object: 'Contact', condition: "LastName LIKE 'Reader%'" }, { object: 'Lead', condition: "LastName LIKE 'Reader%'" }] },
		options: { pageSize: PAGE_SIZE },
	});
	// Without the owner, whom Pact does not know here: he would be a question for a person.
	Object.assign(mapperOf(template, 'Contacts').parameters, { deletesRight: 'archive', autoMap: false });
}

/** Reconcile and backfill as people order them, in a real n8n: on the page, and every night. */
describe('readings of everything, on somebody’s order', () => {
	let world: PairWorld;
	let browser: Browser;
	let page: Page;
	let address: string;
	const ids: string[] = [];

	beforeAll(async () => {
		world = await PairWorld.start({ templates: ['salesforce-pact', 'sync-console', 'nightly-reconcile'], adjust: fewPeople });
		for (const { id } of await world.screen('pact').all('contacts')) await world.sandboxes.pact.call('DELETE', `records?object=contacts&id=${id}`);
		for (let number = 1; number <= PEOPLE; number += 1) ids.push(await newPerson(number));
		await world.sandboxes.salesforce.setClock({ advanceMs: OLDER_MS });
		await world.api.activate(world.workflows[1]!.id);
		browser = await launchBrowser();
		address = `${world.host.url}/webhook/sync-console?view=runs`;
		const context = await browser.newContext({ httpCredentials: { username: CONSOLE_SIGN_IN.user, password: CONSOLE_SIGN_IN.password } });
		page = await context.newPage();
	});
	afterAll(async () => {
		await browser?.close();
		await world?.stop();
	});

	const newPerson = async (number: number) => await world.screen('salesforce').create('Contact', { LastName: `Reader ${number}`, Email: addressOf(number), Title: 'Reader' });
	const inPact = async () => new Map((await world.screen('pact').all('contacts')).map(({ fields }) => [fields.email as string, fields]));
	const feed = () => feedId(world.workflows[0]!, { id: String(nodeOf(world.workflows[0]!, 'Salesforce changes').id) });
	/** Loads the view anew. */
	const view = async () => {
		await page.goto(address);
		return await page.locator('main').innerText();
	};
	const begin = async (kind: 'reconcile' | 'backfill', more: { side?: string; perMinute?: number; hours?: [string, string] } = {}) => {
		await view();
		await page.locator('select[name=kind]').selectOption(kind);
		await page.locator('select[name=pair]').selectOption({ label: SYNC });
		await page.locator('select[name=side]').selectOption(more.side ?? '');
		if (more.perMinute !== undefined) await page.getByLabel('Records a minute').fill(String(more.perMinute));
		const [from, to] = more.hours ?? ['', ''];
		await page.getByLabel('Only from').fill(from);
		await page.getByLabel('Only until').fill(to);
		await page.getByRole('button', { name: 'Start' }).click();
		expect(await page.getByRole('status').innerText()).toBe(`Under way: ${kind} of ${SYNC}.`);
	};
	const ended = async () => await waitUntil(view, (text) => text.includes('No reading is under way.'), { timeoutMs: 3 * ARRIVES_MS, what: 'the end of the reading' });
	const lastReport = () => page.locator('section.item').first();

	it('bring what was there before the sync began, with a progress that is seen moving', async () => {
		await world.api.activate(world.workflows[0]!.id);
		await waitUntil(async () => await world.inStore(async (store) => await store.cursor(feed(), 'Contact')), (cursor) => cursor !== undefined, { timeoutMs: ARRIVES_MS, what: 'the trigger’s first look' });
		await newPerson(0);
		await waitUntil(async () => [...(await inPact()).keys()], (known) => known.includes(addressOf(0)), { timeoutMs: ARRIVES_MS, what: 'the first person in Pact' });
		// Nobody else came along.
		expect([...(await inPact()).keys()]).toEqual([addressOf(0)]);

		await begin('backfill', { side: 'left', perMinute: PER_MINUTE });
		const seen: number[] = [];
		for (let text = await view(); !text.includes('No reading is under way.'); text = await view()) {
			const [, done, total] = /(\d+) of (\d+) records\b/.exec(text) ?? [];
			if (Number(total) > 0) seen.push(Number(done));
		}
		expect(seen).toEqual([...seen].sort((one, other) => one - other));
		expect(new Set(seen.filter((done) => done > 0 && done < PEOPLE)).size).toBeGreaterThanOrEqual(2);
		expect(await lastReport().innerText()).toContain(`All ${PEOPLE + 1} records went through the sync once more.`);
		await waitUntil(async () => (await inPact()).size, (size) => size === PEOPLE + 1, { timeoutMs: ARRIVES_MS, what: 'everybody in Pact' });
	});

	it('find what was changed and deleted behind the sync’s back, and bring it in step', async () => {
		await world.caughtUp();
		await world.api.deactivate(world.workflows[0]!.id);
		const [edited = '', deleted = ''] = ids;
		await world.screen('salesforce').edit('Contact', edited, { Title: 'Behind its back' });
		await world.sandboxes.salesforce.call('DELETE', 'records', { object: 'Contact', id: deleted });
		await passOver('Contact');
		const since = new Date().toISOString();
		await world.api.activate(world.workflows[0]!.id);
		const looked = async () => (await world.inStore(async (store) => await store.feedStates())).find((state) => state.feed === feed())?.polledAt ?? '';
		await waitUntil(looked, (at) => at > since, { timeoutMs: ARRIVES_MS, what: 'a round of the trigger' });
		expect((await inPact()).get(addressOf(1))).toMatchObject({ title: 'Reader' });

		// What is written on the other side meanwhile would be read there before its end is in the store.
		await begin('reconcile', { side: 'left' });
		await ended();
		expect(await lastReport().innerText()).toContain(`2 records were not in step, of ${PEOPLE + 1} read`);
		await lastReport().locator('summary').click();
		const report = await lastReport().innerText();
		expect(report).toContain('1 linked record was deleted unseen');
		expect(report).toMatch(/Fields that differed, with how many records: [^.]*Title[^.]* \(1\)\./);
		await waitUntil(async () => (await inPact()).get(addressOf(1))?.title, (title) => title === 'Behind its back', { timeoutMs: ARRIVES_MS, what: 'the title in Pact' });
		await waitUntil(async () => JSON.stringify((await inPact()).get(addressOf(2))?.tags), (tags) => tags?.includes(ARCHIVED) ?? false, { timeoutMs: ARRIVES_MS, what: 'the tag in Pact' });
	});

	it('find nothing more, and the nightly workflow says so in a message', async () => {
		await world.caughtUp();
		const nightly = world.workflows[2]!;
		const { status, data } = await world.api.waitForExecution(await world.api.runManually(nightly.id, 'Every night'), 4 * ARRIVES_MS);
		expect(status).toBe('success');
		const reports = outputItems(data, 'Reconcile all syncs').map(({ json }) => json);
		expect(reports.map(({ state }) => state)).toEqual(reports.map(() => 'ended'));
		expect(reports.find(({ name }) => name === SYNC)).toMatchObject({ kind: 'reconcile', found: 0, headline: expect.stringContaining('Everything is in step'), counts: { left: PEOPLE, right: PEOPLE + 1, linked: PEOPLE } });
		const messages = outputItems(data, 'Send it from here').map(({ json }) => json);
		expect(messages).toEqual([{ found: 0, subject: 'Reconcile: everything is in step', text: expect.stringContaining(`${SYNC} (reconcile): Everything is in step`) }]);
	});

	it('rest outside of their hours and say so, on a page for everybody (axe-core), until they are stopped', async () => {
		const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString().slice(11, 16);
		await begin('backfill', { hours: [inHours(2), inHours(3)] });
		const card = await waitUntil(view, (text) => text.includes('Outside its hours'), { timeoutMs: ARRIVES_MS, what: 'why it rests' });
		expect(card).toContain('(UTC)');
		for (const colorScheme of ['light', 'dark'] as const) {
			// The page lets no script run, not even the checker: it looks at a copy that came without the page's own headers.
			const checker = await (await browser.newContext({ colorScheme })).newPage();
			await checker.setContent(await (await page.request.get(address)).text());
			const violations = await checker.evaluate<string[]>(`${AXE}; axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))`);
			expect({ colorScheme, violations }).toEqual({ colorScheme, violations: [] });
		}
		await page.getByRole('button', { name: 'Stop' }).click();
		expect(await page.getByRole('status').innerText()).toContain(`Stopped: ${SYNC}.`);
		expect(await lastReport().innerText()).toContain('Stopped by');
	});

	/** What the trigger has not read of the object by now it will never read: its place is moved behind it. */
	async function passOver(object: string): Promise<void> {
		// Stamps are whole seconds.
		await sleep(2_000);
		const { now } = await world.sandboxes.salesforce.clock();
		const cursor = writeCursor({ stamp: now, id: '', floor: now });
		await world.inStore(async (store) => await store.notePage({ feed: feed(), object, refs: [], cursor, leaseMs: 1_000 }));
	}
});
