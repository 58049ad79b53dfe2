import { SystemError } from '../../engine/model';
import { fetchHttp } from '../../systems/common/fetch-http';
import { REDIRECTS, startSuspectServers, type SuspectServers } from '../support/sending/servers';

/** Requests that we send with the platform's own fetch. Those that go through n8n: test/e2e/sending.test.ts. */
describe('requests with a credential, by fetch,', () => {
	let servers: SuspectServers;
	beforeAll(async () => {
		servers = await startSuspectServers();
	});
	afterAll(() => servers.close());
	beforeEach(() => void servers.arrived.splice(0));

	const http = fetchHttp({ authorise: () => ({ Authorization: 'Bearer secret-token' }), timeoutMs: 5_000 });

	it.each(REDIRECTS.flatMap((status) => (['GET', 'POST'] as const).map((method) => [status, method] as const)))('never follow a %d to another host (%s): it is the answer', async (status, method) => {
		const answer = await http({ method, url: `${servers.redirecting}/${status}`, ...(method === 'POST' ? { body: '{"email":"ann@acme.example"}' } : {}) });
		expect(answer.status).toBe(status);
		expect(servers.arrived).toEqual([]);
	});

	it('are not sent to a server behind a certificate that nobody vouches for, and it is said that nothing was', async () => {
		const error: unknown = await http({ method: 'POST', url: servers.selfSigned, body: '{}' }).catch((caught: unknown) => caught);
		if (!(error instanceof SystemError)) throw new Error('It was sent');
		expect(error.details).toMatchObject({ class: 'temporary', code: expect.stringMatching(/SELF_SIGNED/) });
		expect(JSON.stringify(error.details)).not.toContain('secret-token');
		expect(servers.arrived).toEqual([]);
	});
});
