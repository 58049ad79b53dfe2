import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../support/browser';
import { DemoProcess } from './demo-process';

jest.setTimeout(600_000);

/** Two hops of five seconds each on a quiet machine; the rest is room for a busy one. */
const ARRIVES_MS = 240_000;
const OPENS_MS = 60_000;
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const NARROW = { width: 360, height: 800 };
/** What a newcomer does from the clone to the first synced record: git clone, cd, npm start. */
const COMMANDS = 3;

/** A newcomer follows the landing page of `npm start`, from top to bottom. */
describe('the first minutes of a newcomer', () => {
	const demo = new DemoProcess();
	let browser: Browser;
	let page: Page;
	let address: string;

	beforeAll(async () => {
		browser = await launchBrowser();
		const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
		page = await context.newPage();
		page.on('pageerror', ({ message }) => problems.push(message));
		page.on('console', (message) => {
			if (message.type() === 'error' && !message.text().includes('favicon')) problems.push(message.text());
		});
	});
	afterAll(async () => {
		await browser?.close();
		await demo.end();
	});

	const problems: string[] = [];
	const card = (action: string) => page.locator(`[data-step~="${action}"]`);
	const press = async (action: string) => await page.locator(`form[data-action="${action}"] button`).click();
	const progress = (action: string) => page.locator(`[data-progress="${action}"]`);
	/** Waits until all that a step promises has been seen, and answers what it says. */
	const seen = async (action: string, count: number): Promise<string> => {
		try {
			await progress(action).locator('li.seen').nth(count - 1).waitFor({ timeout: ARRIVES_MS });
		} catch {
			throw new Error(`Step “${action}” got no further than: ${await progress(action).innerText()}\n${demo.output().slice(-500)}`);
		}
		return await progress(action).innerText();
	};
	/** The page that a link opens beside this one. */
	const opened = async (link: () => Promise<void>): Promise<Page> => {
		const [popup] = await Promise.all([page.waitForEvent('popup'), link()]);
		await popup.waitForLoadState('load', { timeout: OPENS_MS });
		return popup;
	};
	const inColumn = (system: string, text: string) => page.locator(`[data-system="${system}"] li`, { hasText: text }).first();

	it('shows how it starts, and then that it is ready', async () => {
		address = await demo.open('--records', 'small');
		await page.goto(address);
		await page.locator('#start-steps li').nth(2).waitFor();
		expect(await page.locator('#start-steps').innerText()).toContain('n8n');
		await page.locator('#doors').waitFor({ state: 'visible', timeout: ARRIVES_MS });
		expect(await page.locator('#starting').isVisible()).toBe(false);
		for (const system of ['salesforce', 'hubspot']) await page.locator(`[data-system="${system}"] li`).first().waitFor();
	});

	it('is for this machine and this page only', async () => {
		const status = async (path: string, init: RequestInit = {}) => (await fetch(`${address}${path}`, { redirect: 'manual', ...init })).status;
		expect(await status('/try/person', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })).toBe(403);
		expect(await status('/go/editor', { headers: { 'sec-fetch-site': 'cross-site' } })).toBe(403);
		const { headers } = await fetch(address);
		expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/);
	});

	it('a person who is added in one system is in the others', async () => {
		await press('person');
		const text = await seen('person', 2);
		expect(text).toMatch(/She is in Salesforce.*Ada Lindqvist, Analyst/s);
		expect(text).toMatch(/She is in Pact.*Ada Lindqvist, Analyst/s);
		for (const system of ['salesforce', 'hubspot', 'pact']) await inColumn(system, 'Ada Lindqvist').waitFor();
		expect(await card('person').getAttribute('class')).toContain('done');
	});

	it('her new title arrives, and is marked', async () => {
		// The mark goes after some seconds, and the third system may take longer.
		const marked = page.locator('[data-system="pact"] .fresh', { hasText: 'Head of Data' }).first().waitFor({ timeout: ARRIVES_MS });
		await press('edit');
		await Promise.all([seen('edit', 2), marked]);
	});

	it('a conflict is merged field by field, and the page says which rule decided', async () => {
		await press('conflict');
		const text = await seen('conflict', 4);
		expect(text).toMatch(/Salesforce has Pact’s title.*Lindqvist-Berg, VP Data/s);
		expect(text).toMatch(/gave way to “VP Data”.*newest wins|The sync came by between/s);
	});

	it('an opt-out is passed on, and nobody can take it back', async () => {
		await press('optOut');
		await seen('optOut', 3);
		expect(await card('relax').getAttribute('class')).not.toContain('done');
		await press('relax');
		expect(await seen('relax', 2)).toMatch(/Pact has been put back.*opted out in all three/s);
		for (const system of ['salesforce', 'hubspot', 'pact']) expect(await inColumn(system, 'Lindqvist-Berg').innerText()).toContain('opted out');
	});

	it('a stage that nobody mapped is asked about, and the answer lets the deal through', async () => {
		await press('stage');
		expect(await seen('stage', 1)).toContain('has no partner on the other side yet');
		// Signed in already: the landing page's link brings the password along.
		const review = await opened(async () => await page.locator('#answer a').click());
		const question = review.locator('section.item', { hasText: 'Pilot' });
		await question.getByLabel('Assign a partner').fill('Discovery');
		await question.getByRole('button', { name: 'Assign' }).click();
		await review.getByRole('status').waitFor();
		expect(await seen('stage', 2)).toContain('in stage “Discovery”');
		expect(await page.locator('#try-count').innerText()).toBe('5 of 5 done');
		await review.close();
	});

	it('the editor opens signed in', async () => {
		const editor = await opened(async () => await page.locator('#canvases a').first().click());
		await editor.locator('[data-test-id="canvas-node"]').first().waitFor({ timeout: OPENS_MS });
		await editor.close();
	});

	it('can be used by everybody: with assistive technology, in the dark, on a narrow screen', async () => {
		for (const colorScheme of ['light', 'dark'] as const) {
			await page.emulateMedia({ colorScheme });
			await page.evaluate(AXE);
			const violations = await page.evaluate("axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' | ')))");
			expect(violations).toEqual([]);
		}
		const viewport = page.viewportSize();
		await page.setViewportSize(NARROW);
		expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(NARROW.width);
		if (viewport) await page.setViewportSize(viewport);
		expect(problems).toEqual([]);
	});

	it('Ctrl-C stops everything, and the next start goes on with all of it', async () => {
		await demo.ready();
		const seconds = /The first record was in Pact (\d+) s after the start/.exec(demo.output())?.[1];
		process.stdout.write(`First synced record: ${COMMANDS} commands, ${seconds} s after npm start (installed and built).\n`);
		expect(await demo.interrupt()).toEqual([]);
		expect(demo.state().pid).toBeUndefined();
		await page.locator('#lost').waitFor();
		const again = Date.now();
		await page.goto(await demo.open());
		await page.locator('#doors').waitFor({ state: 'visible', timeout: ARRIVES_MS });
		process.stdout.write(`Second start: ready after ${Math.round((Date.now() - again) / 1000)} s.\n`);
		for (const system of ['salesforce', 'hubspot', 'pact']) await inColumn(system, 'Lindqvist-Berg').waitFor();
		expect(await page.locator('#try-count').innerText()).toBe('5 of 5 done');
		// Not told: that records were forgotten, or that links are found out anew.
		expect(demo.log('sandboxes.log')).not.toContain('sample data is taken');
		expect(demo.output()).not.toContain('found out anew');
		// Still the same person: an edit finds its way, and nobody is made twice.
		await page.locator('form[data-action="edit"] input').fill('Retired');
		await press('edit');
		await seen('edit', 2);
		for (const system of ['salesforce', 'hubspot', 'pact']) expect(await page.locator(`[data-system="${system}"] li`, { hasText: 'Lindqvist-Berg' }).count()).toBe(1);
		expect(await demo.interrupt()).toEqual([]);
	});
});
