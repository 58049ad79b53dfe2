/** The pictures of docs/images. Started by screenshots.mjs, which builds the package first. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { editorPage, launchBrowser, openEditor, screenshot } from '../../test/e2e/support/browser';
import { PROJECT_ROOT } from '../../test/e2e/support/locate';
import { N8nApi, waitUntil } from '../../test/e2e/support/n8n-api';
import { N8nHost } from '../../test/e2e/support/n8n-host';
import { CONSOLE_SIGN_IN, saveSandboxCredentials } from '../../test/e2e/support/sandbox-credentials';
import { Sandboxes } from '../../test/e2e/support/sandboxes';

const IMAGES = join(PROJECT_ROOT, 'docs', 'images');
/** `run` is run: of one direction, so that its executions come in the order of the objects. */
const TEMPLATES = { salesforce: 'salesforce-pact.json', hubspot: 'hubspot-pact.json', lists: 'hubspot-list-to-pact.json', run: 'salesforce-to-pact.json', console: 'sync-console.json' };
/** One page of 200 opportunities: the run that shows most, since some of its stages are unknown to Pact. */
const OPPORTUNITY_RUNS = 2;
const FIRST_SYNC_MS = 15 * 60_000;
/** The editor's dropdowns fill and its panels glide for about so long after they are opened. */
const SETTLE_MS = 4_000;
/** Large enough for a plot and some questions. */
const CONSOLE_SIZE = { width: 1200, height: 900 };
/** Where the mapper's rows begin in its panel. */
const ROWS_BELOW_PX = 430;

async function main(): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'pact-pictures-'));
	const sandboxes = await Sandboxes.start({ logFile: join(folder, 'sandboxes.log') });
	try {
		const host = await N8nHost.start({ userFolder: join(folder, 'n8n') });
		try {
			await takeAll(await N8nApi.signIn(host.url), sandboxes);
		} finally {
			await host.stop();
		}
	} finally {
		await sandboxes.stop();
		rmSync(folder, { recursive: true, force: true });
	}
}

async function takeAll(api: N8nApi, sandboxes: Sandboxes): Promise<void> {
	await saveSandboxCredentials(api, sandboxes);
	const imported = async (file: string) => (await api.createWorkflow(JSON.parse(readFileSync(join(PROJECT_ROOT, 'workflows', file), 'utf8')))).id;
	const [salesforce, hubspot, lists] = [await imported(TEMPLATES.salesforce), await imported(TEMPLATES.hubspot), await imported(TEMPLATES.lists)];
	const browser = await launchBrowser();
	try {
		const page = await editorPage(browser, api);
		// Before anything runs, so that n8n fills the dropdowns at once.
		await openCanvas(page, api, salesforce);
		await screenshot(page, join(IMAGES, 'canvas.png'));
		await openNode(page, 'Contacts');
		// The rows are what the mapper is about; they stand below the objects.
		const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
		await page.mouse.move(width / 2, height / 2);
		await page.mouse.wheel(0, ROWS_BELOW_PX);
		await page.waitForTimeout(SETTLE_MS);
		await screenshot(page, join(IMAGES, 'mapper.png'));
		await closeNode(page);
		await pictureOf(page, 'Salesforce changes', 'trigger');
		await pictureOf(page, 'Pact changes', 'pact-trigger');
		await openCanvas(page, api, hubspot);
		await screenshot(page, join(IMAGES, 'hubspot-canvas.png'));
		await openCanvas(page, api, lists);
		await pictureOf(page, 'HubSpot changes', 'hubspot-trigger');
		const published = await imported(TEMPLATES.run);
		await api.activate(published);
		const run = await firstSync(api, published);
		await openEditor(page, api, `/workflow/${published}/executions/${run}`);
		await settled(page);
		await screenshot(page, join(IMAGES, 'execution.png'));
		await api.activate(await imported(TEMPLATES.console));
		await picturesOfConsole(browser, `${api.baseUrl}/webhook/sync-console`);
	} finally {
		await browser.close();
	}
}

/** What the sync of the picture before has come to: its health, and the stages that it asks about. */
async function picturesOfConsole(browser: Browser, address: string): Promise<void> {
	await waitUntil(async () => (await fetch(address)).status, (status) => status === 401, { what: 'the Sync Console' });
	const context = await browser.newContext({ viewport: CONSOLE_SIZE, httpCredentials: { username: CONSOLE_SIGN_IN.user, password: CONSOLE_SIGN_IN.password } });
	const page = await context.newPage();
	for (const view of ['health', 'review']) {
		await page.goto(`${address}?view=${view}`);
		await screenshot(page, join(IMAGES, `console-${view}.png`));
	}
	// A reading on its way.
	await page.goto(`${address}?view=runs`);
	await page.getByRole('button', { name: 'Start' }).click();
	await page.waitForTimeout(SETTLE_MS);
	await page.goto(`${address}?view=runs`);
	await screenshot(page, join(IMAGES, 'console-readings.png'));
}

async function openCanvas(page: Page, api: N8nApi, workflow: string): Promise<void> {
	await openEditor(page, api, `/workflow/${workflow}`);
	await settled(page);
}

async function pictureOf(page: Page, node: string, file: string): Promise<void> {
	await openNode(page, node);
	await screenshot(page, join(IMAGES, `${file}.png`));
	await closeNode(page);
}

async function closeNode(page: Page): Promise<void> {
	await page.keyboard.press('Escape');
	await page.waitForTimeout(SETTLE_MS / 4);
}

/** Waits until the last object's pages are through; answers the run of its first page. */
async function firstSync(api: N8nApi, workflowId: string): Promise<string> {
	const runs = await waitUntil(
		async () => await runsOf(api, workflowId),
		(found) => found.length >= OPPORTUNITY_RUNS,
		{ timeoutMs: FIRST_SYNC_MS, what: 'the first sync to reach the opportunities' },
	);
	return runs[0] as string;
}

/** Ids of the runs that the Opportunities mapper had items in, oldest first. */
async function runsOf(api: N8nApi, workflowId: string): Promise<string[]> {
	const newest = await api.executions({ workflowId, status: ['success'], limit: OPPORTUNITY_RUNS + 1 });
	const full = await Promise.all(newest.map(async ({ id }) => await api.execution(id)));
	return full
		.filter(({ data }) => data.resultData.runData['Opportunities'] !== undefined)
		.map(({ id }) => id)
		.sort((a, b) => Number(a) - Number(b));
}

async function openNode(page: Page, name: string): Promise<void> {
	await page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`).dblclick();
	await page.waitForTimeout(SETTLE_MS);
	// On a busy machine dropdowns take longer.
	await page.waitForFunction(`!document.body.innerHTML.includes('Loading options')`);
	await page.waitForTimeout(SETTLE_MS / 4);
}

async function settled(page: Page): Promise<void> {
	await page.locator('[data-test-id="canvas-node"]').first().waitFor();
	await page.waitForTimeout(SETTLE_MS);
	// n8n's own advice for new workflows covers a part of the canvas.
	const close = page.locator('[data-test-id="suggested-actions-close"]');
	if (await close.isVisible()) await close.click();
	await page.waitForTimeout(SETTLE_MS / 4);
}

void main();
