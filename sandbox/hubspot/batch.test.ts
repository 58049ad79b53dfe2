import { testPortal, type TestPortal } from './client.test-helper';

describe('batches', () => {
	let portal: TestPortal;

	beforeEach(async () => {
		portal = await testPortal();
	});
	afterEach(() => portal.sandbox.close());

	const batch = (what: string, body: unknown) => portal.post(`/crm/v3/objects/contacts/batch/${what}`, body);
	const emails = () => portal.sandbox.records('contacts').map(({ properties }) => properties['email']);

	it('read what is there and name what is not in a 207', async () => {
		const id = portal.sandbox.create('contacts', { email: 'a@x.example' });
		const { status, body } = await batch('read', { properties: ['email'], inputs: [{ id }, { id: '1' }] });
		expect(status).toBe(207);
		expect(body.results).toMatchObject([{ id, properties: { email: 'a@x.example' } }]);
		expect(body.errors).toMatchObject([{ category: 'OBJECT_NOT_FOUND', context: { ids: ['1'] } }]);
		const byEmail = await batch('read', { idProperty: 'email', inputs: [{ id: 'A@x.example' }] });
		expect(byEmail).toMatchObject({ status: 200, body: { results: [{ id }] } });
		expect((await batch('read', { idProperty: 'city', inputs: [{ id: 'x' }] })).status).toBe(400);
	});

	it('take 100 inputs, 50 with history', async () => {
		const inputs = Array.from({ length: 101 }, (_, i) => ({ id: String(i + 1) }));
		expect((await batch('read', { inputs })).status).toBe(400);
		expect((await batch('read', { inputs: inputs.slice(0, 100) })).status).toBe(207);
		expect((await batch('read', { inputs: inputs.slice(0, 51), propertiesWithHistory: ['email'] })).status).toBe(400);
	});

	it('create all or nothing: one bad row refuses the whole', async () => {
		portal.sandbox.create('contacts', { email: 'taken@x.example' });
		const rows = (...inputs: Array<Record<string, string>>) => ({
			inputs: inputs.map((properties) => ({ properties })),
		});
		const invalid = await batch('create', rows({ email: 'a@x.example' }, { persona: 'nobody' }));
		expect(invalid).toMatchObject({ status: 400, body: { category: 'VALIDATION_ERROR' } });
		const taken = await batch('create', rows({ email: 'a@x.example' }, { email: 'taken@x.example' }));
		expect(taken).toMatchObject({ status: 409, body: { category: 'CONFLICT' } });
		expect((await batch('create', rows({ email: 'a@x.example' }, { email: 'A@x.example' }))).status).toBe(400);
		expect(emails()).toEqual(['taken@x.example']);
		expect((await batch('create', rows({ email: 'a@x.example' }, { email: 'b@x.example' }))).status).toBe(201);
		expect(emails()).toHaveLength(3);
	});

	it('create what they can when every input has a trace id', async () => {
		const { status, body } = await batch('create', {
			inputs: [
				{ objectWriteTraceId: 'one', properties: { email: 'a@x.example' } },
				{ objectWriteTraceId: 'two', properties: { persona: 'nobody' } },
			],
		});
		expect(status).toBe(207);
		expect(body.results).toMatchObject([{ objectWriteTraceId: 'one', properties: { email: 'a@x.example' } }]);
		expect(body.errors).toMatchObject([{ category: 'VALIDATION_ERROR', context: { objectWriteTraceId: ['two'] } }]);
		expect(emails()).toEqual(['a@x.example']);
	});

	it('update the records that are there, and refuse an id that comes twice', async () => {
		const id = portal.sandbox.create('contacts', { email: 'a@x.example' });
		const input = (recordId: string) => ({ id: recordId, properties: { city: 'Bonn' } });
		const { status, body } = await batch('update', { inputs: [input(id), input('1')] });
		expect(status).toBe(207);
		expect(body.results).toMatchObject([{ id, properties: { city: 'Bonn' } }]);
		expect(body.errors).toMatchObject([{ context: { ids: ['1'] } }]);
		expect((await batch('update', { inputs: [input(id), input(id)] })).status).toBe(400);
	});

	it('upsert by a unique property of the account, and say which were new', async () => {
		const id = portal.sandbox.create('contacts', { pact_id: 'p1' });
		const input = (value: string) => ({ id: value, idProperty: 'pact_id', properties: { city: 'Bonn' } });
		const { status, body } = await batch('upsert', { inputs: [input('p1'), input('p2')] });
		expect(status).toBe(200);
		expect(body.results).toMatchObject([
			{ id, new: false },
			{ new: true, properties: { pact_id: 'p2', city: 'Bonn' } },
		]);
		expect((await batch('upsert', { inputs: [{ id: 'x', idProperty: 'city', properties: {} }] })).status).toBe(400);
	});

	it('upsert in part by such a property, but not by e-mail', async () => {
		const inputs = (idProperty: string, ids: string[]) => ({
			inputs: ids.map((id, i) => ({
				id,
				idProperty,
				objectWriteTraceId: `t${i}`,
				properties: i === 0 ? { city: 'Bonn' } : { persona: 'nobody' },
			})),
		});
		expect((await batch('upsert', inputs('pact_id', ['p1', 'p2']))).status).toBe(207);
		expect((await batch('upsert', inputs('email', ['a@x.example', 'b@x.example']))).status).toBe(400);
		expect(portal.sandbox.records('contacts')).toHaveLength(1);
	});

	it('archive without minding ids that are gone', async () => {
		const id = portal.sandbox.create('contacts', {});
		expect((await batch('archive', { inputs: [{ id }, { id: '1' }] })).status).toBe(204);
		expect(portal.sandbox.record('contacts', id)?.archivedAt).toBeDefined();
	});

	it('lose items to an injected partial fault, and write the others', async () => {
		portal.sandbox.faults.add({ kind: 'partial', share: 0.5 });
		const inputs = ['a', 'b'].map((name) => ({ properties: { email: `${name}@x.example` } }));
		const { status, body } = await batch('create', { inputs });
		expect(status).toBe(207);
		expect(body.errors).toHaveLength(1);
		expect(emails()).toEqual(['a@x.example']);
	});

	it('can be answered as done with nothing written', async () => {
		portal.sandbox.faults.add({ kind: 'status', status: 201, body: { status: 'COMPLETE', results: [] } });
		const { status, body } = await batch('create', { inputs: [{ properties: { email: 'a@x.example' } }] });
		expect([status, body.results]).toEqual([201, []]);
		expect(emails()).toEqual([]);
	});
});
