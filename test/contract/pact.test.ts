import type { Lookup } from '../../engine/run/system-port';
import { DEMO_KEYS } from '../../sandbox/pact';
import { type PactSubject, pactSubject } from './subjects/pact';

/** What only Pact does. The behaviours that all adapters share are in systems.test.ts. */
describe('Pact', () => {
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

	describe('finding', () => {
		const external = (field: string, value: string, hint?: string): Lookup => ({
			kind: 'external-id',
			field,
			value,
			...(hint ? { hint } : {}),
		});

		it('by public id is a read', async () => {
			const id = pact.make('contacts', { name: 'Ann' });
			const [found] = await pact.records.find('contacts', [external('public_id', id)], ['name']);
			expect(found).toMatchObject([{ id, fields: { name: 'Ann' } }]);
		});

		it('by external id searches for the hint and compares the field', async () => {
			pact.make('contacts', { name: 'Ann', custom_fields: { salesforce_id: '003A' } });
			const id = pact.make('contacts', { name: 'Ann', custom_fields: { salesforce_id: '003B' } });
			pact.sandbox.stats.reset();
			const [found] = await pact.records.find(
				'contacts',
				[external('custom_fields.salesforce_id', '003B', 'Ann')],
				['name'],
			);
			expect(found?.map((state) => state.id)).toEqual([id]);
			expect(calls()).toBe(1);
		});

		it('by external id without a hint looks at every record', async () => {
			pact.makePeople(120);
			const id = pact.make('contacts', { name: 'Ann', custom_fields: { salesforce_id: '003B' } });
			const [found] = await pact.records.find('contacts', [external('custom_fields.salesforce_id', '003B')], ['name']);
			expect(found?.map((state) => state.id)).toEqual([id]);
		});

		it('remembers a look at every record, and adds what was made since', async () => {
			const ids = pact.makePeople(250);
			const lookup = (value: string) => external('custom_fields.salesforce_id', value);
			expect(await pact.records.find('contacts', [lookup('003B')], ['name'])).toEqual([[]]);
			const theirs = pact.make('contacts', { name: 'Theirs', custom_fields: { salesforce_id: '003T' } });
			const [ours] = await pact.records.write('contacts', [
				{ op: 'update', id: ids[7] ?? '', values: { 'custom_fields.salesforce_id': '003O' } },
			]);
			pact.sandbox.stats.reset();
			const found = await pact.records.find('contacts', [lookup('003T'), lookup('003O'), lookup('003X')], ['name']);
			expect(found.map((list) => list.map((state) => state.id))).toEqual([[theirs], [ours?.ok && ours.id], []]);
			expect(calls()).toBe(3);
		});

		it('looks at every record again when the list has shifted', async () => {
			const ids = pact.makePeople(120);
			const lookup = external('custom_fields.salesforce_id', '003B');
			await pact.records.find('contacts', [lookup], ['name']);
			for (const id of ids.slice(0, 20)) pact.sandbox.remove('contacts', id);
			const made = pact.make('contacts', { name: 'Ann', custom_fields: { salesforce_id: '003B' } });
			const [found] = await pact.records.find('contacts', [lookup], ['name']);
			expect(found?.map((state) => state.id)).toEqual([made]);
		});

		it('never trusts what it remembers: a value that was changed since is no match', async () => {
			pact.makePeople(120);
			const id = pact.make('contacts', { name: 'Ann', custom_fields: { salesforce_id: '003B' } });
			const lookup = external('custom_fields.salesforce_id', '003B');
			expect((await pact.records.find('contacts', [lookup], ['name']))[0]).toHaveLength(1);
			pact.edit('contacts', id, { custom_fields: { salesforce_id: null } });
			expect(await pact.records.find('contacts', [lookup], ['name'])).toEqual([[]]);
		});

		it('looks for e-mails afresh after a minute', async () => {
			const ids = pact.makePeople(120);
			const lookups = Array.from({ length: 30 }, (_, n): Lookup => ({
				kind: 'email',
				field: 'email',
				value: `new${n}@acme.example`,
			}));
			expect((await pact.records.find('contacts', lookups, ['email'])).flat()).toEqual([]);
			pact.edit('contacts', ids[3] ?? '', { email: 'new3@acme.example' });
			pact.sandbox.clock.advance(61_000);
			expect((await pact.records.find('contacts', lookups, ['email']))[3]?.map((state) => state.id)).toEqual([ids[3]]);
		});

		it('by domain falls back to the name, for companies that hold a website only', async () => {
			const id = pact.make('companies', { name: 'Acme Widgets', website: 'https://acme-widgets.com' });
			const [found] = await pact.records.find(
				'companies',
				[{ kind: 'domain', field: 'domain', value: 'acme-widgets.com', hint: 'Acme Widgets' }],
				['name'],
			);
			expect(found?.map((state) => state.id)).toEqual([id]);
		});

		it('searches a large workspace instead of reading it', async () => {
			pact.makePeople(350);
			pact.sandbox.stats.reset();
			const lookups = [1, 2, 3].map((n): Lookup => ({
				kind: 'email',
				field: 'email',
				value: `person${n}@made.example`,
			}));
			expect((await pact.records.find('contacts', lookups, ['email'])).map((list) => list.length)).toEqual([1, 1, 1]);
			expect(calls()).toBe(4);
		});

		it('reads a few records one by one in a large workspace', async () => {
			const ids = pact.makePeople(1_200);
			await pact.source.count({ object: 'contacts' });
			pact.sandbox.stats.reset();
			expect((await pact.records.read('contacts', ids.slice(300, 310), ['email'])).size).toBe(10);
			expect(calls()).toBe(10);
		});
	});

	describe('the schema', () => {
		it('has stages with their pipelines and meanings, and owners', async () => {
			const { fields } = await pact.schema.describe('opportunities');
			const stage = fields.find((field) => field.name === 'stage');
			expect(stage).toMatchObject({ requiredOnCreate: true, restricted: true });
			expect(stage?.options).toContainEqual({
				value: 'Closed Won',
				label: 'Closed Won',
				active: true,
				pipeline: 'New Business',
				stageType: 'won',
			});
			expect(fields.find((field) => field.name === 'owner')?.options?.length).toBeGreaterThan(0);
		});

		it('is read from the records where the workspace does not describe itself', async () => {
			pact.sandbox.assume({ pipelinesEndpoint: false, customFieldsEndpoint: false, usersEndpoint: false });
			pact.make('opportunities', {
				name: 'Deal',
				pipeline: 'Renewals',
				stage: 'Renewal due',
				custom_fields: { competitor: 'x', budget_confirmed: true },
			});
			const { fields } = await pact.schema.describe('opportunities');
			const field = (name: string) => fields.find((candidate) => candidate.name === name);
			expect(field('stage')?.options).toEqual([
				{ value: 'Renewal due', label: 'Renewal due', active: true, pipeline: 'Renewals' },
			]);
			expect(field('custom_fields.budget_confirmed')).toMatchObject({ type: 'boolean', custom: true });
			expect(field('owner')?.options).toBeUndefined();
		});

		it('does without pipelines and deals when the key may not see them, for other objects', async () => {
			const { fields } = await pact.withKey(DEMO_KEYS.noDeals).schema.describe('contacts');
			expect(fields.find((field) => field.name === 'consent_status')?.options?.map((option) => option.value)).toEqual([
				'confirmed',
				'pending',
				'declined',
			]);
		});
	});

	describe('"Check Pact API"', () => {
		it('finds that a workspace like the assumptions holds all of them', async () => {
			for (let n = 0; n < 3; n++)
				pact.make('contacts', {
					name: `Person ${n}`,
					email: `p${n}@acme.example`,
					company_id: pact.make('companies', { name: `Company ${n}` }),
				});
			const checks = await pact.check();
			expect(checks.filter((check) => check.result === 'differs')).toEqual([]);
			expect(checks.find((check) => check.id === 'contacts.company')?.result).toBe('holds');
			expect(checks.find((check) => check.id === 'opportunities.records')?.result).toBe('unknown');
			expect(JSON.stringify(checks)).not.toContain('acme.example');
		});

		it('names what is different, and writes nothing', async () => {
			pact.sandbox.assume({ pipelinesEndpoint: false });
			const checks = await pact.check();
			expect(checks.find((check) => check.id === 'pipelines')).toMatchObject({
				result: 'differs',
				basis: 'assumption',
				finding: expect.stringContaining('404'),
			});
			expect(pact.sandbox.stats.snapshot().writes).toBe(0);
		});

		it('reports a missing right as a finding', async () => {
			const checks = await pact.withKey(DEMO_KEYS.noDeals).checkAssumptions();
			expect(checks.find((check) => check.id === 'opportunities.list')).toMatchObject({
				result: 'differs',
				finding: expect.stringContaining('read:deals'),
			});
		});
	});
});
