import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INodeExecutionData } from 'n8n-workflow';
import type { Mapping } from '../../engine/model';
import { DEMO_TOKENS, startHubSpotSandbox, type HubSpotSandbox } from '../../sandbox/hubspot';
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
	required: { left: false, right: false },
});
const mapping: Mapping = {
	pair: 'hubspot-contacts~pact-contacts',
	left: { system: 'hubspot', object: 'contacts' },
	right: { system: 'pact', object: 'contacts' },
	rows: [row('lastname', 'last_name'), row('jobtitle', 'title'), row('email', 'email')],
	match: [{ kind: 'email', left: 'email', right: 'email' }],
	externalIds: {},
	create: { left: true, right: true },
	tieWinner: 'left',
};

/** The node with everything real but n8n: its store, and the sandbox over HTTP. */
describe('HubSpot Upsert', () => {
	let folder: string;
	let sandbox: HubSpotSandbox;
	let version: string;
	const before = process.env.N8N_USER_FOLDER;

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'hubspot-upsert-'));
		process.env.N8N_USER_FOLDER = folder;
		version = await (await syncStore()).saveMapping(mapping);
		sandbox = await startHubSpotSandbox({ searchLagMs: 0, plan: 'unlimited' });
	});
	afterAll(async () => {
		await sandbox.close();
		await (await syncStore()).close();
		if (before === undefined) delete process.env.N8N_USER_FOLDER;
		else process.env.N8N_USER_FOLDER = before;
		await rm(folder, { recursive: true });
	});

	const item = (id: string, values: Record<string, string | null>): INodeExecutionData => ({
		json: {
			change: { system: 'pact', connection: 'pact.test', object: 'contacts', id, kind: 'upserted', modifiedAt: new Date().toISOString(), origin: 'poll' },
			fields: { email: values.email ?? null },
			mapped: { pair: mapping.pair, mapping: version, side: 'right', target: { system: 'hubspot', object: 'contacts' }, values },
		},
	});
	const run = async (parameters: Record<string, unknown>, { items, token = DEMO_TOKENS.full }: { items?: INodeExecutionData[]; token?: string } = {}) => {
		const credential = { baseUrl: sandbox.url, accessToken: token };
		const context = nodeContext({ node: 'hubSpotUpsert', parameters, credential, token, ...(items ? { items } : {}) });
		return (await execute.call(context)).map((output) => output.map(({ json }) => json));
	};

	it('creates, updates what differs, and writes nothing twice', async () => {
		const ann = { lastname: 'Ann', jobtitle: 'CEO', email: 'ann@acme.example' };
		expect(await run({}, { items: [item('p1', ann)] })).toMatchObject([[{ outcome: 'created', target: { system: 'hubspot', object: 'contacts' } }], [], []]);
		expect(await run({}, { items: [item('p1', { ...ann, jobtitle: 'CTO' })] })).toMatchObject([[{ outcome: 'updated', changes: [{ field: 'jobtitle' }] }], [], []]);
		sandbox.stats.reset();
		expect(await run({}, { items: [item('p1', { ...ann, jobtitle: 'CTO' })] })).toMatchObject([[{ outcome: 'unchanged' }], [], []]);
		expect(sandbox.stats.snapshot().writes).toBe(0);
	});

	it('writes nothing in a dry run', async () => {
		sandbox.stats.reset();
		const [done] = await run({ options: { dryRun: true } }, { items: [item('p9', { lastname: 'Dry', email: 'dry@acme.example' })] });
		expect(done).toMatchObject([{ outcome: 'created', reason: 'dry-run' }]);
		expect(sandbox.stats.snapshot().writes).toBe(0);
	});

	/** As an admin would. */
	const withoutProperty = async (object: string, name: string) =>
		await fetch(`${sandbox.url}/crm/v3/properties/${object}/${name}`, { method: 'DELETE', headers: { authorization: `Bearer ${DEMO_TOKENS.full}` } });

	it('makes a unique property once, and finds it there afterwards', async () => {
		for (const object of ['contacts', 'deals']) await withoutProperty(object, 'salesforce_id');
		const results = async () => (await run({ operation: 'setUpMatchField', linkedSystem: 'salesforce', objects: ['contacts', 'deals'] }))[0]?.map(({ object, field, result }) => [object, field, result]);
		expect(await results()).toEqual([['contacts', 'salesforce_id', 'created'], ['deals', 'salesforce_id', 'created']]);
		expect(await results()).toEqual([['contacts', 'salesforce_id', 'there'], ['deals', 'salesforce_id', 'there']]);
	});

	it('says what to do when the credential may not make properties, or nobody may', async () => {
		await withoutProperty('companies', 'pact_id');
		const [refused] = await run({ operation: 'setUpMatchField', objects: ['companies'] }, { token: DEMO_TOKENS.readOnly });
		expect(refused).toMatchObject([{ field: 'pact_id', result: 'refused', message: expect.stringMatching(/crm\.schemas\.companies\.write.*Require unique values/) }]);
	});

	it('checks the connection: the account, its calls, and what may be read and written', async () => {
		const checks = async (token: string) => (await run({ operation: 'checkConnection', objects: ['contacts', 'companies', 'deals'] }, { token }))[0] ?? [];
		const result = async (token: string, name: string) => (await checks(token)).find(({ check }) => check === name);
		expect(await result(DEMO_TOKENS.full, 'connection')).toMatchObject({ result: 'ok', details: { portalId: String(sandbox.portalId) } });
		expect(await result(DEMO_TOKENS.full, 'rights:deals')).toMatchObject({ result: 'ok' });
		expect(await result(DEMO_TOKENS.readOnly, 'rights:contacts')).toMatchObject({ result: 'missing', finding: expect.stringContaining('not write') });
		expect(await result(DEMO_TOKENS.noDeals, 'rights:deals')).toMatchObject({ result: 'missing' });
		expect(await result(DEMO_TOKENS.full, 'match-field:contacts.pact_id')).toMatchObject({ result: 'ok' });
		await withoutProperty('companies', 'pact_id');
		expect(await result(DEMO_TOKENS.full, 'match-field:companies.pact_id')).toMatchObject({ result: 'attention', finding: expect.stringContaining('Set Up Match Field') });
	});
});
