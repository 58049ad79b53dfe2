import type { RawCall } from '../subjects/subject';
import type { Suite } from './suite';

/** What a stand-in must answer to whoever calls it, by plain HTTP: else the adapter is held against something easier than the service. */
export function sandbox({ subject }: Suite): void {
	async function call({ method, path, body }: RawCall, headers: Record<string, string> = subject().raw.headers) {
		const text = typeof body === 'string' ? body : JSON.stringify(body);
		const answer = await fetch(subject().sandbox.url + path, { method, headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }, ...(body === undefined ? {} : { body: text }) });
		const received = await answer.text();
		return { status: answer.status, headers: answer.headers, body: received === '' ? undefined : (JSON.parse(received) as unknown) };
	}

	describe('the sandbox', () => {
		it('answers who is allowed to ask, by its own clock, and counts the call', async () => {
			const { raw, sandbox: running } = subject();
			running.stats.reset();
			const answer = await call(raw.read);
			expect(answer.status).toBe(200);
			expect(answer.headers.get('date')).toBe(running.clock.now().toUTCString());
			expect(running.stats.snapshot()).toMatchObject({ calls: 1, writes: 0, byStatus: { 200: 1 } });
		});

		it.each([['no credential', {}], ['a credential that nobody has', { authorization: 'Bearer nobodys-token' }]])('refuses %s in the words of the service, reads and writes', async (_what, headers) => {
			const { raw, countPeople } = subject();
			for (const asked of [raw.read, raw.write]) {
				const answer = await call(asked, headers);
				expect([answer.status, raw.isError(answer.body)]).toEqual([401, true]);
			}
			expect(countPeople()).toBe(0);
		});

		it('refuses a path that there is not', async () => {
			const { raw } = subject();
			const answer = await call({ ...raw.read, path: `${raw.read.path.split('?')[0] ?? ''}/no/such/path` });
			expect([answer.status, raw.isError(answer.body)]).toEqual([404, true]);
		});

		it.each(['{"cut off', '"just a text"', '[[[]]]'])('refuses a body that makes no sense, and writes nothing: %s', async (body) => {
			const { raw, countPeople } = subject();
			const answer = await call({ ...raw.write, body });
			expect(answer.status).toBeGreaterThanOrEqual(400);
			expect(answer.status).toBeLessThan(500);
			expect(raw.isError(answer.body)).toBe(true);
			expect(countPeople()).toBe(0);
		});

		it('refuses more records a call than the service takes, all of them', async () => {
			const { raw, countPeople, batches } = subject();
			if (raw.tooLarge === undefined) return expect(batches.write).toBe(1);
			const answer = await call(raw.tooLarge);
			expect([answer.status, raw.isError(answer.body)]).toEqual([400, true]);
			expect(countPeople()).toBe(0);
		});

		it('fails as often as it is told to, and no more', async () => {
			const { raw, sandbox: running } = subject();
			running.faults.add({ match: { method: raw.read.method }, kind: 'status', status: 503, times: 2 });
			const statuses: number[] = [];
			for (let n = 0; n < 3; n += 1) {
				const answer = await fetch(running.url + raw.read.path, { headers: raw.headers });
				await answer.text();
				statuses.push(answer.status);
			}
			expect(statuses).toEqual([503, 503, 200]);
		});
	});
}
