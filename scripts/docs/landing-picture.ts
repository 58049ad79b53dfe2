/** The picture of the landing page in docs/images, with the first two steps done. Started by screenshots.mjs, which builds the package first. */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { DemoProcess } from '../../test/e2e/demo/demo-process';
import { launchBrowser, screenshot } from '../../test/e2e/support/browser';
import { PROJECT_ROOT } from '../../test/e2e/support/locate';

const FILE = join(PROJECT_ROOT, 'docs', 'images', 'landing.png');
const SIZE = { width: 1440, height: 1000 };
const PATIENCE_MS = 10 * 60_000;

async function main(): Promise<void> {
	const demo = new DemoProcess();
	const browser = await launchBrowser();
	try {
		const page = await (await browser.newContext({ viewport: SIZE })).newPage();
		await page.goto(await demo.open());
		await page.locator('#doors').waitFor({ state: 'visible', timeout: PATIENCE_MS });
		// The lists of later workflows, and quiet columns: after the first sync nothing but the steps moves.
		await demo.ready();
		await page.locator('#first-sync-words', { hasText: 'Everything has been read once' }).waitFor({ timeout: PATIENCE_MS });
		for (const action of ['person', 'edit']) await step(page, action);
		await screenshot(page, FILE);
	} finally {
		await browser.close();
		await demo.end();
	}
}

/** Presses a step's button and waits until the two other systems have it. */
async function step(page: Page, action: string): Promise<void> {
	await page.locator(`form[data-action="${action}"] button`).click();
	await page.locator(`[data-progress="${action}"] li.seen`).nth(1).waitFor({ timeout: PATIENCE_MS });
}

void main();
