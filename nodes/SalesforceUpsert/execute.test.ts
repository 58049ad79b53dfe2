import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INodeExecutionData } from 'n8n-workflow';
import type { Mapping } from '../../engine/model';
import { startSalesforceSandbox, type SalesforceSandbox } from '../../sandbox/salesforce';
import { syncStore } from '../common/store';
import { nodeContext } from '../common/upsert/node-context.fixture';
import { execute } from './execute';

const row = (left: string, right: string): Mapping['rows'][number] => ({
	id: `${left}~${right}`,
	left,
	right,
	label: left,
	lens: { kind: 'text' },
	rule: 'newestWins',
	required: { left: left === 'LastName', right: false },
});
const mapping: Mapping = {
	pair: 'salesforce-contact~pact-contacts',
	left: { system: 'salesforce', object: 'Contact' },
	right: { system: 'pact', object: 'contacts' },
	rows: [row('LastName', 'last_name'), row('Title', 'title'), row('Email', 'email'), row('Owner.Email', 'owner')],
	match: [{ kind: 'email', left: 'Email', right: 'email' }],
	externalIds: { left: 'Pact_Id__c' },
	create: { left: true, right: true },
	tieWinner: 'left',
};

/** The node with everything real but n8n: its store, and the sandbox over HTTP. */
describe('Salesforce Upsert', () => {
	let folder: string;
	let sandbox: SalesforceSandbox;
	let version: string;
	const before = process.env.N8N_USER_FOLDER;

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'salesforce-upsert-'));
		process.env.N8N_USER_FOLDER = folder;
		version = await (await syncStore()).saveMapping(mapping);
	});
	afterAll(async () => {
		await (await syncStore()).close();
		if (before === undefined) delete process.env.N8N_USER_FOLDER;
		else process.env.N8N_USER_FOLDER = before;
		await rm(folder, { recursive: true });
	});
	beforeEach(async () => {
		sandbox = await startSalesforceSandbox({ size: { accounts: 0, contacts: 0, leads: 0, opportunities: 0 } });
	});
	afterEach(() => sandbox.close());

	const item = (id: string, values: Record<string, string | null>): INodeExecutionData => ({
		json: {
			change: { system: 'pact', connection: 'pact.test', object: 'contacts', id, kind: 'upserted', modifiedAt: new Date().toISOString(), origin: 'poll' },
			fields: { email: values.Email ?? null },
			mapped: { pair: mapping.pair, mapping: version, side: 'right', target: { system: 'salesforce', object: 'Contact' }, values },
		},
	});
	const run = async (parameters: Record<string, unknown>, items?: INodeExecutionData[]) => {
		const credential = { oauthTokenData: { instance_url: sandbox.url, id: `https://login.salesforce.com/id/${sandbox.orgId}/${sandbox.userId}` } };
		const context = nodeContext({ node: 'salesforceUpsert', parameters, credential, token: sandbox.openSession(), ...(items ? { items } : {}) });
		return (await execute.call(context)).map((output) => output.map(({ json }) => json));
	};
	const OWNER = 'user1@sandbox-org.example';

	it('creates with owner and external id, updates what differs, and lets an unknown owner fail alone', async () => {
		const ann = { LastName: 'Ann', Title: 'CEO', Email: 'ann@acme.example', 'Owner.Email': OWNER };
		const [done, , failed] = await run({}, [item('p1', ann), item('p2', { ...ann, Email: 'bob@acme.example', 'Owner.Email': 'x@nowhere.example' })]);
		expect(done).toMatchObject([{ outcome: 'created', target: { system: 'salesforce', connection: sandbox.orgId, object: 'Contact' } }]);
		expect(failed).toMatchObject([{ outcome: 'failed', reason: 'invalid-value', message: expect.stringContaining('Owner.Email') }]);
		const [contact] = sandbox.records('Contact');
		expect(contact).toMatchObject({ LastName: 'Ann', Pact_Id__c: 'p1', OwnerId: sandbox.records('User')[1]?.Id });
		expect(await run({}, [item('p1', { ...ann, Title: 'CTO' })])).toMatchObject([[{ outcome: 'updated', changes: [{ field: 'Title', to: 'CTO' }] }], [], []]);
		expect(await run({}, [item('p1', { ...ann, Title: 'CTO' })])).toMatchObject([[{ outcome: 'unchanged' }], [], []]);
		expect(sandbox.records('Contact')).toHaveLength(1);
	});

	it('writes nothing in a dry run', async () => {
		const [done] = await run({ options: { dryRun: true } }, [item('p9', { LastName: 'Dry', Email: 'dry@acme.example' })]);
		expect(done).toMatchObject([{ outcome: 'created', reason: 'dry-run' }]);
		expect(sandbox.records('Contact')).toEqual([]);
	});

	it('writes only the fields that it may, and says which it left out', async () => {
		const options = { onlyFields: ['Title', 'LastName', 'Email'] };
		const [done] = await run({ options }, [item('o1', { LastName: 'Ann', Title: 'CEO', Email: 'ann@acme.example', 'Owner.Email': OWNER })]);
		expect(done).toMatchObject([{ outcome: 'created', message: expect.stringContaining('does not name it: Owner.Email') }]);
		const [contact] = sandbox.records('Contact');
		expect(contact).toMatchObject({ Title: 'CEO', Pact_Id__c: 'o1' });
		expect(contact?.OwnerId).not.toBe(sandbox.records('User')[1]?.Id);
	});

	it('makes no more updates in a run than it may; the others come again', async () => {
		const people = ['u1', 'u2'].map((id) => item(id, { LastName: id, Title: 'CEO', Email: `${id}@acme.example` }));
		await run({}, people);
		const again = ['u1', 'u2', 'u3'].map((id) => item(id, { LastName: id, Title: 'CTO', Email: `${id}@acme.example` }));
		const [done] = await run({ options: { maxUpdates: 1 } }, again);
		expect(done?.map(({ outcome, reason }) => `${String(outcome)}/${String(reason)}`)).toEqual(['updated/updated', 'waiting/guard-tripped', 'created/created']);
		expect(done?.[1]?.message).toContain('the largest number of updates that the upsert node allows');
	});

	it('saves despite duplicate rules only when told to', async () => {
		const merge = { LastName: 'Twin', Email: 'new@acme.example' };
		sandbox.create('Contact', { LastName: 'Twin', Email: 'new@acme.example', Pact_Id__c: 'other' });
		sandbox.create('Contact', { LastName: 'Mover', Email: 'old@acme.example', Pact_Id__c: 'p20' });
		const [waiting] = await run({}, [item('p20', merge)]);
		expect(waiting).toMatchObject([{ reason: 'duplicate-refused' }]);
		const [done] = await run({ options: { saveDuplicates: true } }, [item('p20', merge)]);
		expect(done).toMatchObject([{ outcome: 'updated' }]);
	});

	it('checks the connection, with one item for each finding', async () => {
		const [checks] = await run({ operation: 'checkConnection', objects: ['Contact'] });
		expect(checks?.map(({ check }) => check)).toEqual(['connection', 'user', 'api-calls', 'rights:Contact', 'match-field:Contact.Pact_Id__c', 'match-field:Contact.HubSpot_Id__c']);
	});

	it('sets up match fields on all usual objects unless some are chosen', async () => {
		const [fields] = await run({ operation: 'setUpMatchField', linkedSystem: 'hubspot' });
		expect(fields?.map(({ object, result }) => [object, result])).toEqual(['Account', 'Contact', 'Lead', 'Opportunity'].map((object) => [object, 'created']));
	});

	it('says which system an item is meant for that does not belong here', async () => {
		const foreign = item('p1', {});
		Object.assign(foreign.json.mapped as object, { target: { system: 'hubspot', object: 'contacts' } });
		await expect(run({}, [foreign])).rejects.toMatchObject({ message: 'Item 0 is meant for hubspot contacts, not for Salesforce', description: expect.stringContaining('To Salesforce') });
	});
});
