import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Sending, Sent } from '../support/sending/n8n-sender';
import { REDIRECTS, startSuspectServers, type SuspectServers } from '../support/sending/servers';
import { locate } from './support/locate';

jest.setTimeout(120_000);

/** Requests of nodes and credentials over n8n's own HTTP client. Those by fetch: test/contract/sending.test.ts. */
describe('requests with a credential, through n8n,', () => {
	const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048, privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } });
	let servers: SuspectServers;
	beforeAll(async () => {
		servers = await startSuspectServers();
	});
	afterAll(() => servers.close());
	beforeEach(() => void servers.arrived.splice(0));

	const send = async (sendings: Sending[]): Promise<Sent[]> => {
		const root = join(__dirname, '..', '..');
		const sender = join(root, 'test', 'support', 'sending', 'n8n-sender.ts');
		const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', sender, locate().hostFolder, JSON.stringify(sendings)], { cwd: root, timeout: 100_000 });
		return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Sent[];
	};
	const ways = (url: string): Sending[] => [
		{ by: 'node', renewable: true, method: 'GET', url },
		{ by: 'node', renewable: false, method: 'POST', url },
		{ by: 'jwt', url, privateKey },
	];

	it('never follow a redirect to another host: nodes take it for the answer, and a sign-in fails', async () => {
		const byNodes = REDIRECTS.flatMap((status) => ways(`${servers.redirecting}/${status}`).filter(({ by }) => by === 'node'));
		const bySignIn = ways(servers.redirecting).filter(({ by }) => by === 'jwt');
		const sent = await send([...byNodes, ...bySignIn]);
		expect(sent.map(({ status }) => status)).toEqual([...REDIRECTS.flatMap((status) => [status, status]), undefined]);
		expect(servers.arrived).toEqual([]);
	});

	it('are not sent to a server behind a certificate that nobody vouches for, and hold no secret in what is said', async () => {
		const [read, written, signedIn] = await send(ways(servers.selfSigned));
		expect(read).toMatchObject({ details: { class: 'temporary', code: expect.stringMatching(/SELF_SIGNED/) } });
		expect(written).toMatchObject({ details: { class: 'temporary', code: expect.stringMatching(/SELF_SIGNED/) } });
		expect(signedIn?.error).toMatch(/self.signed/i);
		expect(JSON.stringify([read, written])).not.toContain('secret-token');
		expect(servers.arrived).toEqual([]);
	});
});
