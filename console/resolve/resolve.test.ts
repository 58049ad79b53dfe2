import { Flow, PAIR, row } from '../flow.fixture';
import { questions } from '../questions';
import { resolve, type Given, type NewStage } from '.';

let flow: Flow;
afterEach(() => flow.stop());

const only = async () => {
	const open = await questions(flow.store);
	expect(open).toHaveLength(1);
	return open[0] as (typeof open)[number];
};
const answer = async (given: Given, hands = {}) => await resolve(flow.store, (await only()).id, given, hands);
const titles = () => [flow.fields('left', 'L').Title, flow.fields('right', 'R').title];

/** Two linked records whose titles were both changed. */
async function inConflict(): Promise<void> {
	flow.edit('left', 'L', { Name: 'Deal', Title: 'old' });
	flow.edit('right', 'R', { name: 'Deal', title: 'old' });
	await flow.sync('left', 'L');
	flow.edit('left', 'L', { Title: 'of the left' });
	flow.edit('right', 'R', { title: 'of the right' });
	expect((await flow.sync('left', 'L'))?.reason).toBe('ask-person');
	await flow.sync('right', 'R');
	expect(titles()).toEqual(['of the left', 'of the right']);
}

describe('a field that both sides changed', () => {
	beforeEach(async () => {
		flow = await Flow.start([row('Name', { rule: 'newestWins' }), row('Title')]);
		await inConflict();
	});

	it.each([
		['useLeft', 'of the left'],
		['useRight', 'of the right'],
	] as const)('holds %s on both sides after the next turn, and is asked no more', async (chosen, expected) => {
		expect(await answer({ answer: chosen })).toMatchObject({ closed: true, message: expect.stringContaining('in a moment') });
		await flow.flow();
		expect(titles()).toEqual([expected, expected]);
		expect(await questions(flow.store)).toEqual([]);
		await flow.sync('left', 'L');
		await flow.sync('right', 'R');
		expect(titles()).toEqual([expected, expected]);
	});

	it('holds a typed value on both sides, whichever record comes first', async () => {
		await answer({ answer: 'useValue', value: 'agreed' });
		await flow.sync('right', 'R');
		await flow.flow();
		expect(titles()).toEqual(['agreed', 'agreed']);
		expect(await questions(flow.store)).toEqual([]);
	});

	it('goes on as usual afterwards: the next edit of one side travels', async () => {
		await answer({ answer: 'useValue', value: 'agreed' });
		await flow.flow();
		flow.edit('right', 'R', { title: 'later' });
		await flow.sync('right', 'R');
		expect(titles()).toEqual(['later', 'later']);
	});

	it('is asked again when the losing side was changed after the person had seen it', async () => {
		flow.edit('right', 'R', { title: 'newer still' });
		await answer({ answer: 'useLeft' });
		await flow.flow();
		expect(titles()).toEqual(['of the left', 'newer still']);
		expect((await only()).details).toMatchObject({ left: 'of the left', right: 'newer still' });
	});

	it('does not take answers of other kinds, and says which it takes', async () => {
		await expect(answer({ answer: 'assign', value: 'x' })).rejects.toMatchObject({
			message: 'This question does not take the answer "assign".',
			advice: expect.stringContaining('useLeft (Use the value of Salesforce), useRight (Use the value of Pact)'),
		});
		await expect(answer({ answer: 'useValue' })).rejects.toThrow('There is no value to use.');
		await expect(resolve(flow.store, '987654', { answer: 'useLeft' })).rejects.toThrow('There is no question 987654');
	});

	it('cannot be answered twice', async () => {
		const { id } = await only();
		await resolve(flow.store, id, { answer: 'useLeft' });
		await expect(resolve(flow.store, id, { answer: 'useRight' })).rejects.toThrow('answered already');
	});
});

describe('a typed value', () => {
	it('must be one that the field can hold', async () => {
		flow = await Flow.start([row('Name', { rule: 'newestWins' }), row('Title', { lens: { kind: 'number' } })]);
		flow.edit('left', 'L', { Name: 'Deal', Title: 1 });
		flow.edit('right', 'R', { name: 'Deal', title: 2 });
		await flow.sync('left', 'L');
		await expect(answer({ answer: 'useValue', value: 'many' })).rejects.toThrow('“Title” cannot hold this value.');
		await answer({ answer: 'useValue', value: '3' });
		await flow.flow();
		expect(titles()).toEqual([3, 3]);
	});

	it('of a list may be said in the words of either side', async () => {
		flow = await Flow.start([row('Name', { rule: 'newestWins' }), row('Title', { lens: { kind: 'picklist', values: [['Hot', 'h'], ['Cold', 'c'], ['Warm', 'w']] } })]);
		flow.edit('left', 'L', { Name: 'Deal', Title: 'Hot' });
		flow.edit('right', 'R', { name: 'Deal', title: 'c' });
		await flow.sync('left', 'L');
		await answer({ answer: 'useValue', value: 'warm' });
		await flow.flow();
		expect(titles()).toEqual(['Warm', 'w']);
	});
});

