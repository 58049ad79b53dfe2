import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { DEMO_KEYS } from '../../../sandbox/pact/auth/apiKeys';
import type { SystemName } from '../../../engine/model';
import type { Screen } from '../../support/pairs/rows';
import { fromNowOn, publishAndWatch, screensFromNowOn } from '../pairs/from-now-on';
import { mapperOf, PairWorld } from '../pairs/pair-world';
import { waitUntil } from '../support/n8n-api';
import { outputItems } from '../support/n8n-run-data';
import type { Template } from '../support/n8n-schemas';
import { PACT_CREDENTIAL } from '../support/sandbox-credentials';

jest.setTimeout(600_000);

const PATIENCE_MS = 120_000;
/** Three polls of Pact: what would flow had flowed. */
const STILL_MS = 30_000;
const NODE = 'Console';

type Json = Record<string, unknown>;
const listSchema = z.looseObject({ items: z.array(z.unknown()) });
const stagesSchema = z.array(z.looseObject({ name: z.string(), stages: z.array(z.looseObject({ name: z.string(), type: z.string(), probability: z.number() })) }));

/** Nobody has said yet what these are in Pact. */
const UNKNOWN_STAGES = ['Value Proposition', 'Perception Analysis'];

/** A person decides about titles, two stages have no partner, and nobody waits for the sample data. */
function adjust(template: Template): void {
	fromNowOn(template);
	const { row } = mapperOf(template, 'Contacts').parameters.rows as { row: Array<{ left: string; rule: string }> };
	for (const each of row) if (each.left === 'Title') each.rule = 'askPerson';
	const { parameters } = mapperOf(template, 'Opportunities');
	const { value } = parameters.values as { value: Array<{ left: string }> };
	parameters.values = { value: value.filter(({ left }) => !UNKNOWN_STAGES.includes(left)) };
}

