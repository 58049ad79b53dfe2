import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { countBy, sum } from 'lodash';
import type { Browser, Page } from 'playwright-core';
import type { LogEntry } from '../../../engine/model';
import { PACT_POLL_SECONDS, PairWorld } from '../pairs/pair-world';
import { launchBrowser } from '../support/browser';
import { waitUntil } from '../support/n8n-api';
import { CONSOLE_SIGN_IN } from '../support/sandbox-credentials';

jest.setTimeout(600_000);

const ARRIVES_MS = 180_000;
const IDLE_CYCLES = 3;
const EVIL = '<img src=x onerror=alert(1)>';
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** A whole sync is published, looked at, and let go with a click. */
describe('a dry run of a whole sync in a real n8n', () => {
	let world: PairWorld;
	let browser: Browser;
	let page: Page;
	let planned: LogEntry[];

	beforeAll(async () => {
		world = await PairWorld.start({
			templates: ['salesforce-pact', 'sync-console'],
			adjust: ({ nodes }) => {
				for (const node of nodes) if (node.type.endsWith('Upsert')) node.parameters.options = { dryRun: 'untilGo' };
			},
		});
		browser = await launchBrowser();
		const context = await browser.newContext({ httpCredentials: { username: CONSOLE_SIGN_IN.user, password: CONSOLE_SIGN_IN.password }, viewport: { width: 1280, height: 1600 } });
		page = await context.newPage();
		// Only in Salesforce, only in Pact, and on both sides with different titles.
		await world.screen('salesforce').create('Contact', { FirstName: 'Lea', LastName: 'Left', Email: 'left@rehearsal.example', Title: 'CEO' });
		await world.screen('pact').create('contacts', { first_name: EVIL, last_name: 'Right', email: 'right@rehearsal.example' });
		await world.screen('pact').create('contacts', { name: 'Nameless', email: 'nameless@rehearsal.example' });
		await world.screen('salesforce').create('Contact', { FirstName: 'Bo', LastName: 'Both', Email: 'both@rehearsal.example', Title: 'CFO' });
		await world.screen('pact').create('contacts', { name: 'Bo Both', email: 'both@rehearsal.example' });
		await world.publish();
	});
	afterAll(async () => {
		await browser?.close();
		await world?.stop();
	});

	const open = async () => await page.goto(`${world.host.url}/webhook/sync-console?view=rehearsals`);
	/** Calls that write records. That the trigger asks Pact for its webhooks is none. */
	const writes = async () => {
		const [salesforce, pact] = [await world.sandboxes.salesforce.stats(), await world.sandboxes.pact.stats()];
		const subscribed = sum(Object.entries(pact.byRoute).map(([route, count]) => (route.startsWith('POST') && route.includes('webhook') ? count : 0)));
		return { salesforce: salesforce.writes, pact: pact.writes - subscribed };
	};
	const person = async (system: 'salesforce' | 'pact', email: string) => {
		const [object, name] = system === 'pact' ? ['contacts', 'email'] : ['Contact', 'Email'];
		return (await world.screen(system).all(object)).find(({ fields }) => fields[name] === email);
	};

	it('writes nothing to either system, and reports what would happen', async () => {
		await world.caughtUp();
		expect(await writes()).toEqual({ salesforce: 0, pact: 0 });
		await waitUntil(
			async () => {
				await open();
				return await page.locator('main').innerText();
			},
			(text) => text.includes('That is everything there is now.') && !text.includes('the report grows'),
			{ timeoutMs: ARRIVES_MS, what: 'a report of everything' },
		);
		planned = await world.log();
		expect(planned.every(({ dryRun }) => dryRun)).toBe(true);
		const contacts = page.getByRole('region', { name: 'What would happen from Salesforce Contact to Pact contacts' });
		expect(await contacts.innerText()).toMatch(/would be created[\s\S]*nobody there matches/);
		expect(await contacts.innerText()).toContain('would be updated');
		const back = page.getByRole('region', { name: 'What would happen from Pact contacts to Salesforce Contact' });
		expect(await back.innerText()).toMatch(/would fail[\s\S]*a required field has no value/);
	});

	it('shows examples without running what records hold, to everybody (axe-core)', async () => {
		const answer = await page.request.get(page.url());
		const body = await answer.text();
		expect(body).not.toContain('<img');
		expect(body).toContain('&lt;img src=x');
		const checker = await (await browser.newContext()).newPage();
		await checker.setContent(body);
		const violations = await checker.evaluate<string[]>(`${AXE}; axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))`);
		expect(violations).toEqual([]);
	});

	it('does for real what was planned, after a click on Go', async () => {
		await page.getByRole('button', { name: 'Go: all syncs in rehearsal' }).click();
		expect(await page.getByRole('status').innerText()).toContain('Live from now on');
		await waitUntil(async () => await person('pact', 'left@rehearsal.example'), (row) => row?.fields.title === 'CEO', { timeoutMs: ARRIVES_MS, what: 'the new person in Pact' });
		await waitUntil(async () => await person('salesforce', 'right@rehearsal.example'), (row) => row !== undefined, { timeoutMs: ARRIVES_MS, what: 'the new person in Salesforce' });
		await waitUntil(async () => (await person('pact', 'both@rehearsal.example'))?.fields.title, (title) => title === 'CFO', { timeoutMs: ARRIVES_MS, what: 'the title in Pact' });
		await world.caughtUp();
		// Of a lead and a contact of one person either may be the one that comes first.
		const created = (lines: readonly LogEntry[]) => countBy(lines.filter(({ outcome }) => outcome === 'created'), ({ source }) => source.system);
		const real = (await world.log()).filter(({ dryRun }) => !dryRun);
		const lastPlans = [...new Map(planned.map((line) => [`${line.pair} ${line.source.object} ${line.source.id}`, line])).values()];
		expect(created(real)).toEqual(created(lastPlans));
	});

	it('writes nothing more while nobody edits', async () => {
		await world.resetStats();
		await sleep(IDLE_CYCLES * PACT_POLL_SECONDS * 1_000);
		expect(await writes()).toEqual({ salesforce: 0, pact: 0 });
		await open();
		expect(await page.locator('main').innerText()).toContain('said go');
	});
});
