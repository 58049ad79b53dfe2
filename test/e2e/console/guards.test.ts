import type { Browser, Page } from 'playwright-core';
import { questions } from '../../../console';
import { fromNowOn, publishAndWatch } from '../pairs/from-now-on';
import { PairWorld, mapperOf } from '../pairs/pair-world';
import { launchBrowser } from '../support/browser';
import { waitUntil } from '../support/n8n-api';
import type { Template } from '../support/n8n-schemas';
import { CONSOLE_SIGN_IN } from '../support/sandbox-credentials';
import { nodeOf } from '../sync/world';

jest.setTimeout(600_000);

const ARRIVES_MS = 120_000;
const [PEOPLE, EDITED] = [120, 60];
/** 30 % of them. */
const PASSED = 36;
/** Among those that are edited last. */
const OPTED_OUT = [57, 59];

const addressOf = (number: number): string => `guarded${number}@guards.com`;

/** A few people only, with their titles and their consent. */
function fewPeople(template: Template, index: number): void {
	if (index !== 0) return;
	fromNowOn(template);
	nodeOf(template, 'Salesforce changes').parameters.filters = { filter: [{ object: 'Contact', condition: "LastName LIKE 'Guarded%'" }, { object: 'Lead', condition: "LastName LIKE 'Guarded%'" }] };
	const row = [
		...['FirstName first_name', 'LastName last_name', 'Email email', 'Title title'].map((names) => ({ left: names.split(' ')[0], right: names.split(' ')[1], rule: 'newestWins' })),
		{ left: 'HasOptedOutOfEmail', right: 'consent_status', rule: 'mostRestrictive' },
	];
	Object.assign(mapperOf(template, 'Contacts').parameters, { autoMap: false, rows: { row } });
}

/** A mass edit in a real n8n: it stops, a person is asked on the page, and what waited goes on by itself. */
describe('a mass edit', () => {
	let world: PairWorld;
	let browser: Browser;
	let page: Page;

	beforeAll(async () => {
		world = await PairWorld.start({ templates: ['salesforce-pact', 'sync-console'], adjust: fewPeople });
		await publishAndWatch(world);
		browser = await launchBrowser();
		page = await (await browser.newContext({ httpCredentials: { username: CONSOLE_SIGN_IN.user, password: CONSOLE_SIGN_IN.password } })).newPage();
	});
	afterAll(async () => {
		await browser?.close();
		await world?.stop();
	});

	const inPact = async () => (await world.screen('pact').all('contacts')).map(({ fields }) => fields).filter(({ email }) => String(email).startsWith('guarded'));
	const changed = async () => (await inPact()).filter(({ title }) => title === 'after').length;
	const arrived = async (count: () => Promise<number>, wanted: number, what: string) => await waitUntil(count, (found) => found === wanted, { timeoutMs: ARRIVES_MS, what });
	const asked = async () => await world.inStore(async (store) => (await questions(store)).filter(({ kind }) => kind === 'many-changes'));

	it('of half of all linked contacts stops at the share that is asked about, with one question; opt-outs go on', async () => {
		const ids: string[] = [];
		for (let number = 0; number < PEOPLE; number += 1) ids.push(await world.screen('salesforce').create('Contact', { FirstName: 'Ann', LastName: `Guarded ${number}`, Email: addressOf(number), Title: 'before' }));
		await arrived(async () => (await inPact()).length, PEOPLE, 'everybody in Pact');
		await world.caughtUp();
		for (const [number, id] of ids.slice(0, EDITED).entries()) {
			await world.screen('salesforce').edit('Contact', id, { Title: 'after', ...(OPTED_OUT.includes(number) ? { HasOptedOutOfEmail: true } : {}) });
		}
		const waiting = async () => await world.inStore(async (store) => (await store.pendingCounts()).waiting ?? 0);
		await arrived(waiting, EDITED - PASSED, 'records that wait for a person');
		await world.caughtUp();
		expect(await changed()).toBe(PASSED);
		expect((await inPact()).filter(({ consent_status: consent }) => consent === 'declined').map(({ email }) => email).sort()).toEqual(OPTED_OUT.map(addressOf).sort());
		expect(await asked()).toMatchObject([{ message: expect.stringContaining(`${EDITED} of ${PEOPLE} linked Pact contacts would be changed by Salesforce within an hour (Title`) }]);
	});

	it('goes on by itself when a person lets it through on the page', async () => {
		await page.goto(`${world.host.url}/webhook/sync-console?view=review`);
		const question = page.locator('section.item', { hasText: 'would be changed by Salesforce within an hour' });
		await question.getByRole('button', { name: 'Let them through' }).click();
		await page.getByText(`${EDITED - PASSED} changed records: written to Pact in a moment.`).waitFor();
		await arrived(changed, EDITED, 'the rest of the mass edit in Pact');
		await world.caughtUp();
		expect(await asked()).toEqual([]);
		expect(await world.inStore(async (store) => (await store.pendingCounts()).waiting ?? 0)).toBe(0);
	});
});