/** The person on duty, at the Sync Console node. */
describe('stages, questions and answers in a running n8n', () => {
	let world: PairWorld;
	let screens: Record<SystemName, Screen>;

	beforeAll(async () => {
		world = await PairWorld.start({ templates: ['salesforce-pact'], adjust });
		screens = await screensFromNowOn(world);
		await publishAndWatch(world);
	});
	afterAll(async () => {
		await world?.stop();
	});

	/** Runs the node once, as "Execute workflow" does; answers its items, or throws what it says. */
	async function consoleOf(resource: string, operation: string, parameters: Json = {}): Promise<Json[]> {
		const at = (x: number): [number, number] => [x, 0];
		const { id } = await world.api.createWorkflow({
			name: `${resource} ${operation}`,
			nodes: [
				{ id: crypto.randomUUID(), name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, position: at(0), parameters: {} },
				{
					id: crypto.randomUUID(),
					name: NODE,
					type: 'n8n-nodes-pact.syncConsole',
					typeVersion: 1,
					position: at(200),
					parameters: { resource, operation, ...parameters },
					credentials: { pactApi: { name: PACT_CREDENTIAL } },
				},
			],
			connections: { Start: { main: [[{ node: NODE, type: 'main', index: 0 }]] } },
		});
		const { data } = await world.api.waitForExecution(await world.api.runManually(id, 'Start'));
		const { error } = data.resultData;
		if (error) throw new Error(`${error.message} | ${error.description ?? ''}`);
		return outputItems(data, NODE).map(({ json }) => json);
	}

	const until = async <T>(read: () => Promise<T>, done: (value: T) => boolean, what: string): Promise<T> => {
		try {
			return await waitUntil(read, done, { timeoutMs: PATIENCE_MS, what });
		} catch (error) {
			const lines = (await world.log()).slice(-8).map(({ source, outcome, reason, message }) => `${source.system} ${outcome}/${reason}: ${message}`);
			throw new Error(`${String(error)}\nThe log ends so:\n${lines.join('\n')}`, { cause: error });
		}
	};
	const deal = async (name: string) => (await screens.pact.all('opportunities')).find(({ fields }) => fields.name === name);
	const newDeal = async (name: string, stage: string) => await screens.salesforce.create('Opportunity', { Name: name, StageName: stage, CloseDate: '2027-01-31', Amount: 1_000 });
	const stageQuestion = async (stage: string) => {
		const open = await until(async () => await consoleOf('reviewItem', 'getAll', { returnAll: true }), (items) => items.some(({ details }) => (details as Json).value === stage), `a question about ${stage}`);
		return open.find(({ details }) => (details as Json).value === stage) as Json;
	};
	const resolveItem = async (item: Json, answer: string, more: Json = {}) =>
		await consoleOf('reviewItem', 'resolve', { reviewItem: { __rl: true, mode: 'id', value: item.id }, answer, ...more });
	const typed = (value: string) => ({ value: { __rl: true, mode: 'text', value } });
	const fromPact = async (path: string) => {
		const response = await fetch(`${world.sandboxes.pact.url}${path}`, { headers: { authorization: `Bearer ${DEMO_KEYS.full}` } });
		return listSchema.parse(await response.json()).items;
	};
	const pipelines = async () => stagesSchema.parse(await fromPact('/v1/pipelines'));
	const stageMoves = async (id: string) => (await fromPact(`/v1/activities?limit=100&type=deal.stage_changed&opportunity_id=${id}`)).length;

	it('a deal with a stage that Pact does not know waits; the person assigns one, and it arrives in that stage', async () => {
		await newDeal('Waits for a stage', 'Value Proposition');
		const question = await stageQuestion('Value Proposition');
		expect(question).toMatchObject({ kind: 'unmapped-value', answers: [{ answer: 'assign' }, { answer: 'createStage' }], details: { stageType: 'open' } });
		expect(await deal('Waits for a stage')).toBeUndefined();
		await expect(resolveItem(question, 'assign', typed('No such stage'))).rejects.toThrow('not among the values that the other side is known to have');
		expect(await resolveItem(question, 'assign', typed('proposal'))).toMatchObject([{ closed: true }]);
		const arrived = await until(async () => await deal('Waits for a stage'), (row) => row !== undefined, 'the deal in Pact');
		expect(arrived?.fields).toMatchObject({ stage: 'proposal', pipeline: 'New Business' });
	});

	it('what was assigned counts for later deals, without a question', async () => {
		await newDeal('Asks nobody', 'Value Proposition');
		const arrived = await until(async () => await deal('Asks nobody'), (row) => row !== undefined, 'the second deal in Pact');
		expect(arrived?.fields.stage).toBe('proposal');
	});

	it('a stage that Pact lacks is made there by the person’s word, and the deal arrives in it', async () => {
		await newDeal('Gets a stage of its own', 'Perception Analysis');
		const question = await stageQuestion('Perception Analysis');
		const creating = { authentication: 'apiKey', pipeline: 'New Business', stage: { probability: 65 } };
		expect(await resolveItem(question, 'createStage', creating)).toMatchObject([{ closed: true, message: expect.stringContaining('“Perception Analysis” was made in Pact’s pipeline “New Business”') }]);
		const arrived = await until(async () => await deal('Gets a stage of its own'), (row) => row !== undefined, 'the deal in Pact');
		expect(arrived?.fields).toMatchObject({ stage: 'Perception Analysis', probability: 65 });
		expect((await pipelines()).find(({ name }) => name === 'New Business')?.stages.at(-1)).toMatchObject({ name: 'Perception Analysis', type: 'open' });
	});

	it('a deal that is won in the CRM is won in Pact with one step of its history, and the way back sets closed and won', async () => {
		const id = await newDeal('To be won', 'Qualification');
		const made = await until(async () => await deal('To be won'), (row) => row !== undefined, 'the deal in Pact');
		await screens.salesforce.edit('Opportunity', id, { StageName: 'Closed Won' });
		await until(async () => await deal('To be won'), (row) => row?.fields.stage === 'Closed Won', 'the won deal in Pact');
		expect(await stageMoves(made?.id ?? '')).toBe(1);
		await screens.pact.edit('opportunities', made?.id ?? '', { stage: 'Closed Lost' });
		const lost = await until(
			async () => (await screens.salesforce.all('Opportunity')).find((row) => row.id === id),
			(row) => row?.fields.StageName === 'Closed Lost',
			'the lost deal in Salesforce',
		);
		expect(lost?.fields).toMatchObject({ IsClosed: true, IsWon: false, Probability: 0 });
	});

	it('a deal of another pipeline keeps to it, both ways, pipeline and stage in one step', async () => {
		const recordType = (await world.screen('salesforce').all('Opportunity')).find(({ fields }) => fields.StageName === 'Renewal Due')?.fields.RecordTypeId;
		const id = await screens.salesforce.create('Opportunity', { Name: 'To be renewed', StageName: 'Renewal Due', RecordTypeId: recordType, CloseDate: '2027-01-31', Amount: 500 });
		const made = await until(async () => await deal('To be renewed'), (row) => row !== undefined, 'the renewal in Pact');
		expect(made?.fields).toMatchObject({ pipeline: 'Renewals', stage: 'Renewal due' });
		await screens.pact.edit('opportunities', made?.id ?? '', { stage: 'Renewed' });
		const renewed = await until(
			async () => (await screens.salesforce.all('Opportunity')).find((row) => row.id === id),
			(row) => row?.fields.StageName === 'Renewed',
			'the renewed deal in Salesforce',
		);
		expect(renewed?.fields).toMatchObject({ RecordTypeId: recordType, IsClosed: true, IsWon: true, Probability: 100 });
	});

	it('pausing lets nothing through, resuming all of it; what both sides changed meanwhile is asked, and the answer is written', async () => {
		const left = await screens.salesforce.create('Contact', { FirstName: 'Rev', LastName: 'Iewed', Email: 'rev@stages-review.com', Title: 'old' });
		const find = async () => (await screens.pact.all('contacts')).find(({ fields }) => fields.email === 'rev@stages-review.com');
		const right = (await until(find, (row) => row !== undefined, 'the contact in Pact'))?.id ?? '';
		const title = async () => [(await screens.salesforce.all('Contact')).find(({ id }) => id === left)?.fields.Title, (await find())?.fields.title];

		const paused = await consoleOf('sync', 'pause', { trigger: '', reason: 'A test' });
		expect(paused).toHaveLength(2);
		await sleep(2_000);
		await screens.salesforce.edit('Contact', left, { Title: 'of the left' });
		await screens.pact.edit('contacts', right, { title: 'of the right' });
		await sleep(STILL_MS);
		expect(await title()).toEqual(['of the left', 'of the right']);
		expect(await consoleOf('health', 'get')).toMatchObject([{ triggers: [{ condition: 'paused', advice: expect.stringContaining('A test') }, { condition: 'paused' }] }]);

		await consoleOf('sync', 'resume', { trigger: '' });
		const open = await until(async () => await consoleOf('reviewItem', 'getAll', { returnAll: true, filters: { kind: 'conflict' } }), ({ length }) => length > 0, 'a conflict');
		expect(open).toMatchObject([{ details: { left: 'of the left', right: 'of the right' } }]);
		expect(await title()).toEqual(['of the left', 'of the right']);

		const [explained] = await consoleOf('record', 'explain', { recordId: right });
		expect(explained?.summary).toEqual(expect.arrayContaining([`Pact contacts ${right} is kept in step with Salesforce Contact ${left}.`, expect.stringMatching(/^A person is asked: .*was changed on both sides/)]));
		const fields = (explained?.links as Array<{ fields: Json[] }>)[0]?.fields ?? [];
		expect(fields.find(({ left: field }) => field === 'Title')).toMatchObject({ standing: 'asked', ruleInWords: 'a person decides when both sides were changed' });

		await resolveItem(open[0] as Json, 'useLeft');
		await until(title, ([, there]) => there === 'of the left', 'the decided title in Pact');
		expect(await title()).toEqual(['of the left', 'of the left']);
		expect(await consoleOf('reviewItem', 'getAll', { returnAll: true, filters: { kind: 'conflict' } })).toEqual([]);
	});

	it('a record’s links, its log, the health of all triggers and the settings are told', async () => {
		const contact = (await screens.pact.all('contacts')).find(({ fields }) => fields.email === 'rev@stages-review.com');
		expect(await consoleOf('record', 'getLinks', { recordId: contact?.id })).toMatchObject([{ side: 'right', other: { system: 'salesforce', object: 'Contact' } }]);
		const lines = await consoleOf('log', 'getAll', { limit: 3, filters: { recordId: contact?.id, outcome: 'updated' } });
		expect(lines[0]).toMatchObject({ outcome: 'updated', movements: [{ field: 'title', to: 'of the left' }] });
		const [health] = await consoleOf('health', 'get');
		expect(health).toMatchObject({ triggers: [{ condition: 'well', polledAt: expect.any(String) }, { condition: 'well' }], issues: 0 });
		const [settings] = await consoleOf('sync', 'exportSettings');
		expect(settings?.assignments).toHaveLength(2);
		expect(await consoleOf('sync', 'importSettings', { settings: JSON.stringify(settings) })).toMatchObject([{ assignments: 2 }]);
		await expect(consoleOf('record', 'explain', { recordId: 'nobody' })).rejects.toThrow(/No sync has seen a record with the id nobody.*\| Check the id/);
		await expect(consoleOf('sync', 'forget', { forget: 'pair', pair: 'x', confirmed: false })).rejects.toThrow('Nothing was forgotten.');
	});

	it('the node’s lists are filled from the store as it is', async () => {
		const type = 'n8n-nodes-pact.syncConsole';
		expect((await world.api.loadOptions('getTriggers', { type, parameters: { resource: 'sync', operation: 'pause' } })).map(({ name }) => name)).toEqual([
			expect.stringMatching(/\/ Pact changes$/),
			expect.stringMatching(/\/ Salesforce changes$/),
		]);
		expect((await world.api.loadOptions('getSyncs', { type, parameters: { resource: 'log', operation: 'getAll' } })).map(({ name }) => name)).toContain('Salesforce Opportunity ⇄ Pact opportunities');
	});
});
