import type { IDataObject, IExecuteFunctions, INodePropertyCollection, WorkflowExecuteMode } from 'n8n-workflow';
import { THRESHOLDS } from '../../console';
import { Flow, row } from '../../console/flow.fixture';
import { run } from './execute';
import { healthProperties } from './properties/health';

let flow: Flow;
beforeEach(async () => {
	flow = await Flow.start([row('Name', { rule: 'newestWins' }), row('Title')]);
	await flow.store.noteRound('feed-left', { trouble: 'No.', class: 'credential-refused' });
	await flow.store.pauseFeed('feed-right');
});
afterEach(() => flow.stop());

interface Given {
	mode?: WorkflowExecuteMode;
	node?: string;
	input?: IDataObject;
	continueOnFail?: boolean;
}

/** A node of that id in a workflow, with the parameters as they stand when nothing was changed, and with what was. */
async function consoleOf(operation: string, parameters: IDataObject = {}, { mode = 'trigger', node = 'n', input = {}, continueOnFail = false }: Given = {}): Promise<IDataObject[]> {
	const resource = operation.endsWith('Form') || operation.endsWith('Page') ? 'reviewItem' : 'health';
	const given: IDataObject = { resource, operation, alerts: 'news', alertOptions: {}, since: '', chosenItem: '', submitted: input, decidedBy: '', ...parameters };
	const context = {
		getInputData: () => [{ json: input }],
		getNode: () => ({ id: node, name: 'Console', type: 't', typeVersion: 1, position: [0, 0], parameters: {} }),
		getWorkflow: () => ({ id: 'w', name: 'Duty' }),
		getMode: () => mode,
		getExecutionId: () => '42',
		getNodeParameter: (name: string, _item: number, fallback?: unknown) => given[name] ?? fallback,
		continueOnFail: () => continueOnFail,
	} as unknown as IExecuteFunctions;
	return (await run(context, flow.store)).map(({ json }) => json);
}

const refused = { kind: 'credential', severity: 'now', trigger: 'feed-left' };

describe('alerts', () => {
	it('are news once to each node, or to each listener by name', async () => {
		expect(await consoleOf('getAlerts')).toMatchObject([{ ...refused, state: 'began' }]);
		expect(await consoleOf('getAlerts')).toEqual([]);
		expect(await consoleOf('getAlerts', {}, { node: 'another' })).toHaveLength(1);
		const named = { alertOptions: { listener: 'team' } };
		expect(await consoleOf('getAlerts', named)).toHaveLength(1);
		expect(await consoleOf('getAlerts', named, { node: 'another' })).toEqual([]);
	});

	it('that ended are told, unless nobody wants to hear of them', async () => {
		await consoleOf('getAlerts');
		await consoleOf('getAlerts', {}, { node: 'another' });
		await flow.store.holdFeed('feed-left', 'me', 60_000);
		await flow.store.noteRound('feed-left', {});
		// The flow's clock stands, and this one does not: what is long ago by it is silent now.
		const told = await consoleOf('getAlerts');
		expect(told.filter(({ kind }) => kind === 'credential')).toMatchObject([{ ...refused, state: 'ended', endedAt: expect.any(String) }]);
		const wanted = await consoleOf('getAlerts', { alertOptions: { ended: false } }, { node: 'another' });
		expect(wanted.filter(({ state }) => state === 'ended')).toEqual([]);
	});

	it('that stand are shown, and none is marked as told, when a person asks for them or tries the workflow', async () => {
		expect(await consoleOf('getAlerts', { alerts: 'standing' })).toMatchObject([{ ...refused, state: 'stands' }]);
		expect(await consoleOf('getAlerts', {}, { mode: 'manual' })).toMatchObject([{ ...refused, state: 'stands' }]);
		expect(await consoleOf('getAlerts')).toHaveLength(1);
	});

	it('begin where the options say, and where the engine says when nothing was changed', async () => {
		const { options = [] } = healthProperties.find(({ name }) => name === 'alertOptions') ?? {};
		const defaults = Object.fromEntries((options as Array<INodePropertyCollection & { default: unknown }>).map(({ name, default: value }) => [name, value]));
		expect(defaults).toMatchObject(THRESHOLDS);
		await flow.store.noteRound('feed-left', { trouble: 'Away.' });
		const soon = await consoleOf('getAlerts', { alerts: 'standing', alertOptions: { troubleMinutes: 0 } });
		expect(soon.map(({ kind }) => kind)).toContain('trouble');
		const late = await consoleOf('getAlerts', { alerts: 'standing', alertOptions: { troubleMinutes: 10_000_000_000 } });
		expect(late.map(({ kind }) => kind)).not.toContain('trouble');
	});
});

