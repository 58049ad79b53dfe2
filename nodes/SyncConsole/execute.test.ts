import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { Flow, PAIR, row } from '../../console/flow.fixture';
import { nudged } from '../common/sync-trigger/nudges';
import { run } from './execute';
import { SyncConsole } from './SyncConsole.node';

let flow: Flow;
beforeEach(async () => {
	flow = await Flow.start([row('Name', { rule: 'newestWins' }), row('Title')]);
});
afterEach(() => flow.stop());

const { properties } = new SyncConsole().description;
const isShown = ({ displayOptions }: INodeProperties, parameters: IDataObject): boolean =>
	Object.entries(displayOptions?.show ?? {}).every(([name, values]) => (values as unknown[]).includes(parameters[name] as string));

/** As n8n gives them: what is shown and was not set has its default; what is not shown has no value, and is an error without a fallback. */
function valueOf(name: string, parameters: IDataObject): unknown {
	const property = properties.find((candidate) => candidate.name === name && isShown(candidate, { ...defaults(parameters), ...parameters }));
	return property === undefined ? undefined : (parameters[name] ?? property.default);
}
const defaults = (parameters: IDataObject): IDataObject =>
	Object.fromEntries(properties.filter((property) => isShown(property, parameters)).map(({ name, default: value }) => [name, value]));

async function consoleOf(resource: string, operation: string, parameters: IDataObject = {}, more: Partial<IExecuteFunctions> = {}) {
	const given = { resource, operation, ...parameters };
	const context = {
		getInputData: () => [{ json: {} }],
		getNode: () => ({ id: 'n', name: 'Console', type: 't', typeVersion: 1, position: [0, 0], parameters: {} }),
		getWorkflow: () => ({ name: 'Duty' }),
		getExecutionId: () => '42',
		getNodeParameter: (name: string, _item: number, fallback?: unknown) => {
			const value = valueOf(name, given) ?? fallback;
			if (value === undefined) throw new Error(`Could not get parameter "${name}"`);
			return value;
		},
		continueOnFail: () => false,
		...more,
	} as unknown as IExecuteFunctions;
	return (await run(context, flow.store)).map(({ json }) => json);
}

async function conflict(): Promise<void> {
	flow.edit('left', 'L', { Name: 'Deal', Title: 'a' });
	flow.edit('right', 'R', { name: 'Deal', title: 'b' });
	await flow.sync('left', 'L');
}

it('every operation of the lists is there, with the parameters as they stand when nothing was changed', async () => {
	const operations = properties.filter(({ name }) => name === 'operation');
	const asked = operations.flatMap(({ displayOptions, options = [] }) => options.map((option) => [String((displayOptions?.show?.resource ?? [])[0]), String('value' in option ? option.value : '')] as const));
	expect(asked.length).toBeGreaterThan(14);
	for (const [resource, operation] of asked) {
		const answer = consoleOf(resource, operation).then(
			() => '',
			(error: Error) => error.message,
		);
		expect([resource, operation, await answer]).not.toEqual([resource, operation, expect.stringContaining('There is no operation')]);
	}
});

it('an answer takes effect and wakes the triggers', async () => {
	await conflict();
	const [item] = await consoleOf('reviewItem', 'getAll');
	expect(item).toMatchObject({ kind: 'conflict', pair: PAIR, details: { left: 'a', right: 'b' } });
	const stop = new AbortController();
	let woken = false;
	void nudged('feed-right', stop.signal).then(() => (woken = !stop.signal.aborted));
	expect(await consoleOf('reviewItem', 'resolve', { reviewItem: { __rl: true, mode: 'list', value: item?.id } as never, answer: 'useRight' })).toMatchObject([{ id: item?.id, answer: 'useRight', closed: true }]);
	await flow.flow();
	expect(flow.fields('left', 'L').Title).toBe('b');
	expect(woken).toBe(true);
	stop.abort();
});

