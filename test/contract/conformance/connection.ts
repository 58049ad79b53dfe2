import { MINUTE, person, query, refusalOf, type Suite } from './suite';

export function connection({ subject }: Suite): void {
	describe('the connection', () => {
		it('has one id, whoever asks and however often, without anything of the credential in it', async () => {
			const { connect, again, source, records, secret } = subject();
			const id = await connect();
			expect(id).not.toBe('');
			expect([await connect(), source.connection, records.connection, again().source.connection]).toEqual([id, id, id, id]);
			expect(id).not.toContain(secret);
		});

		it('names one system, on every port', () => {
			const { source, records, again } = subject();
			expect([records.system, again().records.system]).toEqual([source.system, source.system]);
		});

		it('is checked by reading alone, in words, with nothing missing where all is well', async () => {
			const on = subject();
			const { check, secret } = on;
			const id = on.make(on.people, person(on, 1));
			const before = await on.records.read(on.people, [id], [on.fields.email]);
			on.sandbox.clock.advance(MINUTE);
			const points = await check();
			expect(points.length).toBeGreaterThan(0);
			expect(points.filter(({ result }) => result === 'missing')).toEqual([]);
			for (const { finding } of points) expect(finding.trim()).not.toBe('');
			expect(JSON.stringify(points)).not.toContain(secret);
			expect(await on.records.read(on.people, [id], [on.fields.email])).toEqual(before);
			expect(on.countPeople()).toBe(1);
		});
	});

	describe('a credential that is refused', () => {
		it.each([
			['reading changes', async () => await subject().withBadCredential().source.readPage(query(subject(), 5), await subject().source.start(subject().people, 'everything'), { lookBackMs: 0 })],
			['starting', () => subject().withBadCredential().source.start(subject().people, 'now')],
			['reading again', () => subject().withBadCredential().source.readAgain(query(subject(), 5), [subject().unknownId])],
			['a sample', () => subject().withBadCredential().source.sample(query(subject(), 5))],
			['counting', () => subject().withBadCredential().source.count({ object: subject().people })],
			['reading records', () => subject().withBadCredential().records.read(subject().people, [subject().unknownId], [subject().fields.email])],
			['the schema', () => subject().withBadCredential().schema.describe(subject().people)],
		])('is named when %s, in words that hold nothing of it', async (_what, work) => {
			const details = await refusalOf(work());
			expect(details).toMatchObject({ class: 'credential-refused', message: expect.stringMatching(/credential/) });
			expect(JSON.stringify(details)).not.toContain(subject().secret);
		});

		it('ends a write before anything is sent twice', async () => {
			const on = subject();
			const { records } = on.withBadCredential();
			const [result] = await records.write(on.people, [{ op: 'create', values: person(on, 1) }]).catch((error: { details?: unknown }) => [{ ok: false, error: error.details }]);
			expect(result).toMatchObject({ ok: false, error: { class: 'credential-refused' } });
			expect(on.countPeople()).toBe(0);
		});
	});
}
