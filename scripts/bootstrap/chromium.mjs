/** The browser for the tests that look at n8n's editor. */
import { ensure } from './program.mjs';

const CHROMIUM = {
	title: 'Chromium',
	why: 'for the browser tests',
	about: '1 min',
	variable: 'CHROMIUM_PATH',
	names: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'],
	places: ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'],
	package: 'chromium',
	brew: 'brew install --cask chromium',
};

export const ensureChromium = async () => await ensure(CHROMIUM);