it('what cannot be done says what to do, per item where the node goes on', async () => {
	await expect(consoleOf('record', 'explain', { recordId: 'X' })).rejects.toMatchObject({ message: expect.stringContaining('No sync has seen a record'), description: expect.stringContaining('Check the id') });
	await expect(consoleOf('record', 'explain')).rejects.toMatchObject({ description: expect.stringContaining('Give the ID of the record.') });
	await expect(consoleOf('sync', 'forget', { forget: 'pair', pair: PAIR })).rejects.toMatchObject({ message: 'Nothing was forgotten.' });
	await expect(consoleOf('sync', 'importSettings', { settings: 'no json' })).rejects.toMatchObject({ message: 'This is no export of the sync’s settings.' });
	expect(await consoleOf('record', 'getLinks', { recordId: 'X' }, { continueOnFail: () => true })).toEqual([{ error: expect.stringContaining('No sync has seen') }]);
});

it('a sync that a person wants forgotten is forgotten, and only then', async () => {
	await conflict();
	expect(await consoleOf('sync', 'forget', { forget: 'pair', pair: JSON.stringify({ pair: PAIR, left: '00D', right: 'ws' }), confirmed: true })).toMatchObject([{ forgotten: true, links: 1 }]);
	expect(await flow.store.linksTo([flow.ref('left', 'L')])).toEqual([]);
});

it('the log is read whole, or to the limit, by what the filters say', async () => {
	await conflict();
	for (const title of ['c', 'd', 'e']) {
		flow.edit('left', 'L', { Name: title });
		await flow.sync('left', 'L');
	}
	expect(await consoleOf('log', 'getAll', { returnAll: true })).toHaveLength(4);
	expect(await consoleOf('log', 'getAll', { limit: 2 })).toHaveLength(2);
	expect(await consoleOf('log', 'getAll', { returnAll: true, filters: { recordId: 'R', outcome: 'updated', reason: '', text: 'name', since: '2020-01-01' } })).toHaveLength(3);
});

it('settings and health are one item each, and pausing one a trigger', async () => {
	expect(await consoleOf('sync', 'pause', { trigger: '', reason: 'Migration' })).toHaveLength(2);
	expect(await consoleOf('health', 'get')).toMatchObject([{ status: 'attention', triggers: [{ condition: 'paused' }, { condition: 'paused' }] }]);
	expect(await consoleOf('sync', 'resume', { trigger: 'feed-left' })).toEqual([{ feed: 'feed-left', name: 'feed-left', paused: false }]);
	expect(await consoleOf('sync', 'exportSettings')).toMatchObject([{ assignments: [] }]);
});

it('several questions are answered at once, and one that cannot be says why', async () => {
	await conflict();
	await flow.store.noteReview([{ kind: 'duplicate', pair: PAIR, key: 'd', message: 'Two.', details: {} }]);
	const ids = (await consoleOf('reviewItem', 'getAll')).map(({ id }) => String(id));
	const answered = await consoleOf('reviewItem', 'resolve', { reviewItem: { __rl: true, mode: 'id', value: ids.join(', ') } as never, answer: 'useLeft' });
	expect(answered).toMatchObject([{ id: ids[0], answered: true }, { id: ids[1], answered: false, message: expect.stringContaining('does not take the answer') }]);
	expect(await consoleOf('log', 'getAll', { returnAll: true, filters: { person: 'Sync Console node in the workflow "Duty"' } })).toMatchObject([{ reason: 'decided', execution: '42' }]);
});

it('a decided value is listed and taken back', async () => {
	await flow.store.assignValue(PAIR, 'Title~title', 'left', 'Boss', 'CEO');
	const [decided, ...others] = await consoleOf('reviewItem', 'getAssignments', { assignmentFilters: { pair: PAIR } });
	expect(others).toEqual([]);
	expect(decided).toMatchObject({ field: 'Title', from: 'Boss', to: 'CEO' });
	expect(await consoleOf('reviewItem', 'removeAssignment', { assignment: decided?.id as string })).toMatchObject([{ removed: true }]);
	expect(await consoleOf('reviewItem', 'getAssignments')).toEqual([]);
	await expect(consoleOf('reviewItem', 'removeAssignment')).rejects.toMatchObject({ message: 'No decided value was chosen.' });
});
