import { decidedValues, removeAssignment, saidOf } from './assignments';
import { Flow, PAIR, row } from './flow.fixture';
import { questions } from './questions';

const stage = row('Stage', { id: 'Stage~stage', left: 'Stage', right: 'stage', rule: 'newestWins', lens: { kind: 'picklist', values: [['Won', 'won']] } });

let flow: Flow;
beforeEach(async () => {
	flow = await Flow.start([row('Name', { rule: 'newestWins' }), stage]);
	await flow.store.assignValue(PAIR, stage.id, 'left', 'Legal', 'n7');
	await flow.store.assignValue('gone~pair', 'x', 'right', 'a', 'b');
});
afterEach(() => flow.stop());

it('decided values are told in the words of both systems, and of one sync where it is named', async () => {
	const [decided, ...others] = await decidedValues(flow.store, { pair: PAIR });
	expect(others).toEqual([]);
	expect(decided).toMatchObject({ pair: PAIR, sync: 'Salesforce Opportunity ⇄ Pact opportunities', field: 'Stage', from: 'Legal', to: 'n7', values: { left: 'Legal', right: 'n7' } });
	expect(decided && saidOf(decided)).toBe('“Legal” in Salesforce is “n7” in Pact');
	expect(await decidedValues(flow.store)).toHaveLength(2);
});

it('a value that loses its partner is unmapped again, and the log says who took it', async () => {
	const [{ id = '' } = {}] = await decidedValues(flow.store, { pair: PAIR });
	expect(await removeAssignment(flow.store, id, { person: 'ann', execution: '7' })).toMatchObject({ removed: true });
	expect(await flow.store.assignments(PAIR, 'left')).toEqual({});
	const lines = await flow.store.log({ person: 'ann', limit: 5 });
	expect(lines).toMatchObject([{ reason: 'decided', pair: PAIR, execution: '7', message: expect.stringContaining('“Stage”') }]);
	expect(JSON.stringify(lines)).not.toContain('Legal');
	expect(await questions(flow.store)).toEqual([]);
	await expect(removeAssignment(flow.store, id)).rejects.toThrow('There is no such decided value');
});

it('what names no value is refused', async () => {
	for (const id of ['', '{}', '["a"]', 'no json']) await expect(removeAssignment(flow.store, id)).rejects.toThrow('This names no decided value.');
});
