import { DEMO_KEYS } from '../../sandbox/pact';
import { type PactSubject, pactSubject } from './subjects/pact';

/** What only Pact does. Behaviours that all adapters share are in conformance/. */
describe('Writing to Pact', () => {
	let pact: PactSubject;

	beforeEach(async () => {
		pact = await pactSubject();
	});
	afterEach(() => pact.sandbox.close());

	const calls = () => pact.sandbox.stats.snapshot().calls;
	const update = (id: string, values: Record<string, string | null>) =>
		pact.records.write('contacts', [{ op: 'update', id, values }]);

	describe('writing', () => {
		it('goes over to PUT once PATCH is not allowed, and remembers it', async () => {
			pact.sandbox.assume({ updateVerb: 'PUT' });
			const id = pact.make('contacts', { name: 'Ann', email: 'ann@acme.example', title: 'CEO' });
			expect(await update(id, { title: 'CFO' })).toMatchObject([{ ok: true }]);
			pact.sandbox.stats.reset();
			expect(await update(id, { title: 'COO' })).toMatchObject([
				{ ok: true, record: { fields: { title: 'COO', email: 'ann@acme.example' } } },
			]);
			expect(calls()).toBe(1);
		});

		it.each(['409', '422'] as const)('knows a duplicate e-mail by a %s', async (duplicateEmail) => {
			pact.sandbox.assume({ duplicateEmail });
			pact.make('contacts', { name: 'Ann', email: 'ann@acme.example' });
			const [result] = await pact.records.write('contacts', [
				{ op: 'create', values: { name: 'Ann', email: 'ann@acme.example' } },
			]);
			expect(result).toMatchObject({
				ok: false,
				error: { class: 'duplicate', status: Number(duplicateEmail), fields: ['email'] },
			});
		});

		it('reads an updated record back when the answer holds none', async () => {
			const id = pact.make('contacts', { name: 'Ann', title: 'CEO' });
			pact.sandbox.faults.add({ match: { method: 'PATCH' }, kind: 'status', status: 204 });
			expect(await update(id, { title: 'CFO' })).toMatchObject([{ ok: true, id, record: { fields: { name: 'Ann' } } }]);
		});

		it('does not know a created record that the answer does not name', async () => {
			pact.sandbox.faults.add({ match: { method: 'POST' }, kind: 'status', status: 201, body: {} });
			const [result] = await pact.records.write('contacts', [{ op: 'create', values: { name: 'Ann' } }]);
			expect(result).toMatchObject({ ok: false, error: { class: 'unknown-outcome' } });
		});

		it('follows the address of a created record when the body is empty', async () => {
			const id = pact.make('contacts', { name: 'Ann' });
			pact.sandbox.faults.add({
				match: { method: 'POST' },
				kind: 'status',
				status: 201,
				body: '',
				headers: { Location: `/v1/contacts/${id}` },
			});
			expect(await pact.records.write('contacts', [{ op: 'create', values: { name: 'Ann' } }])).toMatchObject([
				{ ok: true, id },
			]);
		});

		it('stops a batch when the credential is refused', async () => {
			const { records } = pact.withKey(DEMO_KEYS.revoked);
			pact.sandbox.stats.reset();
			const results = await records.write(
				'contacts',
				Array.from({ length: 60 }, (_, n) => ({ op: 'create' as const, values: { name: `Person ${n}` } })),
			);
			expect(results.every((result) => !result.ok && result.error.class === 'credential-refused')).toBe(true);
			expect(calls()).toBeLessThanOrEqual(6);
		});

		it('names the scope that a key lacks', async () => {
			const { records } = pact.withKey(DEMO_KEYS.readOnly);
			const [result] = await records.write('opportunities', [{ op: 'create', values: { name: 'Deal' } }]);
			expect(result).toMatchObject({
				ok: false,
				error: { class: 'not-allowed', status: 403, message: expect.stringContaining('write:deals') },
			});
		});

		it('nests custom fields, and carries structures as text', async () => {
			const values = {
				name: 'Acme',
				'custom_fields.tier': 'A',
				'custom_fields.raw': '{"a":[1,2]}',
				'custom_fields.notes': '[draft]',
				'custom_fields.regions': ['EMEA', 'NA'],
			};
			const [result] = await pact.records.write('companies', [{ op: 'create', values }]);
			expect(result).toMatchObject({ ok: true, record: { fields: values } });
			expect(pact.sandbox.records('companies')[0]?.custom_fields).toMatchObject({
				tier: 'A',
				raw: { a: [1, 2] },
				notes: '[draft]',
			});
		});

		it('shows no record when the answer leaves out what was written, so that it is read', async () => {
			const id = pact.make('contacts', { name: 'Ann' });
			pact.sandbox.faults.add({ match: { method: 'PATCH' }, kind: 'status', status: 200, body: { public_id: id } });
			expect(await update(id, { title: 'CFO' })).toEqual([{ ok: true, id }]);
		});

		it('never shows the internal integer id', async () => {
			const [result] = await pact.records.write('contacts', [{ op: 'create', values: { name: 'Ann' } }]);
			expect(result?.ok && result.record?.fields).not.toHaveProperty('id');
		});
	});

	describe('rate limits', () => {
		it('are kept: 150 writes on Starter all arrive, in about two minutes of the clock', async () => {
			pact.sandbox.setPlan('starter');
			const results = await pact.records.write(
				'contacts',
				Array.from({ length: 150 }, (_, n) => ({ op: 'create' as const, values: { name: `Person ${n}` } })),
			);
			expect(results.every((result) => result.ok)).toBe(true);
			expect(pact.sandbox.records('contacts')).toHaveLength(150);
			expect(pact.waitedMs()).toBeGreaterThanOrEqual(60_000);
		});
	});
});
