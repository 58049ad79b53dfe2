import { DEMO_KEYS } from '../../../sandbox/pact/auth/apiKeys';
import { feedId } from '../../../nodes/common/feed-id';
import { outputItems } from '../support/n8n-run-data';
import type { Execution, Template, WorkflowNode } from '../support/n8n-schemas';
import { fromNowOn, SmallBatches } from './small-batch';
import { nodeOf, readTemplate, World } from './world';

jest.setTimeout(180_000);

/** The trigger's output of Salesforce objects, in its order; Pact Upsert's outputs. */
const DONE = 0;
const REVIEW = 1;
const FAILED = 2;

type Json = Record<string, unknown>;

/** What a run said: of the run as a whole, and with the node's advice. */
const errorOf = ({ data }: Execution): string => {
	const { error } = data.resultData;
	return `${error?.message ?? ''} | ${error?.description ?? ''}`;
};

describe('bad input, in a running n8n', () => {
	let world: World;
	let batches: SmallBatches;
	let orgId: string;

	beforeAll(async () => {
		world = await World.start({ adjust: fromNowOn });
		batches = new SmallBatches(world);
		orgId = ((await world.sandboxes.salesforce.call('GET', 'app')) as { orgId: string }).orgId;
		await batches.publish();
	});
	afterAll(async () => {
		await world?.stop();
	});

	/** The template with its trigger replaced by items of one's own, which go to the nodes named. Runs it to its end. */
	async function withItems(items: Json[], to: string[], adjust: (template: Template) => void = () => undefined): Promise<Execution> {
		const template = readTemplate('salesforce-to-pact');
		adjust(template);
		const start: WorkflowNode = node('Start', 'manualTrigger', 1, {});
		const set: WorkflowNode = node('Items', 'code', 2, { jsCode: `return ${JSON.stringify(items.map((json) => ({ json })))}` });
		const nodes = [...template.nodes.filter(({ name }) => name !== 'Salesforce changes' && !name.startsWith('Note')), start, set];
		const { 'Salesforce changes': _trigger, ...connections } = template.connections;
		const main = (names: string[]) => ({ main: [names.map((name) => ({ node: name, type: 'main', index: 0 }))] });
		return await run({ ...template, nodes, connections: { ...connections, Start: main(['Items']), Items: main(to) } }, 'Start');
	}

	async function run(template: Template, start: string): Promise<Execution> {
		const { id } = await world.api.createWorkflow(template);
		return await world.api.waitForExecution(await world.api.runManually(id, start));
	}

	const contact = (id: string, fields: Json, change: Json = {}): Json => ({
		change: { system: 'salesforce', connection: orgId, object: 'Contact', id, kind: 'upserted', modifiedAt: new Date().toISOString(), origin: 'manual', ...change },
		fields: { Id: id, LastName: 'Bad', ...fields },
	});
	const upserted = (execution: Execution, output: number) => outputItems(execution.data, 'Pact Upsert', output).map(({ json }) => json);

	describe('foreign items', () => {
		it('are refused by the mapper, which says what is missing and where items must come from', async () => {
			expect(errorOf(await withItems([{ email: 'someone@example.com' }], ['Contacts']))).toBe(
				'Item 0 has no "change": it does not come from where this node expects it | Items must come from a Sync Trigger of this package (or look like its items: "change" and "fields").',
			);
		});

		it('are refused by Pact Upsert, which wants them from a mapper', async () => {
			expect(errorOf(await withItems([contact('003000000000001AAA', {})], ['Pact Upsert']))).toBe(
				'Item 0 has no "mapped": it does not come from where this node expects it | Items must come from a Field & Stage Mapper of this package. Connect its output to this node.',
			);
		});

		it('of another object or another org are told apart', async () => {
			expect(errorOf(await withItems([contact('003000000000001AAA', {}, { object: 'Case' })], ['Contacts']))).toMatch(/Item 0 is a Salesforce Case, which this mapper does not map/);
			expect(errorOf(await withItems([contact('003000000000001AAA', {}, { connection: '00D000000000001AAA' })], ['Contacts']))).toMatch(/Item 0 comes from another Salesforce connection.*Choose the same credential/);
		});
	});

	describe('values', () => {
		it('that are missing or no good: the record is made without them, and it says which', async () => {
			const execution = await withItems(
				[
					contact('003000000000011AAA', { LastName: 'No Mail' }),
					contact('003000000000012AAA', { LastName: 'Bad Mail', Email: 'not an address' }),
					contact('003000000000013AAA', { LastName: 'Long', Title: 'x'.repeat(5_000) }),
					contact('003000000000014AAA', { LastName: '' }),
				],
				['Contacts'],
			);
			const [noMail, badMail, long] = upserted(execution, DONE).map(({ outcome, message }) => ({ outcome, message }));

			expect(noMail).toMatchObject({ outcome: 'created' });
			expect(badMail).toMatchObject({ outcome: 'created', message: expect.stringMatching(/The value of Email is not an e-mail address\./) as string });
			expect(long).toMatchObject({ outcome: 'created' });
			expect(upserted(execution, FAILED)).toMatchObject([
				{ outcome: 'failed', reason: 'missing-required', message: expect.stringMatching(/Pact requires a value \(name\)\. Map the field, or give it a default in the mapper\./) as string },
			]);
			const made = await world.pactRows('contacts');
			expect(made.filter(({ last_name }) => last_name === 'No Mail' || last_name === 'Bad Mail').map(({ email }) => email)).toEqual([null, null]);
		});
	});

	describe('credentials', () => {
		it('a wrong Pact key is an error that says what to do', async () => {
			const wrong = await world.api.createCredential({ name: 'Wrong key', type: 'pactApi', data: { apiKey: DEMO_KEYS.revoked, baseUrl: world.sandboxes.pact.url } });
			const execution = await withItems([contact('003000000000021AAA', {})], ['Contacts'], (template) => {
				for (const { credentials } of template.nodes) if (credentials?.pactApi) credentials.pactApi.name = wrong.name;
			});
			expect(`${errorOf(execution)} ${JSON.stringify(upserted(execution, FAILED))}`).toMatch(/Pact refused the credential: the key or token is wrong, revoked or expired/);
		});

		it('a missing scope is named', async () => {
			const key = await world.api.createCredential({ name: 'Read only', type: 'pactApi', data: { apiKey: DEMO_KEYS.readOnly, baseUrl: world.sandboxes.pact.url } });
			const execution = await withItems([contact('003000000000022AAA', {})], ['Contacts'], (template) => {
				for (const { credentials } of template.nodes) if (credentials?.pactApi) credentials.pactApi.name = key.name;
			});
			expect(upserted(execution, FAILED)).toMatchObject([{ outcome: 'failed', reason: 'not-allowed', message: expect.stringMatching(/lacks a right: the scope write:contacts\./) as string }]);
		});

		it('a Salesforce credential that Salesforce refuses is an error that says what to do', async () => {
			const wrong = await world.api.createCredential({
				name: 'Wrong org', type: 'pactSalesforceOAuth2Api',
				data: { environment: 'myDomain', baseUrl: world.sandboxes.salesforce.url, clientId: 'x', clientSecret: 'y', oauthTokenData: { access_token: 'no', refresh_token: 'no', instance_url: world.sandboxes.salesforce.url, id: `${world.sandboxes.salesforce.url}/id/${orgId}/005000000000001AAA` } },
			});
			const template = readTemplate('salesforce-to-pact');
			nodeOf(template, 'Salesforce changes').credentials!.pactSalesforceOAuth2Api!.name = wrong.name;
			const execution = await run(template, 'Salesforce changes');

			expect(errorOf(execution)).toMatch(/No access token could be had with this credential\. Open the credential in n8n, connect it again and test it\./);
		});
	});

	describe('"Execute workflow"', () => {
		it('shows real records, moves no cursor, and with Dry Run writes nothing and says what it would do', async () => {
			const template = readTemplate('salesforce-to-pact');
			nodeOf(template, 'Pact Upsert').parameters.options = { dryRun: true };
			const before = (await world.sandboxes.pact.stats()).writes;
			const { id, nodes } = await world.api.createWorkflow(template);
			const execution = await world.api.waitForExecution(await world.api.runManually(id, 'Salesforce changes'));
			const shown = [0, 1, 2, 3].flatMap((output) => outputItems(execution.data, 'Salesforce changes', output));
			const feed = feedId({ id }, nodes.find(({ name }) => name === 'Salesforce changes') as unknown as { id: string });
			const planned = [DONE, REVIEW, FAILED].flatMap((output) => upserted(execution, output)).map(({ message }) => String(message));

			expect(shown.length).toBeGreaterThan(10);
			expect(shown.every(({ json }) => typeof (json.fields as Json).Id === 'string')).toBe(true);
			expect(await world.inStore(async (store) => await store.cursor(feed, 'Contact'))).toBeUndefined();
			expect(planned).toHaveLength(shown.length);
			expect(planned.some((message) => /Would (create|be created)/i.test(message))).toBe(true);
			expect((await world.sandboxes.pact.stats()).writes).toBe(before);
		});
	});

	it('a mapping of types that do not fit is refused before any record, with a report that names the row', async () => {
		const before = (await world.sandboxes.pact.stats()).writes;
		const execution = await withItems([contact('003000000000031AAA', {}, { object: 'Opportunity' })], ['Opportunities'], (template) => {
			(nodeOf(template, 'Opportunities').parameters.rows as { row: Json[] }).row.push({ left: 'IsWon', right: 'close_date', rule: 'default', type: 'date' });
		});

		expect(errorOf(execution)).toMatch(/The mapping does not fit the two systems\. Nothing was mapped.*Must be fixed/s);
		expect(errorOf(execution)).toMatch(/close_date|Close/);
		expect((await world.sandboxes.pact.stats()).writes).toBe(before);
	});

	describe('while the sync runs', () => {
		it('a stage that Pact does not know waits in the review list with its value, and arrives once a person has assigned one', async () => {
			const mark = await batches.mark();
			const account = await world.create('Account', { Name: 'Stage tests' });
			const ids: string[] = [];
			for (const name of ['One', 'Two']) ids.push(await world.create('Opportunity', { Name: name, StageName: 'Handshake', CloseDate: '2027-03-01', AccountId: account }));
			await until(async () => (await batches.since(mark)).filter(({ outcome }) => outcome === 'waiting').length >= 2);
			const [question, ...others] = (await world.inStore(async (store) => await store.openReviews({ kind: 'unmapped-value' }))).filter(({ details }) => details.value === 'Handshake');
			expect(others).toEqual([]);
			expect(question?.details).toMatchObject({ field: 'StageName', value: 'Handshake' });
			expect(question?.details.choices).toContain('Negotiation');

			await world.inStore(async (store) => await store.assignValue(question!.pair, String(question!.details.row), 'left', 'Handshake', 'Negotiation'));
			await batches.arrived(ids, mark);
			const deals = (await world.pactRows('opportunities')).filter(({ custom_fields }) => ids.includes(String(custom_fields.salesforce_id)));
			expect(deals.map(({ name, stage }) => `${String(name)}: ${String(stage)}`).sort()).toEqual(['One: Negotiation', 'Two: Negotiation']);
		});

		it('a Salesforce field that an admin deletes switches off its own row and is asked about by name; the record and all other objects go on', async () => {
			const mark = await batches.mark();
			const asked = async () => (await world.inStore(async (store) => await store.openReviews({ kind: 'mapping' }))).filter(({ message }) => message.includes('Title'));
			await world.sandboxes.salesforce.call('PUT', 'schema', { object: 'Contact', field: 'Title', remove: true });
			const [account, person] = [await world.create('Account', { Name: 'After the deletion' }), await world.create('Contact', { LastName: 'After' })];
			await until(async () => {
				const done = (await batches.since(mark)).filter(({ outcome }) => outcome === 'created').map(({ source }) => source.id);
				return done.includes(account) && done.includes(person);
			});
			expect(await asked()).toHaveLength(1);

			await world.sandboxes.salesforce.call('PUT', 'schema', { object: 'Contact', field: 'Title', type: 'string', length: 128 });
		});
	});
});

function node(name: string, type: string, typeVersion: number, parameters: Json): WorkflowNode {
	return { id: name, name, type: `n8n-nodes-base.${type}`, typeVersion, parameters, position: [0, 0] };
}

async function until(done: () => Promise<boolean>, timeoutMs = 60_000): Promise<void> {
	for (const deadline = Date.now() + timeoutMs; !(await done()); ) {
		if (Date.now() > deadline) throw new Error(`Not so after ${timeoutMs} ms`);
		await new Promise((resolve) => setTimeout(resolve, 300));
	}
}
