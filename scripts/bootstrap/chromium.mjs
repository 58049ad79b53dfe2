/** The browser for the tests that look at n8n's editor. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { SetupError, step } from './progress.mjs';
import { run } from './run.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const MAC = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'];

/** Path of a Chromium or Chrome, or undefined. */
export function findChromium() {
	const own = process.env.CHROMIUM_PATH;
	if (own) {
		if (existsSync(own)) return own;
		throw new SetupError(`CHROMIUM_PATH is ${own}, and there is no such file. Correct it or unset it.`);
	}
	const folders = ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter)].filter(Boolean);
	const candidates = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
	return [...candidates, ...MAC].find((file) => existsSync(file));
}

/** Finds a browser, and installs Debian's where that is possible. Puts its path into CHROMIUM_PATH for what runs next. */
export async function ensureChromium() {
	const found = findChromium();
	if (found) return remember(found);
	if (!(existsSync('/etc/debian_version') && process.getuid?.() === 0)) {
		throw new SetupError(
			'The browser tests need Chromium or Chrome, and none was found. Install one (Debian, Ubuntu: apt-get install chromium; ' +
				'macOS: brew install --cask chromium), or set CHROMIUM_PATH to its program file, and run this again.',
		);
	}
	await step({ title: "Installing Debian's Chromium", why: 'for the browser tests', about: '1 min' }, async () => {
		await run('apt-get', ['update', '-qq']);
		await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], {
			env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
		});
	});
	const installed = findChromium();
	if (!installed) throw new SetupError('Chromium was installed and still cannot be found. Set CHROMIUM_PATH to its program file.');
	return remember(installed);
}

function remember(path) {
	process.env.CHROMIUM_PATH = path;
	return path;
}