it('a digest is one item with figures and words, of a day or since a time', async () => {
	const [day] = await consoleOf('getDigest');
	expect(Date.parse(String(day?.until)) - Date.parse(String(day?.since))).toBe(24 * 3_600_000);
	expect(day).toMatchObject({ status: 'trouble', outcomes: {}, subject: expect.any(String), text: expect.stringContaining('Credential refused: feed-left'), html: expect.stringContaining('<h2>') });
	flow.edit('left', 'L', { Name: 'Deal' });
	await flow.sync('left', 'L');
	expect(await consoleOf('getDigest', { since: '2020-01-01' })).toMatchObject([{ since: '2020-01-01T00:00:00.000Z', outcomes: { created: 1 } }]);
});

describe('the review list by form', () => {
	beforeEach(async () => {
		flow.edit('left', 'L', { Name: 'Deal', Title: 'a' });
		flow.edit('right', 'R', { name: 'Deal', title: 'b' });
		await flow.sync('left', 'L');
	});

	it('asks which question, asks it, and takes the answer by whoever gave it', async () => {
		const [list] = await consoleOf('getFormPage');
		const [{ fieldOptions }] = JSON.parse(String(list?.fields)) as [{ fieldOptions: { values: [{ option: string }] } }];
		const [{ option: chosenItem }] = fieldOptions.values;
		const [page] = await consoleOf('getFormPage', { chosenItem });
		expect(page).toMatchObject({ open: 1, description: expect.stringContaining('Salesforce: <b>a</b>') });
		const input = { Answer: 'Use the value of Pact', submittedAt: '2026-11-21', formMode: 'production' };
		expect(await consoleOf('answerForm', { chosenItem: page?.id as string, decidedBy: 'Ann' }, { input })).toMatchObject([{ answer: 'useRight', closed: true }]);
		expect(await flow.store.log({ reason: 'decided', limit: 9 })).toMatchObject([{ person: 'Ann', execution: '42' }]);
		await flow.flow();
		expect(flow.fields('left', 'L').Title).toBe('b');
		expect(await consoleOf('getFormPage')).toMatchObject([{ open: 0 }]);
	});

	it('says what is wrong with an answer, and that a question is not open any more', async () => {
		const [page] = await consoleOf('getFormPage', { chosenItem: (await flow.store.openReviews())[0]?.id ?? '' });
		const chosenItem = page?.id as string;
		await expect(consoleOf('answerForm', { chosenItem }, { input: { Answer: 'Perhaps' } })).rejects.toMatchObject({ message: 'The form gave no answer that this question takes.', description: expect.stringContaining('Use the value of Pact') });
		expect(await consoleOf('answerForm', { chosenItem: '#987: Something', submitted: '{"Answer":"Use the value of Pact"}' }, { continueOnFail: true })).toEqual([{ error: 'This question is not open (any more).' }]);
		expect(await consoleOf('answerForm', { chosenItem, submitted: '{"Answer":"Use the value of Pact"}' })).toMatchObject([{ closed: true }]);
		expect(await flow.store.log({ reason: 'decided', limit: 9 })).toMatchObject([{ person: expect.stringContaining('Duty') }]);
	});
});
