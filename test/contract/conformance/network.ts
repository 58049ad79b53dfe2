import { emailLookup, idsByEmail, MINUTE, person, refusalOf, type Suite, write } from './suite';

/** What becomes of reads and writes when the network or the server misbehaves. */
export function network({ subject }: Suite): void {
	const read = () => idsByEmail(subject(), 'p1@acme.example');
	const createOne = () => write(subject(), { op: 'create', values: person(subject(), 1) });
	const makeOne = () => subject().make(subject().people, person(subject(), 1));
	const tooMany = (retryAfter: string) => ({ kind: 'status' as const, ...subject().tooMany, headers: { 'Retry-After': retryAfter } });

	describe('a read, when the network or the server misbehaves,', () => {
		it('waits for a slow answer', async () => {
			const on = subject();
			on.sandbox.faults.add({ match: on.paths.read, kind: 'latency', latencyMs: 300 });
			expect(await read()).toEqual([]);
		});

		it.each([500, 502, 503, 504])('is asked again after a %d', async (status) => {
			const on = subject();
			const id = makeOne();
			on.sandbox.faults.add({ match: on.paths.read, kind: 'status', status, times: 2 });
			expect(await read()).toEqual([id]);
			expect(on.waitedMs()).toBeGreaterThanOrEqual(1_500);
		});

		it('is given up after five tries, as something that may pass', async () => {
			const on = subject();
			on.sandbox.stats.reset();
			on.sandbox.faults.add({ match: on.paths.read, kind: 'status', status: 500, times: -1 });
			expect(await refusalOf(read())).toMatchObject({ class: 'temporary', status: 500 });
			expect(on.sandbox.stats.snapshot().byStatus['500']).toBe(5);
		});

		it('is asked again when the connection broke', async () => {
			const on = subject();
			const id = makeOne();
			on.sandbox.faults.add({ match: on.paths.read, kind: 'drop-before' });
			on.sandbox.faults.add({ match: on.paths.read, kind: 'drop-after' });
			expect(await read()).toEqual([id]);
		});

		it.each([
			['a web page', '<!doctype html><html><body>Maintenance p1@acme.example</body></html>', { 'content-type': 'text/html' }],
			['a cut-off answer', '{"total": 1, "records": [{"Id": "p1@acme.ex', {}],
			['another shape', '{"surprise": "p1@acme.example"}', {}],
		])('is asked again after %s, and says so in the end without showing it', async (_what, body, headers) => {
			const on = subject();
			const fault = { match: on.paths.read, kind: 'status' as const, status: 200, body, headers };
			on.sandbox.faults.add(fault);
			expect(await read()).toEqual([]);
			on.sandbox.faults.add({ ...fault, times: -1 });
			const details = await refusalOf(read());
			expect(details.class).toBe('bad-answer');
			expect(details.message).not.toContain('p1@');
		});

		it.each([403, 404, 502])('that a web page answers with %d says what may stand in between, without showing it', async (status) => {
			const on = subject();
			on.sandbox.faults.add({ match: on.paths.read, kind: 'status', status, times: -1, body: '<html><body>Blocked: p1@acme.example</body></html>', headers: { 'content-type': 'text/html' } });
			const details = await refusalOf(read());
			expect(details).toMatchObject({ status, message: expect.stringMatching(/\w+ \w+ \w+/) });
			expect(JSON.stringify(details)).not.toMatch(/p1@|<html/);
		});

		it('is tried once when the credential is refused', async () => {
			const on = subject();
			const { records } = on.withBadCredential();
			on.sandbox.stats.reset();
			expect(await refusalOf(records.find(on.people, [emailLookup(on, 'p1@acme.example')], [on.fields.email]))).toMatchObject({ class: 'credential-refused', status: 401 });
			expect(on.sandbox.stats.snapshot().calls).toBe(1);
		});
	});

	describe('too many calls', () => {
		it('make a read wait as long as it is asked to', async () => {
			const on = subject();
			on.sandbox.faults.add({ match: on.paths.read, ...tooMany('7') });
			expect(await read()).toEqual([]);
			expect(on.waitedMs()).toBeGreaterThanOrEqual(7_000);
		});

		it('may say until when by the server’s own clock', async () => {
			const on = subject();
			on.sandbox.faults.add({ match: on.paths.read, kind: 'status', status: 503, headers: { 'Retry-After': new Date(on.sandbox.clock.now().getTime() + 20_000).toUTCString() } });
			expect(await read()).toEqual([]);
			expect(on.waitedMs()).toBeGreaterThanOrEqual(19_000);
			expect(on.waitedMs()).toBeLessThan(MINUTE);
		});

		it('leave a pause longer than our patience to the ledger', async () => {
			const on = subject();
			on.sandbox.faults.add({ match: on.paths.read, ...tooMany('600') });
			expect(await refusalOf(read())).toMatchObject({ class: 'rate-limited', retryAfterMs: 600_000 });
			expect(on.waitedMs()).toBe(0);
		});

		it('hold back everything of the connection, not just the call that was refused', async () => {
			const on = subject();
			on.sandbox.faults.add({ match: on.paths.read, ...tooMany('30') });
			await read();
			expect(on.sandbox.clock.now().getTime()).toBeGreaterThanOrEqual(Date.parse('2026-11-21T08:00:30Z'));
		});

		it('never make a write twice', async () => {
			const on = subject();
			on.sandbox.faults.add({ match: on.paths.write, ...tooMany('7') });
			const result = await createOne().catch((error: { details?: { class: string } }) => ({ ok: false as const, error: { class: error.details?.class } }));
			expect(result.ok ? 'rate-limited' : result.error.class).toBe('rate-limited');
			expect(on.countPeople()).toBe(result.ok ? 1 : 0);
		});
	});

	describe('a write, when the network or the server misbehaves,', () => {
		it.each(['drop-before', 'drop-after'] as const)('is never sent twice when the connection broke (%s)', async (kind) => {
			const on = subject();
			on.sandbox.faults.add({ match: on.paths.write, kind });
			on.sandbox.stats.reset();
			expect(await createOne()).toMatchObject({ ok: false, error: { class: 'unknown-outcome' } });
			expect(on.sandbox.stats.snapshot().writes).toBe(1);
		});

		it('that a gateway answered is one of which nobody knows what became', async () => {
			const on = subject();
			on.sandbox.faults.add({ match: on.paths.write, kind: 'status', status: 502 });
			expect(await createOne()).toMatchObject({ ok: false, error: { class: 'unknown-outcome', status: 502 } });
		});

		it('is sent again when the server said that it did nothing', async () => {
			const on = subject();
			on.sandbox.faults.add({ match: on.paths.write, kind: 'status', status: 503, headers: { 'Retry-After': '2' } });
			expect(await createOne()).toMatchObject({ ok: true });
			expect(on.countPeople()).toBe(1);
		});

		it('whose answer cannot be read is one of which nobody knows what became', async () => {
			const on = subject();
			on.sandbox.faults.add({ match: on.paths.write, kind: 'status', status: 200, body: '<html>', headers: { 'content-type': 'text/html' } });
			expect(await createOne()).toMatchObject({ ok: false, error: { class: 'unknown-outcome' } });
		});
	});
}
