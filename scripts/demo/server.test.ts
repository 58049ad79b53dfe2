import { request } from 'node:http';
import { freePorts } from '../../test/e2e/support/ports';
import { LandingServer } from './server';

describe('the server of the landing page', () => {
	let server: LandingServer;
	const acted: unknown[] = [];
	let cookie: { name: string; value: string } | undefined;

	beforeAll(async () => {
		const [port] = await freePorts(1);
		server = await LandingServer.start(port ?? 0, {
			state: async () => ({ phase: 'ready' }),
			act: async (name, input) => void acted.push([name, input]),
			loginCookie: () => cookie,
			editor: (path) => (cookie ? `http://127.0.0.1:5678${path}` : undefined),
			console: (query) => `http://user:password@127.0.0.1:5678/webhook/sync-console${query}`,
		});
	});
	afterAll(async () => await server.stop());

	/** Not `fetch`, which sets the host and the origin itself. */
	const ask = async (path: string, { method = 'GET', headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: string } = {}) =>
		await new Promise<{ status: number; headers: Record<string, unknown>; body: string }>((resolve, reject) => {
			const asked = request({ port: server.port, host: '127.0.0.1', path, method, headers }, (response) => {
				let text = '';
				response.on('data', (chunk) => (text += String(chunk)));
				response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
			});
			asked.on('error', reject);
			asked.end(body);
		});
	const post = async (path: string, origin: string, body = '{"title":"CEO"}', type = 'application/json') =>
		await ask(path, { method: 'POST', headers: { origin, 'content-type': type }, body });

	it.each([['/', 'text/html'], ['/landing.css', 'text/css'], ['/landing.mjs', 'text/javascript'], ['/steps.mjs', 'text/javascript'], ['/state', 'application/json']])('serves %s, which can load nothing from elsewhere', async (path, type) => {
		const { status, headers } = await ask(path);
		expect(status).toBe(200);
		expect(headers).toMatchObject({ 'content-type': expect.stringContaining(type), 'content-security-policy': expect.stringMatching(/^default-src 'none'; script-src 'self'; style-src 'self';/) });
	});

	it('has no script or style in its page that the policy would refuse', async () => {
		const { body } = await ask('/');
		expect(body).not.toMatch(/<script(?![^>]* src=)|<style| style=| on\w+=/);
	});

	it('answers to its own name only', async () => {
		expect((await ask('/state', { headers: { host: 'evil.example' } })).status).toBe(421);
		expect(await ask('/', { headers: { host: `localhost:${server.port}` } })).toMatchObject({ status: 303, headers: { location: server.url } });
	});

	it('does what its own page asks for, and nothing for another one', async () => {
		expect((await post('/try/edit', server.url)).status).toBe(200);
		expect(acted.splice(0)).toEqual([['edit', { title: 'CEO' }]]);
		expect((await post('/try/edit', 'http://evil.example')).status).toBe(403);
		expect((await post('/try/edit', server.url, 'title=CEO', 'application/x-www-form-urlencoded')).status).toBe(403);
		expect((await post('/try/nothing', server.url)).status).toBe(404);
		expect((await post('/try/edit', server.url, `"${'x'.repeat(20_000)}"`)).status).toBe(500);
		expect((await ask('/nothing')).status).toBe(404);
		expect(acted).toEqual([]);
	});

	it('signs in to the editor as soon as there is one, for its own links only', async () => {
		expect((await ask('/go/editor?path=/workflow/1')).status).toBe(503);
		cookie = { name: 'n8n-auth', value: 'token' };
		expect((await ask('/go/editor?path=/workflow/1')).headers).toMatchObject({ location: 'http://127.0.0.1:5678/workflow/1', 'set-cookie': ['n8n-auth=token; Path=/; HttpOnly; SameSite=Lax'] });
		expect((await ask('/go/editor', { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(403);
		const { headers } = await ask('/go/console?view=review');
		expect(headers.location).toBe('http://user:password@127.0.0.1:5678/webhook/sync-console?view=review');
		expect(headers['set-cookie']).toBeUndefined();
	});
});
