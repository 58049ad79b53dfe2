import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const PRODUCT = ['engine', 'systems', 'store', 'console', 'nodes', 'credentials'];

/** What is published, as it is written: file by file, without tests. */
const sources = PRODUCT.flatMap((folder) =>
	readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.ts') && !/\.(test|fixture)\.ts$/.test(file))
		.map((file) => ({ file: join(folder, file), text: readFileSync(join(ROOT, folder, file), 'utf8') })),
);
const filesWith = (words: RegExp): string[] => sources.filter(({ text }) => words.test(text)).map(({ file }) => file);

describe('how the product sends requests', () => {
	it('is known: two places ask n8n to send, one uses fetch, and nothing else opens a connection of its own but the store to PostgreSQL', () => {
		expect(filesWith(/helpers\.(httpRequest|request)/)).toEqual(['nodes/common/http.ts', 'credentials/PactSalesforceJwtApi.credentials.ts']);
		expect(filesWith(/\bfetch\(/)).toEqual(['systems/common/fetch-http.ts']);
		expect(filesWith(/^import (?!\{ isIP \}).* from '(node:)?(https?|http2|net|tls|undici|axios)'|XMLHttpRequest|new WebSocket/m)).toEqual([]);
	});

	it('follows no redirect anywhere', () => {
		for (const { file, text } of sources.filter(({ text: words }) => /helpers\.httpRequest/.test(words))) {
			expect([file, text.includes('disableFollowRedirect: true')]).toEqual([file, true]);
		}
		expect(filesWith(/redirect: 'manual'/)).toEqual(['systems/common/fetch-http.ts']);
	});

	it('verifies every certificate: nothing turns that off', () => {
		expect(filesWith(/rejectUnauthorized:\s*false|NODE_TLS_REJECT|skipSslCertificateValidation|allowUnauthorizedCerts|checkServerIdentity/i)).toEqual([]);
	});
});
