import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { PairWorld, mapperOf } from '../pairs/pair-world';
import { launchBrowser } from '../support/browser';
import { waitUntil } from '../support/n8n-api';
import { outputItems } from '../support/n8n-run-data';
import { CONSOLE_SIGN_IN } from '../support/sandbox-credentials';

jest.setTimeout(600_000);

const ARRIVES_MS = 90_000;
const VIEWS = ['health', 'review', 'issues', 'log'];
/** Stages that have no partner in Pact here: one is assigned, one is made. */
const [TO_ASSIGN, TO_MAKE] = ['Negotiation/Review', 'Value Proposition'];
const EVIL = '<script>document.title="taken over"</script>';
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** What the person on duty sees and does, with clicks, in a real n8n and a real browser. */
describe('the Sync Console in a real n8n', () => {
	let world: PairWorld;
	let browser: Browser;
	let page: Page;
	let address: string;

	beforeAll(async () => {
		world = await PairWorld.start({
			templates: ['salesforce-pact', 'sync-console'],
			adjust: (template, index) => {
				if (index !== 0) {
					for (const { type, parameters } of template.nodes) if (type.endsWith('.syncConsoleTrigger')) parameters.serveMetrics = true;
					return;
				}
				const rows = (mapperOf(template, 'Contacts').parameters.rows as { row: Array<{ left: string; rule: string }> }).row;
				for (const row of rows) if (row.left === 'Title') row.rule = 'askPerson';
				const values = mapperOf(template, 'Opportunities').parameters.values as { value: Array<{ left: string }> };
				values.value = values.value.filter(({ left }) => left !== TO_ASSIGN && left !== TO_MAKE);
			},
		});
		browser = await launchBrowser();
		address = `${world.host.url}/webhook/sync-console`;
	});
	afterAll(async () => {
		await browser?.close();
		await world?.stop();
	});

	const person = async (system: 'salesforce' | 'pact', email: string) => {
		const [object, name] = system === 'pact' ? ['contacts', 'email'] : ['Contact', 'Email'];
		return (await world.screen(system).all(object)).find(({ fields }) => fields[name] === email);
	};
	const deal = async (name: string) => (await world.screen('pact').all('opportunities')).find(({ fields }) => fields.name === name);
	const open = async (view: string) => await page.goto(`${address}?view=${view}`);
	const item = (words: string) => page.locator('section.item', { hasText: words });
	/** Loads the view again until it shows what is waited for. */
	const shown = async (view: string, words: string) =>
		await waitUntil(
			async () => {
				await open(view);
				return await page.locator('main').innerText();
			},
			(text) => text.includes(words),
			{ timeoutMs: ARRIVES_MS, what: `“${words}” in ${view}` },
		);

	it('lets in only who signs in', async () => {
		await world.api.activate(world.workflows[1]!.id);
		const status = async (init: RequestInit = {}) => (await fetch(address, init)).status;
		await waitUntil(status, (code) => code !== 404, { what: 'the page' });
		const basic = (text: string) => ({ headers: { Authorization: `Basic ${Buffer.from(text).toString('base64')}` } });
		expect(await status()).toBe(401);
		expect(await status(basic(`${CONSOLE_SIGN_IN.user}:wrong`))).toBe(401);
		expect(await status(basic(`${CONSOLE_SIGN_IN.user}:${CONSOLE_SIGN_IN.password}`))).toBe(200);
		expect(await status({ method: 'POST', body: new URLSearchParams({ action: 'retry' }) })).toBe(401);
		expect(await status({ method: 'POST', body: new URLSearchParams({ action: 'retry' }), ...basic(`${CONSOLE_SIGN_IN.user}:${CONSOLE_SIGN_IN.password}`) })).toBe(403);
		const context = await browser.newContext({ httpCredentials: { username: CONSOLE_SIGN_IN.user, password: CONSOLE_SIGN_IN.password } });
		page = await context.newPage();
		await open('health');
		expect(await page.locator('h1').innerText()).toBe('Health');
	});

	it('shows the first sync on its way, and that all is well after it', async () => {
		await world.screen('salesforce').create('Contact', { FirstName: 'Ann', LastName: EVIL, Email: 'ann@two-titles.com', Title: 'CEO' });
		await world.screen('pact').create('contacts', { name: `Ann ${EVIL}`, email: 'ann@two-titles.com', title: 'CFO' });
		for (const [name, StageName] of [['Deal to assign', TO_ASSIGN], ['Deal to make', TO_MAKE]] as const) {
			await world.screen('salesforce').create('Opportunity', { Name: name, StageName, CloseDate: '2027-01-31' });
		}
		await world.api.activate(world.workflows[0]!.id);
		await shown('health', 'First sync of');
		await world.caughtUp();
		await open('health');
		expect(await page.locator('main').innerText()).toMatch(/Salesforce Contact ⇄ Pact contacts/);
		expect(await page.locator('progress').count()).toBe(0);
	});

	it('shows the API calls of each connection, and how many there may be', async () => {
		const text = await shown('health', 'that the sync may make (40 %)');
		expect(text).toMatch(/Salesforce 00D\w+\s+connected\s+API calls in the last 24 hours\s+[\d,]+ of the [\d,]+ that the sync may make/i);
		expect(text).toMatch(/[\d,]+ by the sync; no daily limit is known/);
		expect(await page.locator('meter').count()).toBe(2);
	});

	it('serves metrics to who signs in', async () => {
		const metrics = async (init: RequestInit = {}) => await fetch(`${address}?view=metrics`, init);
		expect((await metrics()).status).toBe(401);
		const answer = await metrics({ headers: { Authorization: `Basic ${Buffer.from(`${CONSOLE_SIGN_IN.user}:${CONSOLE_SIGN_IN.password}`).toString('base64')}` } });
		expect(answer.status).toBe(200);
		expect(answer.headers.get('content-type')).toContain('version=0.0.4');
		const text = await answer.text();
		expect(text).toMatch(/^n8n_pact_sync_outcomes_total\{pair="[^"]*contact[^"]*",outcome="created"\} [1-9]\d*$/m);
		expect(text).toMatch(/^n8n_pact_sync_api_calls_total\{system="salesforce",connection="00D\w+"\} [1-9]\d*$/m);
		expect(text).not.toContain('two-titles');
	});

	it('resolves a conflict with a click, and the value arrives', async () => {
		await shown('review', 'Title was changed on both sides');
		expect(await page.title()).toBe('Review – Sync Console');
		const question = item('ann@two-titles.com').or(item('Title was changed on both sides')).first();
		expect(await question.innerText()).toMatch(/Salesforce\s+CEO[\s\S]+Pact\s+CFO/);
		await question.getByRole('button', { name: 'Use the value of Salesforce' }).click();
		expect(await page.getByRole('status').innerText()).not.toBe('');
		await waitUntil(async () => (await person('pact', 'ann@two-titles.com'))?.fields.title, (title) => title === 'CEO', { timeoutMs: ARRIVES_MS, what: 'the title in Pact' });
	});

	it('assigns a stage, and the deals that waited for it arrive', async () => {
		await open('review');
		expect(await deal('Deal to assign')).toBeUndefined();
		const question = item(TO_ASSIGN);
		await question.getByLabel('Assign a partner').fill('Negotiation');
		await question.getByRole('button', { name: 'Assign' }).click();
		await waitUntil(async () => (await deal('Deal to assign'))?.fields.stage, (stage) => stage === 'Negotiation', { timeoutMs: ARRIVES_MS, what: 'the deal in Pact' });
	});

	it('makes a stage that Pact lacks, and the deals that waited for it arrive', async () => {
		await open('review');
		const question = item(TO_MAKE);
		const pipeline = ((await deal('Deal to assign'))?.fields.pipeline ?? '') as string;
		await question.getByLabel('Name of the stage').fill('Value shown');
		await question.getByLabel('Pipeline').fill(pipeline);
		await question.getByRole('button', { name: 'Create the stage in Pact' }).click();
		expect(await page.locator('[role=status],[role=alert]').innerText()).toContain('The stage “Value shown” was made');
		await waitUntil(async () => (await deal('Deal to make'))?.fields.stage, (stage) => stage === 'Value shown', { timeoutMs: ARRIVES_MS, what: 'the deal in Pact' });
	});

	it('shows one issue for its cause, and a retry brings the record through once the cause is gone', async () => {
		await world.sandboxes.pact.addFault({
			match: { method: 'POST', path: '/v1/contacts' },
			kind: 'status',
			status: 422,
			times: 1_000,
			body: { error: { code: 'validation_failed', message: 'Nope.', fields: [{ field: 'email', code: 'invalid', message: 'Nope.' }] } },
		});
		for (const number of [1, 2]) await world.screen('salesforce').create('Contact', { LastName: `Issue ${number}`, Email: `issue${number}@refused.com` });
		await waitUntil(
			async () => {
				await open('issues');
				return await page.locator('tbody tr', { hasText: 'Pact refused' }).locator('td').first().innerText({ timeout: 1_000 }).catch(() => '');
			},
			(count) => count === '2',
			{ timeoutMs: ARRIVES_MS, what: 'one row for two records' },
		);
		await world.sandboxes.pact.clearFaults();
		await page.locator('tbody tr', { hasText: 'Pact refused' }).getByRole('button', { name: 'Retry' }).click();
		for (const number of [1, 2]) await waitUntil(async () => await person('pact', `issue${number}@refused.com`), (row) => row !== undefined, { timeoutMs: ARRIVES_MS, what: 'the person in Pact' });
	});

	it('pauses a trigger: changes wait, and flow when it is resumed', async () => {
		await open('health');
		const card = page.locator('section.card', { hasText: 'Salesforce changes' });
		await card.getByRole('button', { name: 'Pause' }).click();
		expect(await page.getByRole('status').innerText()).toContain('Paused');
		// Whatever was being read when it was told to rest is through by then.
		await sleep(15_000);
		await world.screen('salesforce').create('Contact', { LastName: 'Waits', Email: 'waits@paused.com' });
		await sleep(15_000);
		expect(await person('pact', 'waits@paused.com')).toBeUndefined();
		await open('health');
		await card.getByRole('button', { name: 'Resume' }).click();
		await waitUntil(async () => await person('pact', 'waits@paused.com'), (row) => row !== undefined, { timeoutMs: ARRIVES_MS, what: 'the person in Pact' });
	});

	it('finds a record’s lines in the log, explains the record, and gives the lines as CSV', async () => {
		const { id = '' } = (await person('salesforce', 'ann@two-titles.com')) ?? {};
		await open('log');
		await page.getByLabel('Record ID').fill(id);
		await page.getByRole('button', { name: 'Search' }).click();
		const lines = await page.locator('tbody').first().innerText();
		expect(lines).toContain(id);
		const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download these lines as CSV' }).click()]);
		expect(readFileSync(await download.path(), 'utf8')).toContain(id);
		await page.locator('tbody').first().getByRole('link', { name: id }).first().click();
		expect(await page.locator('main').innerText()).toContain('is kept in step with Pact contacts');
		expect(await page.title()).toBe('Record – Sync Console');
	});

	it.each(['light', 'dark'] as const)('can be used by everybody (axe-core), in %s', async (colorScheme) => {
		const checker = await (await browser.newContext({ colorScheme })).newPage();
		for (const view of VIEWS) {
			// The page lets no script run, not even the checker: it looks at a copy that came without the page's own headers.
			const answer = await page.request.get(`${address}?view=${view}`);
			await checker.setContent(await answer.text());
			const violations = await checker.evaluate<string[]>(`${AXE}; axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))`);
			expect({ view, violations }).toEqual({ view, violations: [] });
		}
	});

	it('emits what people did, and no secret or sign-in', async () => {
		const runs = await waitUntil(
			async () => (await world.api.executions({ workflowId: world.workflows[1]!.id })).filter(({ status }) => status === 'success'),
			({ length }) => length >= 6,
			{ what: 'an execution for each button' },
		);
		const items = (await Promise.all(runs.map(async ({ id }) => outputItems((await world.api.execution(id)).data, 'Sync Console page', 0)))).flat();
		const actions = items.map(({ json }) => json.action);
		expect(actions).toEqual(expect.arrayContaining(['answer', 'retry', 'pause', 'resume']));
		expect(JSON.stringify(items)).not.toContain(CONSOLE_SIGN_IN.password);
	});
});
