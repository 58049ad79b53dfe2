import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { N8nApi } from './n8n-api';

const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable'];
/** A quiet browser that runs in a container as well; the sandbox needs kernel rights that containers lack, and only our own pages are opened. */
const FLAGS = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];
const VIEWPORT = { width: 1440, height: 900 };

/** Starts a headless Chromium: CHROMIUM_PATH, or one in the usual places. */
export async function launchBrowser(): Promise<Browser> {
	const executablePath = process.env.CHROMIUM_PATH ?? CANDIDATES.find((file) => existsSync(file));
	if (!executablePath) throw new Error('No Chromium found. Install one, or set CHROMIUM_PATH to its program file.');
	return await chromium.launch({ executablePath, headless: true, args: FLAGS });
}

/** A page that is signed in to n8n's editor as the owner. */
export async function editorPage(browser: Browser, api: N8nApi): Promise<Page> {
	const context = await browser.newContext({ viewport: VIEWPORT });
	await context.addCookies([{ ...api.http.loginCookie(), url: api.baseUrl, httpOnly: true }]);
	return await context.newPage();
}

/** Opens a path of the editor and waits until its first load has settled. */
export async function openEditor(page: Page, api: N8nApi, path: string): Promise<void> {
	await page.goto(`${api.baseUrl}${path}`, { waitUntil: 'load' });
}

/** Saves what the page shows. */
export async function screenshot(page: Page, file: string): Promise<void> {
	await mkdir(dirname(file), { recursive: true });
	await page.screenshot({ path: file });
}
