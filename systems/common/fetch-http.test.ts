import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fetchHttp } from './fetch-http';

const listen = (server: Server): Promise<string> =>
	new Promise((resolve) =>
		server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)),
	);

describe('HTTP by fetch', () => {
	let server: Server;
	let url: string;
	const seen: Array<string | undefined> = [];

	beforeAll(async () => {
		server = createServer((request, response) => {
			seen.push(request.headers.authorization);
			if (request.url === '/away') return response.writeHead(302, { Location: '/landed' }).end();
			if (request.url === '/slow') return;
			if (request.url === '/broken') return response.destroy();
			return response.writeHead(418, { 'X-Odd': 'Yes' }).end('short and stout');
		});
		url = await listen(server);
	});
	beforeEach(() => seen.splice(0));
	afterAll(() => server.closeAllConnections());
	afterAll(() => new Promise((resolve) => server.close(resolve)));

	const http = fetchHttp({ authorise: () => ({ Authorization: 'Bearer x' }), timeoutMs: 200 });

	it('answers whatever the server says, with header names in lower case', async () => {
		expect(await http({ method: 'GET', url: `${url}/` })).toMatchObject({
			status: 418,
			headers: { 'x-odd': 'Yes' },
			body: 'short and stout',
		});
		expect(seen).toEqual(['Bearer x']);
	});

	it('never follows a redirect, so that the credential stays with its host', async () => {
		expect(await http({ method: 'GET', url: `${url}/away` })).toMatchObject({
			status: 302,
			headers: { location: '/landed' },
		});
		expect(seen).toHaveLength(1);
	});

	it.each([
		['GET', '/slow', 'temporary'],
		['POST', '/slow', 'unknown-outcome'],
		['GET', '/broken', 'temporary'],
		['PATCH', '/broken', 'unknown-outcome'],
	] as const)('%s %s ends as %s', async (method, path, errorClass) => {
		await expect(http({ method, url: url + path })).rejects.toMatchObject({ details: { class: errorClass } });
	});

	it('knows that nothing was sent when there is nobody to connect to', async () => {
		const free = createServer();
		const nowhere = await listen(free);
		await new Promise((resolve) => free.close(resolve));
		await expect(http({ method: 'POST', url: `${nowhere}/secret?email=a@b.example` })).rejects.toMatchObject({
			details: { class: 'temporary', message: expect.not.stringContaining('secret') },
		});
	});
});
