import type { WriteOp, WriteResult } from '../../engine/run/system-port';
import { type SalesforceSubject, salesforceSubject } from './subjects/salesforce';

/** What only Salesforce does when it is written to. The behaviours that all adapters share are in conformance/. */
describe('writing to Salesforce', () => {
	let org: SalesforceSubject;

	beforeEach(async () => {
		org = await salesforceSubject();
	});
	afterEach(() => org.sandbox.close());

	const create = (values: WriteOp['values']): WriteOp => ({ op: 'create', values });
	const update = (id: string, values: WriteOp['values']): WriteOp => ({ op: 'update', id, values });
	const told = (results: readonly WriteResult[]) => results.map((result) => (result.ok ? 'ok' : result.error.class));
	const idOf = (result: WriteResult | undefined): string => {
		if (result?.ok) return result.id;
		throw new Error(`It was not written: ${JSON.stringify(result)}`);
	};
	const row = (object: string, id: string) => org.sandbox.records(object).find((each) => each.Id === id);
	const userId = (n: number): string => String(org.sandbox.records('User')[n]?.Id);
	const OWNER = 'user1@sandbox-org.example';
	const GONE = 'user7@sandbox-org.example';

	describe('the owner by e-mail', () => {
		it('gives the record to the active user with that address, in any case', async () => {
			const results = await org.records.write('Contact', [create({ LastName: 'Ann', 'Owner.Email': OWNER.toUpperCase() })]);
			expect(row('Contact', idOf(results[0]))?.OwnerId).toBe(userId(1));
			const read = await org.records.read('Contact', [idOf(results[0])], ['Owner.Email']);
			expect(read.get(idOf(results[0]))?.fields).toEqual({ 'Owner.Email': OWNER });
		});

		it.each([['nobody@sandbox-org.example'], [GONE]])('refuses the record alone when that is no active user: %s', async (email) => {
			const results = await org.records.write('Contact', [
				create({ LastName: 'Ann', 'Owner.Email': email }),
				create({ LastName: 'Bob', 'Owner.Email': OWNER }),
			]);
			expect(told(results)).toEqual(['invalid', 'ok']);
			expect(results[0]).toMatchObject({ error: { fields: ['Owner.Email'], message: expect.stringContaining('active user') } });
			expect(JSON.stringify(results[0])).not.toContain(email);
		});

		it('leaves the owner when the address is cleared: there is always one', async () => {
			const id = org.make('Contact', { LastName: 'Ann', OwnerId: userId(1) });
			org.sandbox.stats.reset();
			expect(told(await org.records.write('Contact', [update(id, { 'Owner.Email': null })]))).toEqual(['ok']);
			expect(row('Contact', id)?.OwnerId).toBe(userId(1));
			expect(org.sandbox.stats.snapshot().writes).toBe(0);
		});

		it('asks for the users once, however many records and runs', async () => {
			for (let run = 0; run < 3; run++) {
				await org.records.write('Contact', [create({ LastName: `Ann ${run}`, 'Owner.Email': OWNER })]);
			}
			expect(org.sandbox.stats.snapshot().byRoute['GET /services/data/vXX/query']).toBe(1);
		});
	});

	describe('the record type by name', () => {
		const deal = (values: WriteOp['values']) => create({ Name: 'Deal', StageName: 'Prospecting', CloseDate: '2027-01-31', ...values });

		it.each([['Renewal'], ['renewal'], ['New_Business']])('sets it: %s', async (name) => {
			const [result] = await org.records.write('Opportunity', [deal({ 'RecordType.Name': name })]);
			const type = row('RecordType', String(row('Opportunity', idOf(result))?.RecordTypeId));
			expect(String(type?.DeveloperName).toLowerCase()).toBe(name.toLowerCase());
		});

		it('that is not there refuses the record', async () => {
			const results = await org.records.write('Opportunity', [deal({ 'RecordType.Name': 'Partner' })]);
			expect(results[0]).toMatchObject({ ok: false, error: { class: 'invalid', fields: ['RecordType.Name'] } });
		});
	});

	describe('what Salesforce is sure to refuse', () => {
		it.each<[string, WriteOp['values'], string, string]>([
			['a missing required value', { FirstName: 'Ann' }, 'missing-required', 'LastName'],
			['a value outside a closed list', { LastName: 'A', Persona__c: 'Secret Persona' }, 'invalid', 'Persona__c'],
			['a text that is too long', { LastName: 'secret'.repeat(20) }, 'invalid', 'LastName'],
			['a read-only field', { LastName: 'A', Name: 'Ann' }, 'not-allowed', 'Name'],
			['a field that is not there', { LastName: 'A', Nonsense__c: 'x' }, 'invalid', 'Nonsense__c'],
		])('is not sent: %s', async (_what, values, kind, field) => {
			org.sandbox.stats.reset();
			const results = await org.records.write('Contact', [create(values), create({ LastName: 'Bob' })]);
			expect(told(results)).toEqual([kind, 'ok']);
			expect(results[0]).toMatchObject({ error: { fields: [field], message: expect.stringContaining(field) } });
			expect(JSON.stringify(results[0])).not.toMatch(/secret/i);
			expect(org.sandbox.records('Contact').map(({ LastName }) => LastName)).toEqual(['Bob']);
			expect(org.sandbox.stats.snapshot().writes).toBe(1);
		});

		it('is judged by the org of now: a field that an admin has just added is written', async () => {
			await org.records.write('Contact', [create({ LastName: 'Ann' })]);
			await org.addTextFields('Contact', ['Fresh__c']);
			org.sandbox.clock.advance(61_000);
			const [result] = await org.records.write('Contact', [create({ LastName: 'Bob', Fresh__c: 'x' })]);
			expect(row('Contact', idOf(result))?.Fresh__c).toBe('x');
		});

		it('does not include a cleared checkbox: it is unticked', async () => {
			const id = org.make('Contact', { LastName: 'Ann', HasOptedOutOfEmail: true });
			expect(told(await org.records.write('Contact', [update(id, { HasOptedOutOfEmail: null })]))).toEqual(['ok']);
			expect(row('Contact', id)?.HasOptedOutOfEmail).toBe(false);
		});

		it('takes lists as Salesforce writes them', async () => {
			const [result] = await org.records.write('Contact', [create({ LastName: 'Ann', Interests__c: ['Pricing', 'Product'] })]);
			expect(row('Contact', idOf(result))?.Interests__c).toBe('Product;Pricing');
		});
	});

	describe('one record that makes Salesforce refuse the whole call', () => {
		it('is found and refused alone; all others are written, each once', async () => {
			const ops = Array.from({ length: 50 }, (_, n) => create({ LastName: `Person ${n}`, ...(n === 17 || n === 40 ? { Score__c: 'much' } : {}) }));
			org.sandbox.stats.reset();
			const results = await org.records.write('Contact', ops);
			expect(results.flatMap((result, n) => (result.ok ? [] : [n]))).toEqual([17, 40]);
			expect(results[17]).toMatchObject({ error: { class: 'invalid', code: 'JSON_PARSER_ERROR' } });
			expect(JSON.stringify(results[17])).not.toContain('much');
			expect(org.sandbox.records('Contact')).toHaveLength(48);
			expect(org.sandbox.stats.snapshot().writes).toBeLessThan(30);
		});

		it('never costs a call for each record: when there are too many, the rest comes again later', async () => {
			const ops = Array.from({ length: 200 }, (_, n) => create({ LastName: `Person ${n}`, Score__c: 'much' }));
			org.sandbox.stats.reset();
			const results = await org.records.write('Contact', ops);
			expect(new Set(told(results))).toEqual(new Set(['invalid', 'temporary']));
			expect(org.sandbox.stats.snapshot().writes).toBeLessThanOrEqual(113);
		});
	});

	describe('a row that is locked', () => {
		const locked = { match: { method: 'POST', path: '/composite/sobjects$' }, kind: 'partial' as const, share: 0.25 };

		it('is tried again after a moment, it alone', async () => {
			org.sandbox.faults.add(locked);
			const results = await org.records.write('Contact', Array.from({ length: 8 }, (_, n) => create({ LastName: `Person ${n}` })));
			expect(told(results)).toEqual(Array.from({ length: 8 }, () => 'ok'));
			expect(org.sandbox.records('Contact')).toHaveLength(8);
			expect(org.waitedMs()).toBeGreaterThanOrEqual(500);
		});

		it('is left to the ledger when it stays locked', async () => {
			org.sandbox.faults.add({ ...locked, share: 1, times: -1 });
			const results = await org.records.write('Contact', [create({ LastName: 'Ann' })]);
			expect(results[0]).toMatchObject({ ok: false, error: { class: 'temporary', code: 'UNABLE_TO_LOCK_ROW' } });
			expect(org.sandbox.stats.snapshot().writes).toBe(3);
		});
	});

	describe('duplicate rules', () => {
		const twin = create({ LastName: 'Ann', Email: 'ann@acme.example' });

		it('refuse a record, and say which one is like it', async () => {
			const id = org.make('Contact', { LastName: 'Ann', Email: 'ann@acme.example' });
			const [result] = await org.records.write('Contact', [twin]);
			expect(result).toMatchObject({ ok: false, error: { class: 'duplicate', code: 'DUPLICATES_DETECTED', message: expect.stringContaining(id) } });
		});

		it('are passed only when the user asks for it', async () => {
			org.make('Contact', { LastName: 'Ann', Email: 'ann@acme.example' });
			expect(told(await org.recordsWith({ saveDuplicates: true }).write('Contact', [twin]))).toEqual(['ok']);
			expect(told(await org.records.write('Contact', [twin]))).toEqual(['duplicate']);
		});
	});

	describe('records that cannot be written any more', () => {
		it('are told apart: deleted, unknown, converted', async () => {
			const [deleted = ''] = org.makePeople(1);
			org.sandbox.delete('Contact', deleted);
			const lead = org.make('Lead', { LastName: 'Lee', Company: 'Acme' });
			org.sandbox.convertLead(lead);
			const contacts = await org.records.write('Contact', [update(deleted, { Title: 'x' }), update(org.unknownId, { Title: 'x' })]);
			expect(told(contacts)).toEqual(['not-found', 'not-found']);
			const [converted] = await org.records.write('Lead', [update(lead, { Title: 'x' })]);
			expect(converted).toMatchObject({ ok: false, error: { code: 'CANNOT_UPDATE_CONVERTED_LEAD' } });
		});

		it('are not mixed up with records that point at something unknown', async () => {
			const [id = ''] = org.makePeople(1);
			const [result] = await org.records.write('Contact', [update(id, { AccountId: '001000000000000AAA' })]);
			expect(result).toMatchObject({ ok: false, error: { class: 'invalid' } });
		});
	});

	it('keeps what the calls before a broken connection have written, and never sends a record twice', async () => {
		org.sandbox.faults.add({ match: org.paths.write, kind: 'drop-after', skip: 1 });
		const results = await org.records.write('Contact', Array.from({ length: 450 }, (_, n) => create({ LastName: `Person ${n}` })));
		expect(told(results)).toEqual([
			...Array.from({ length: 200 }, () => 'ok'),
			...Array.from({ length: 200 }, () => 'unknown-outcome'),
			...Array.from({ length: 50 }, () => 'ok'),
		]);
		expect(org.sandbox.records('Contact')).toHaveLength(450);
	});

	it('sends nothing more once the credential is refused', async () => {
		await org.records.write('Contact', [create({ LastName: 'First' })]);
		org.sandbox.expireSessions();
		org.sandbox.stats.reset();
		const results = await org.records.write('Contact', Array.from({ length: 600 }, (_, n) => create({ LastName: `Person ${n}` })));
		expect(new Set(told(results))).toEqual(new Set(['credential-refused']));
		expect(org.sandbox.stats.snapshot().calls).toBe(1);
	});

	describe('looking at a record after it was written', () => {
		it('tells when somebody else changed it since', async () => {
			const results = await org.records.write('Contact', [create({ LastName: 'Ann' }), create({ LastName: 'Bob' })]);
			const [ann, bob] = results.map(idOf) as [string, string];
			org.sandbox.edit('Contact', bob, { Title: 'CEO' }, { by: userId(2) });
			const states = await org.records.read('Contact', [ann, bob], ['Title']);
			expect([states.get(ann)?.byOther, states.get(bob)?.byOther]).toEqual([undefined, true]);
		});

		it('asks who is connected once, and not while only reading', async () => {
			const [id = ''] = org.makePeople(1);
			org.sandbox.edit('Contact', id, { Title: 'CEO' }, { by: userId(2) });
			expect((await org.records.read('Contact', [id], ['Title'])).get(id)?.byOther).toBeUndefined();
			const asked = () => org.sandbox.stats.snapshot().byRoute['GET /services/data/vXX'];
			expect(asked()).toBeUndefined();
			for (const Title of ['CTO', 'COO']) await org.records.write('Contact', [update(id, { Title })]);
			expect(asked()).toBe(1);
		});
	});
});
