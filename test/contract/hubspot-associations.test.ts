import { type HubSpotSubject, hubSpotSubject } from './subjects/hubspot';

/** Associations of the portal's own kinds: with custom objects, and with labels. They are fields of a record, found in the live schema. */
describe('associations of HubSpot as fields', () => {
	let hub: HubSpotSubject;

	beforeEach(async () => {
		hub = await hubSpotSubject({ projects: true });
	});
	afterEach(() => hub.sandbox.close());

	const names = async (object: string) => (await hub.schema.describe(object)).fields.map(({ name }) => name).filter((name) => name.startsWith('assoc.'));
	const addLabel = async (object: string, toObject: string, label: string) => await hub.call('POST', '/__sandbox/labels', { object, toObject, label });
	const contact = (name: string) => hub.sandbox.create('contacts', { lastname: name });
	const read = async (id: string, fields: string[]) => (await hub.records.read('p_projects', [id], fields)).get(id)?.fields;
	const update = async (id: string, values: Record<string, string | string[] | null>) => (await hub.records.write('p_projects', [{ op: 'update', id, values }]))[0];

	it('are there for custom objects, on both ends, and with every label', async () => {
		expect(await names('p_projects')).toEqual([
			'assoc.contacts.id', 'assoc.contacts.ids', 'assoc.contacts.sponsor.id', 'assoc.contacts.sponsor.ids',
			'assoc.companies.id', 'assoc.companies.ids', 'assoc.deals.id', 'assoc.deals.ids',
		]);
		expect(await names('contacts')).toEqual(['assoc.p_projects.id', 'assoc.p_projects.ids', 'assoc.p_projects.sponsor.id', 'assoc.p_projects.sponsor.ids']);
		expect((await hub.schema.objects()).filter(({ custom }) => custom)).toEqual([{ name: 'p_projects', label: 'Projects', custom: true }]);
	});

	it('are there between HubSpot’s own objects by labels only; a new one is seen when the schema is asked anew', async () => {
		expect((await names('deals')).filter((name) => !name.includes('p_projects'))).toEqual([]);
		await addLabel('deals', 'companies', 'Reseller / Partner');
		expect(await names('deals')).not.toContain('assoc.companies.reseller_partner.id');
		hub.schema.forget?.('deals');
		expect(await names('deals')).toContain('assoc.companies.reseller_partner.id');
	});

	it('with two labels that read alike are told apart', async () => {
		for (const label of ['Key user', 'Key-User']) await addLabel('p_projects', 'companies', label);
		hub.schema.forget?.('p_projects');
		expect((await names('p_projects')).filter((name) => name.includes('key_user') && name.endsWith('.id'))).toEqual([
			expect.stringMatching(/^assoc\.companies\.key_user_\d+\.id$/), expect.stringMatching(/^assoc\.companies\.key_user_\d+\.id$/),
		]);
	});

	it('are written with a new record, changed, and cleared', async () => {
		const [ann, bob] = [contact('Ann'), contact('Bob')];
		const [made] = await hub.records.write('p_projects', [{ op: 'create', values: { name: 'Bridge', 'assoc.contacts.ids': [ann, bob], 'assoc.contacts.sponsor.id': ann } }]);
		const id = made?.ok ? made.id : '';
		const fields = ['assoc.contacts.ids', 'assoc.contacts.id', 'assoc.contacts.sponsor.id', 'assoc.contacts.sponsor.ids'];
		// The only one of two is none that anybody could name.
		expect(await read(id, fields)).toEqual({ 'assoc.contacts.ids': [ann, bob], 'assoc.contacts.id': [ann, bob], 'assoc.contacts.sponsor.id': ann, 'assoc.contacts.sponsor.ids': [ann] });
		expect(await update(id, { 'assoc.contacts.sponsor.id': null })).toMatchObject({ ok: true });
		expect(await read(id, ['assoc.contacts.ids', 'assoc.contacts.sponsor.id'])).toEqual({ 'assoc.contacts.ids': [ann, bob], 'assoc.contacts.sponsor.id': null });
		expect(await update(id, { 'assoc.contacts.id': bob })).toMatchObject({ ok: true });
		expect(await read(id, ['assoc.contacts.id'])).toEqual({ 'assoc.contacts.id': bob });
		expect(await update(id, { 'assoc.contacts.ids': null })).toMatchObject({ ok: true });
		expect(await read(id, ['assoc.contacts.ids'])).toEqual({ 'assoc.contacts.ids': [] });
	});

	it('of one object are read with one call, however many fields ask for them', async () => {
		const id = hub.sandbox.create('p_projects', { name: 'Bridge' });
		await names('p_projects');
		hub.sandbox.stats.reset();
		await read(id, ['name', 'assoc.contacts.ids', 'assoc.contacts.id', 'assoc.contacts.sponsor.id', 'assoc.companies.id']);
		expect(hub.sandbox.stats.snapshot().calls).toBe(3);
	});

	it('that the portal does not have any more are refused by name, and the others are written', async () => {
		const [id, other] = [hub.sandbox.create('p_projects', { name: 'Bridge' }), hub.sandbox.create('p_projects', { name: 'Tunnel' })];
		const [refused, written] = await hub.records.write('p_projects', [
			{ op: 'update', id, values: { 'assoc.contacts.gone.id': contact('Ann') } },
			{ op: 'update', id: other, values: { name: 'Tube' } },
		]);
		expect(refused).toMatchObject({ ok: false, error: { class: 'invalid', fields: ['assoc.contacts.gone.id'], message: expect.stringContaining('choose another field') } });
		expect(written).toMatchObject({ ok: true });
	});

	it('to a record that is gone are refused, and the record’s own fields are written', async () => {
		const [id, gone] = [hub.sandbox.create('p_projects', { name: 'Bridge' }), contact('Gone')];
		hub.sandbox.archive('contacts', gone);
		expect(await update(id, { name: 'Arch', 'assoc.contacts.id': gone })).toMatchObject({ ok: false, error: { fields: ['assoc.contacts.id'] } });
		expect(hub.sandbox.record('p_projects', id)?.properties.name).toBe('Arch');
	});

	it('cost no call where the portal has no kinds of its own to read', async () => {
		const plain = await hubSpotSubject();
		try {
			const schema = await plain.schema.describe('contacts');
			const id = plain.sandbox.create('contacts', { lastname: 'Ann' });
			plain.sandbox.stats.reset();
			await plain.records.read('contacts', [id], schema.fields.filter(({ name, type }) => !name.startsWith('email.optout') && type !== 'memberships').map(({ name }) => name));
			// The record itself, and its primary company.
			expect(plain.sandbox.stats.snapshot().calls).toBe(2);
		} finally {
			await plain.sandbox.close();
		}
	});
});
