import { SandboxClock } from './clock';
import { PAGE, READ_ONLY } from './routes';
import { startSandboxServer, type RunningSandbox } from './server';

describe('a sandbox server', () => {
	let sandbox: RunningSandbox;
	let applied: number;

	beforeEach(async () => {
		applied = 0;
		sandbox = await startSandboxServer({
			clock: new SandboxClock({ startAt: new Date('2026-01-01T00:00:00Z'), frozen: true }),
			onError: (error, _request, reply) => reply.code(error.statusCode ?? 500).send({ code: error.code }),
			onNotFound: (_request, reply) => reply.code(404).send({ code: 'NOPE' }),
			routes: (app, { faults }) => {
				app.get('/things/:id', async () => ({ fine: true }));
				app.post('/things', async () => ({ applied: ++applied }));
				app.post('/search', READ_ONLY, async () => ({}));
				app.post('/batch', async (request) => [0, 1, 2, 3].map((i) => faults.partialFor(request)?.fails(i) ?? false));
				app.get('/', PAGE, async () => 'page');
			},
		});
	});

	afterEach(() => sandbox.close());

	const call = (path: string, method = 'GET', body?: unknown) => {
		const init =
			body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
		return fetch(sandbox.url + path, { method, ...init });
	};

	it('tells its own time in the Date header of every answer', async () => {
		sandbox.clock.advance(61_000);
		expect((await call('/things/1')).headers.get('date')).toBe('Thu, 01 Jan 2026 00:01:01 GMT');
		expect((await call('/nowhere')).headers.get('date')).toBe('Thu, 01 Jan 2026 00:01:01 GMT');
	});

	it('counts calls by route pattern and status, with refused ones, without pages and control calls', async () => {
		for (const path of ['/things/1', '/things/2', '/nowhere', '/', '/__sandbox/stats']) await call(path);
		await call('/things', 'POST', {});
		await call('/search', 'POST', {});
		const stats = await (await call('/__sandbox/stats')).json();
		expect(stats).toEqual({
			calls: 5,
			writes: 1,
			byRoute: { 'GET /things/:id': 2, 'GET (unknown path)': 1, 'POST /things': 1, 'POST /search': 1 },
			byStatus: { 200: 4, 404: 1 },
		});
		await call('/__sandbox/stats', 'DELETE');
		expect(sandbox.stats.snapshot().calls).toBe(0);
	});

	it('answers an injected status a given number of times, after letting some calls pass', async () => {
		const fault = {
			match: { method: 'get', path: '^/things' },
			kind: 'status',
			status: 429,
			headers: { 'retry-after': '3' },
			body: { slow: true },
			times: 2,
			skip: 1,
		};
		expect((await call('/__sandbox/faults', 'POST', fault)).status).toBe(201);
		const statuses = [];
		for (let i = 0; i < 4; i++) statuses.push((await call('/things/1')).status);
		expect(statuses).toEqual([200, 429, 429, 200]);
	});

	it('leaves other methods, other paths and pages alone', async () => {
		sandbox.faults.add({ match: { method: 'GET' }, kind: 'status', status: 500, times: -1 });
		expect((await call('/things', 'POST', {})).status).toBe(200);
		expect((await call('/')).status).toBe(200);
		expect((await call('/__sandbox/clock')).status).toBe(200);
		expect((await call('/things/1')).status).toBe(500);
		await call('/__sandbox/faults', 'DELETE');
		expect((await call('/things/1')).status).toBe(200);
	});

	it('drops a connection before the request is applied', async () => {
		sandbox.faults.add({ kind: 'drop-before' });
		await expect(call('/things', 'POST', {})).rejects.toThrow();
		expect(applied).toBe(0);
		expect(sandbox.stats.snapshot()).toMatchObject({ calls: 1, byStatus: { dropped: 1 } });
	});

	it('drops a connection after the request was applied', async () => {
		sandbox.faults.add({ kind: 'drop-after' });
		await expect(call('/things', 'POST', {})).rejects.toThrow();
		expect(applied).toBe(1);
		expect(await (await call('/things', 'POST', {})).json()).toEqual({ applied: 2 });
	});

	it('does the work and lets the answer wait', async () => {
		sandbox.faults.add({ kind: 'answer-late', latencyMs: 1_000 });
		let arrived = false;
		const answer = call('/things', 'POST', {}).finally(() => (arrived = true));
		while (applied === 0) await new Promise((resolve) => setTimeout(resolve, 10));
		expect(arrived).toBe(false);
		expect(await (await answer).json()).toEqual({ applied: 1 });
	});

	it('tells a batch which share of its items must fail', async () => {
		sandbox.faults.add({ kind: 'partial', share: 0.25 });
		expect(await (await call('/batch', 'POST', {})).json()).toEqual([false, false, false, true]);
		expect(await (await call('/batch', 'POST', {})).json()).toEqual([false, false, false, false]);
	});

	it('delays a call', async () => {
		sandbox.faults.add({ kind: 'latency', latencyMs: 60 });
		const before = performance.now();
		await call('/things/1');
		expect(performance.now() - before).toBeGreaterThanOrEqual(55);
	});

	it('moves, freezes and unfreezes its clock on request', async () => {
		const advanced = await (await call('/__sandbox/clock', 'POST', { advanceMs: 60_000 })).json();
		expect(advanced).toEqual({ now: '2026-01-01T00:01:00.000Z', frozen: true });
		expect(await (await call('/__sandbox/clock', 'POST', { freeze: false })).json()).toMatchObject({ frozen: false });
	});

	it('refuses malformed control calls and malformed JSON', async () => {
		expect((await call('/__sandbox/faults', 'POST', { kind: 'explode' })).status).toBe(400);
		expect((await call('/__sandbox/faults', 'POST', { kind: 'latency', match: { path: '(' } })).status).toBe(400);
		const broken = await fetch(`${sandbox.url}/things`, {
			method: 'POST',
			body: '{"a":',
			headers: { 'content-type': 'application/json' },
		});
		expect(broken.status).toBe(400);
		expect(await broken.json()).toEqual({ code: 'SANDBOX_INVALID_JSON' });
	});
});