describe('a stage that Pact does not know', () => {
	const stageRow = row('Stage', { id: 'StageName~stage', left: 'StageName', right: 'stage', lens: { kind: 'picklist', values: [['Won', 'won']] }, rule: 'newestWins' });
	const ask = async (more: object = {}) =>
		await flow.store.noteReview([
			{
				kind: 'unmapped-value',
				pair: PAIR,
				key: `value|${PAIR}|${stageRow.id}|left|legal review`,
				message: 'No partner.',
				details: { row: stageRow.id, field: 'StageName', label: 'Stage', side: 'left', value: 'Legal Review', choices: ['won', 'n7'], choiceLabels: ['Won', 'Negotiation'], ...more },
			},
		]);

	beforeEach(async () => {
		flow = await Flow.start([row('Name', { rule: 'newestWins' }), stageRow]);
		await ask();
	});

	it('takes one by its name as people know it, keeps it, and lets the records that waited go on', async () => {
		flow.edit('left', 'L', { Name: 'Deal', StageName: 'Legal Review' });
		await flow.sync('left', 'L');
		expect(await flow.store.pendingCounts('feed-left')).toEqual({ waiting: 1 });
		await answer({ answer: 'assign', value: 'negotiation' });
		expect(await flow.store.assignments(PAIR, 'left')).toEqual({ [stageRow.id]: { 'Legal Review': 'n7' } });
		expect(await flow.store.pendingCounts('feed-left')).toEqual({ due: 1 });
		expect(await questions(flow.store)).toEqual([]);
	});

	it('takes none that the other side does not have, unless it is told to', async () => {
		await expect(answer({ answer: 'assign', value: 'Somewhere' })).rejects.toThrow('not among the values that the other side is known to have: Won, Negotiation');
		await answer({ answer: 'assign', value: 'Somewhere', anyValue: true });
		expect(await flow.store.assignments(PAIR, 'left')).toEqual({ [stageRow.id]: { 'Legal Review': 'Somewhere' } });
	});

	it('is made in Pact with the name and the kind that it has in the CRM, and assigned', async () => {
		await ask({ stageType: 'lost' });
		const made: NewStage[] = [];
		const createStage = async (stage: NewStage) => {
			made.push(stage);
			return { name: 'Legal review', pipeline: 'New Business' };
		};
		expect((await answer({ answer: 'createStage', stage: { pipeline: 'New Business' } }, { createStage })).message).toMatch(/made in Pact’s pipeline “New Business”/);
		expect(made).toEqual([{ name: 'Legal Review', pipeline: 'New Business', type: 'lost' }]);
		expect(await flow.store.assignments(PAIR, 'left')).toEqual({ [stageRow.id]: { 'Legal Review': 'Legal review' } });
	});

	it('stays a question when Pact refuses to make it', async () => {
		const createStage = async () => await Promise.reject(new Error('No such call.'));
		await expect(answer({ answer: 'createStage' }, { createStage })).rejects.toThrow('No such call.');
		await expect(answer({ answer: 'createStage' })).rejects.toThrow('without a Pact credential');
		await only();
	});
});

describe('a record with several possible partners', () => {
	it('is linked with the one that a person chooses, and written to it', async () => {
		flow = await Flow.start([row('Name', { rule: 'newestWins' }), row('Title', { rule: 'alwaysLeft' })]);
		for (const id of ['R1', 'R2']) flow.edit('right', id, { name: 'Deal', title: '' });
		flow.edit('left', 'L', { Name: 'Deal', Title: 'CTO' });
		expect((await flow.sync('left', 'L'))?.reason).toBe('ambiguous-match');
		expect((await only()).answers).toEqual([{ answer: 'choose', label: 'Link with this record', value: { choices: [{ value: 'R1', label: 'R1' }, { value: 'R2', label: 'R2' }], typed: false } }]);
		await expect(answer({ answer: 'choose', value: 'R9' })).rejects.toThrow('R9 is none of the records that match: R1, R2.');
		await answer({ answer: 'choose', value: 'R2' });
		await flow.flow();
		expect([flow.fields('right', 'R1').title, flow.fields('right', 'R2').title]).toEqual(['', 'CTO']);
		expect(await questions(flow.store)).toEqual([]);
		expect(await flow.store.issues({ limit: 5 })).toEqual({ issues: [] });
	});
});

describe('more deletes than a run passes on', () => {
	const guards = { maxArchives: 0 };
	beforeEach(async () => {
		flow = await Flow.start([row('Name', { rule: 'newestWins' })], { deletes: { left: 'ignore', right: 'archive' } });
		for (const id of ['1', '2', '3']) {
			flow.edit('left', `L${id}`, { Name: `Deal ${id}` });
			await flow.sync('left', `L${id}`);
			flow.edit('left', `L${id}`, {});
			await flow.sync('left', `L${id}`, { guards }, 'deleted');
		}
		expect(flow.archived).toEqual([]);
	});

	it('pass when a person lets them, all of them', async () => {
		expect((await answer({ answer: 'letThrough' })).message).toMatch(/^3 deleted records/);
		await flow.flow({ guards }, 'deleted');
		expect(flow.archived).toHaveLength(3);
		expect(await questions(flow.store)).toEqual([]);
	});

	it('come to nothing when a person says so', async () => {
		await answer({ answer: 'keepRecords' });
		expect(await flow.flow({ guards }, 'deleted')).toEqual([]);
		expect(await flow.store.pendingCounts()).toEqual({});
		expect(await flow.store.log({ record: flow.ref('left', 'L1'), limit: 1 })).toMatchObject([{ outcome: 'skipped', message: expect.stringContaining('not passed on to Pact') }]);
	});
});

describe('other questions', () => {
	it('about duplicates are dismissed; about a mapping they stay until all is well', async () => {
		flow = await Flow.start([]);
		await flow.store.noteReview([{ kind: 'mapping', pair: PAIR, key: 'row', message: 'A field is gone.', details: {} }]);
		let rechecked = 0;
		expect((await answer({ answer: 'recheck' }, { recheck: () => (rechecked += 1) })).closed).toBe(false);
		expect(rechecked).toBe(1);
		await answer({ answer: 'dismiss' });
		await flow.store.noteReview([{ kind: 'duplicate', pair: PAIR, key: 'a~b', message: 'Two.', details: {} }]);
		await answer({ answer: 'dismiss' });
		expect(await questions(flow.store)).toEqual([]);
	});
});
