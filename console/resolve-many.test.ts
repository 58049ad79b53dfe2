import { Flow, PAIR, row } from './flow.fixture';
import { questions } from './questions';
import { resolve } from './resolve';
import { MOST_AT_ONCE, resolveMany, saidOfMany } from './resolve-many';

const by = { person: 'ann' };
let flow: Flow;
beforeEach(async () => {
	flow = await Flow.start([row('Name', { rule: 'newestWins' }), row('Title'), row('City')]);
});
afterEach(() => flow.stop());

/** As many pairs of records, of which both sides changed title and city. */
async function conflicts(count: number): Promise<void> {
	for (let number = 1; number <= count; number += 1) {
		flow.edit('left', `L${number}`, { Name: `Deal ${number}`, Title: 'left', City: 'left' });
		flow.edit('right', `R${number}`, { name: `Deal ${number}`, title: 'right', city: 'right' });
		await flow.sync('left', `L${number}`);
	}
}
const titles = (side: 'left' | 'right') => [...flow.records[side].values()].map(({ fields }) => fields[side === 'left' ? 'Title' : 'title']);
const group = async (row: string) => {
	const found = (await flow.store.questionGroups()).find((one) => one.row === row);
	return { pair: PAIR, kind: 'conflict' as const, row, upTo: found?.upTo ?? '' };
};

it('all conflicts of one field are answered at once, and no other field’s', async () => {
	await conflicts(3);
	const done = await resolveMany(flow.store, await group('Title~title'), { answer: 'useRight' }, { by });
	expect(done).toEqual({ answered: 3, refused: [], more: false });
	await flow.flow();
	expect([titles('left'), titles('right')]).toEqual([['right', 'right', 'right'], ['right', 'right', 'right']]);
	expect((await questions(flow.store)).map(({ details }) => details.row)).toEqual(['City~city', 'City~city', 'City~city']);
	expect(await flow.store.log({ person: 'ann', limit: 9 })).toHaveLength(3);
});

it('what came after the person saw how many there are waits for its own answer', async () => {
	await conflicts(1);
	const seen = await group('Title~title');
	flow.edit('left', 'L9', { Name: 'Deal 9', Title: 'left' });
	flow.edit('right', 'R9', { name: 'Deal 9', title: 'right' });
	await flow.sync('left', 'L9');
	expect(await resolveMany(flow.store, seen, { answer: 'useLeft' })).toMatchObject({ answered: 1 });
	expect((await questions(flow.store, { row: 'Title~title' })).map(({ source }) => source?.id)).toEqual(['L9']);
});

it('one that cannot be answered so says why and stays, and the others go on', async () => {
	await conflicts(2);
	await flow.store.noteReview([{ kind: 'deletes', pair: PAIR, key: 'left', message: 'Many.', details: {} }]);
	const ids = (await questions(flow.store)).map(({ id }) => id);
	const [answered = ''] = ids;
	await resolve(flow.store, answered, { answer: 'useLeft' });
	const done = await resolveMany(flow.store, { ids }, { answer: 'useLeft' });
	expect(done).toMatchObject({ answered: 3, refused: [{ id: answered, message: expect.stringContaining('answered already') }, { message: expect.stringContaining('does not take the answer') }] });
	expect(saidOfMany(done)).toMatch(/^3 of 5 questions are answered\. 1 could not be answered so: .* 1 could not be answered so: /);
});

it('of very many a part is answered, and the person is told to press again', async () => {
	const items = Array.from({ length: MOST_AT_ONCE + 1 }, (_, index) => ({ kind: 'duplicate' as const, pair: PAIR, key: String(index), message: 'Two.', details: {} }));
	await flow.store.noteReview(items);
	const [{ upTo = '' } = {}] = await flow.store.questionGroups();
	const which = { pair: PAIR, kind: 'duplicate' as const, upTo };
	const done = await resolveMany(flow.store, which, { answer: 'dismiss' });
	expect(done).toMatchObject({ answered: MOST_AT_ONCE, more: true });
	expect(saidOfMany(done)).toContain('answer once more');
	expect(await resolveMany(flow.store, which, { answer: 'dismiss' })).toEqual({ answered: 1, refused: [], more: false });
});

it('who decided stands in the log with what was asked and chosen, without the values, and names of the systems’ users never do', async () => {
	flow.edit('left', 'L', { Name: 'Deal', Title: 'secret left' });
	flow.edit('right', 'R', { name: 'Deal', title: 'secret right' });
	for (const side of ['left', 'right'] as const) for (const state of flow.records[side].values()) state.changedBy = 'Ida Berg';
	await flow.sync('left', 'L');
	const [question] = await questions(flow.store);
	expect(question?.details).toMatchObject({ rightBy: 'Ida Berg', rightAtOf: 'record', leftAt: expect.any(String) });
	await resolve(flow.store, question?.id ?? '', { answer: 'useLeft' }, { by: { person: 'ann', execution: '12' } });
	const [line] = await flow.store.log({ person: 'ann', limit: 2 });
	expect(line).toMatchObject({ person: 'ann', execution: '12', source: { id: 'L' }, message: 'Asked: which value of “Title” counts. Chosen: Use the value of Salesforce.', movements: [] });
	await flow.flow();
	expect(JSON.stringify(await flow.store.log({ limit: 50 }))).not.toContain('Ida');
});
