import { FIELD_KINDS, likeField, type NewField } from '../../systems/common/new-field';
import { DEMO_TOKENS } from '../../sandbox/hubspot';
import { ThreeSandboxes } from '../support/pairs/sandboxes';
import { call } from '../support/pairs/relations';

/** "Create Field" of the upsert nodes, against the three services. */
describe('a new field', () => {
	let world: ThreeSandboxes;

	beforeAll(async () => {
		world = await ThreeSandboxes.start();
		await call(world, 'hubspot', 'POST', 'projects');
	});
	afterAll(async () => {
		await world.stop();
	});

	const values = [{ value: 'gold', label: 'Gold' }, { value: 'silver', label: 'Silver' }];
	const wanted = (object: string, kind: NewField['kind'], label = `New ${kind}`): NewField => ({ object, kind, label, ...(['picklist', 'multiselect'].includes(kind) ? { values } : {}) });
	const described = async (system: 'salesforce' | 'hubspot', object: string, name: string) => (await world.connect(system).schema.describe(object)).fields.find((field) => field.name === name);

	describe.each(FIELD_KINDS)('of the kind %s', (kind) => {
		it.each(['Contact', 'Project__c'])('is made in Salesforce on %s, and the connected user may write it', async (object) => {
			const made = await world.connectSalesforce().createField(wanted(object, kind));
			expect(made).toMatchObject({ object, result: 'created' });
			expect(made.field).toMatch(/^New_\w+__c$/);
			expect(await described('salesforce', object, made.field)).toMatchObject({ type: kind, custom: true, createable: true, updateable: true });
		});

		it.each(['contacts', 'p_projects'])('is made in HubSpot on %s', async (object) => {
			const made = await world.connectHubSpot().createField(wanted(object, kind));
			expect(made).toMatchObject({ object, field: `new_${kind.toLowerCase()}`, result: 'created' });
			// HubSpot has no types for addresses, money and percentages.
			const kept = { email: 'text', url: 'text', money: 'number', percent: 'number' } as Partial<Record<NewField['kind'], string>>;
			expect(await described('hubspot', object, made.field)).toMatchObject({ type: kept[kind] ?? kind, custom: true, createable: true });
		});
	});

	it('has the values that were asked for', async () => {
		for (const [system, object, field] of [['salesforce', 'Contact', 'New_picklist__c'], ['hubspot', 'contacts', 'new_picklist']] as const) {
			expect((await described(system, object, field))?.options?.map(({ value, label }) => ({ value, label }))).toEqual(values);
		}
	});

	it('like one of the other system has its label, kind and values, there and back', async () => {
		const status = await described('salesforce', 'Project__c', 'Status__c');
		const like = status && likeField(status);
		expect(like).toMatchObject({ label: 'Status', kind: 'picklist', values: [{ value: 'Planned', label: 'Planned' }, { value: 'Running', label: 'Running' }, { value: 'Done', label: 'Done' }] });
		const made = await world.connectHubSpot().createField({ object: 'contacts', ...(like as NonNullable<typeof like>), field: 'project_status' });
		expect(made).toMatchObject({ field: 'project_status', result: 'created' });
		const back = await described('hubspot', 'contacts', 'project_status');
		expect(back && likeField(back)).toEqual(like);
	});

	it('that is there already is left alone, or refused where it holds something else', async () => {
		const salesforce = world.connectSalesforce();
		const writes = world.writes('salesforce');
		expect(await salesforce.createField({ object: 'Contact', label: 'Score', kind: 'number' })).toMatchObject({ field: 'Score__c', result: 'there' });
		expect(await salesforce.createField({ object: 'Contact', label: 'Score', kind: 'date' })).toMatchObject({ result: 'refused', message: expect.stringContaining('Choose another name') });
		expect(await world.connectHubSpot().createField({ object: 'contacts', label: 'New text', kind: 'email' })).toMatchObject({ result: 'there' });
		expect(world.writes('salesforce')).toBe(writes);
	});

	it('with a flaw is refused before anybody is asked', async () => {
		for (const system of [world.connectSalesforce(), world.connectHubSpot()]) {
			expect(await system.createField({ object: 'contacts', label: 'Tier', kind: 'picklist' })).toMatchObject({ result: 'refused', message: expect.stringContaining('no values') });
			expect(await system.createField({ object: 'contacts', label: ' ', kind: 'text' })).toMatchObject({ result: 'refused', message: expect.stringContaining('no label') });
		}
	});

	it('is not made without the right, and it is said what a person is to do', async () => {
		await call(world, 'salesforce', 'PUT', 'rights', { customizeApplication: false });
		expect(await world.connectSalesforce().createField({ object: 'Lead', label: 'Region', kind: 'text' })).toMatchObject({
			result: 'refused', message: expect.stringMatching(/Customize Application.*Object Manager.*Region__c/),
		});
		await call(world, 'salesforce', 'PUT', 'rights', { customizeApplication: true });
		const reader = world.connectHubSpot(DEMO_TOKENS.readOnly);
		expect(await reader.createField({ object: 'companies', label: 'Region', kind: 'text' })).toMatchObject({
			result: 'refused', message: expect.stringMatching(/crm\.schemas\.companies\.write.*Settings → Properties/),
		});
	});

	it('of Pact is for a person to make, with all that it must be', async () => {
		const pact = world.connectPact();
		const made = await pact.createField({ object: 'contacts', label: 'Customer Tier', kind: 'picklist', values });
		expect(made).toMatchObject({ field: 'custom_fields.customer_tier', result: 'by-hand', message: expect.stringMatching(/"Customer Tier" of the type Select.*"gold", "silver".*key customer_tier/) });
	});
});

describe('the fields that activities need to be found again', () => {
	it('are made once for tasks and events of Salesforce, and for each kind of HubSpot', async () => {
		const world = await ThreeSandboxes.start();
		try {
			const salesforce = world.connectSalesforce();
			const wanted = { field: 'HubSpot_Id__c', label: 'HubSpot ID' };
			expect(await salesforce.setUpMatchField({ object: 'Task', ...wanted })).toMatchObject({ result: 'created', message: expect.stringContaining('a text field') });
			expect(await salesforce.setUpMatchField({ object: 'Event', ...wanted })).toMatchObject({ result: 'there' });
			const [result] = await salesforce.records.write('Event', [{ op: 'create', values: { Subject: 'Lunch', When: '2026-11-22T11:00:00.000Z', HubSpot_Id__c: '77' } }]);
			const [found] = await salesforce.records.find('Event', [{ kind: 'external-id', field: 'HubSpot_Id__c', value: '77' }], ['Subject']);
			expect(found?.map(({ id }) => id)).toEqual([result?.ok ? result.id : '']);
			const hubspot = world.connectHubSpot();
			for (const object of ['calls', 'emails', 'meetings', 'notes', 'tasks']) {
				expect(await hubspot.setUpMatchField({ object, field: 'pact_id', label: 'Pact ID' })).toMatchObject({ object, result: 'created' });
			}
		} finally {
			await world.stop();
		}
	});
});
