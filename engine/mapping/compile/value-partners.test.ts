import type { PicklistOption } from '../../model';
import { field } from './compile.fixture';
import { valuePartners } from './value-partners';

const option = (value: string, label = value, active = true): PicklistOption => ({ value, label, active });
const list = (...options: PicklistOption[]) => field('f', 'picklist', { options, restricted: true });
const nothing = { definition: [], assigned: [] };

describe('valuePartners', () => {
	it('prefers the same value to the same label', () => {
		const { pairs } = valuePartners(
			list(option('new', 'Open')),
			list(option('x', 'new'), option('open'), option('NEW')),
			nothing,
		);
		expect(pairs).toEqual([['new', 'NEW']]);
	});

	it('falls back on labels, without spaces and punctuation', () => {
		const { pairs } = valuePartners(list(option('1', 'Closed / Won')), list(option('s-9', 'closed-won')), nothing);
		expect(pairs).toEqual([['1', 's-9']]);
	});

	it('does not pair values of which only punctuation is left', () => {
		expect(valuePartners(list(option('?')), list(option('!')), nothing).pairs).toEqual([]);
	});

	it('pairs values that are no longer in use, and does not ask for partners of those', () => {
		const { pairs, unmatched } = valuePartners(
			list(option('a', 'a', false), option('b', 'b', false)),
			list(option('A')),
			nothing,
		);
		expect(pairs).toEqual([['a', 'A']]);
		expect(unmatched).toEqual({ left: [], right: [] });
	});

	it("takes the system's spelling for values that were said in another case", () => {
		const given = { definition: [], assigned: [['closed lost', 'LOST'] as [string, string]] };
		expect(valuePartners(list(option('Closed Lost')), list(option('Lost')), given).pairs).toEqual([
			['Closed Lost', 'Lost'],
		]);
	});

	it('what the user says about a left value replaces its partner by name; a later answer for it does not', () => {
		const given = { definition: [['a', 'B'] as [string, string]], assigned: [['a', 'C'] as [string, string]] };
		const { pairs } = valuePartners(list(option('a')), list(option('A'), option('B'), option('C')), given);
		expect(pairs[0]).toEqual(['a', 'B']);
	});

	it('names the values that a restricted list does not have', () => {
		const given = { definition: [['a', 'Z'] as [string, string]], assigned: [] };
		expect(valuePartners(list(option('a')), list(option('A')), given).unknown).toEqual({ left: [], right: ['Z'] });
	});

	it('names a value once, however often it was given a partner', () => {
		const given = { definition: [['a', 'Z'] as [string, string], ['b', 'Z'] as [string, string]], assigned: [] };
		expect(valuePartners(list(option('a'), option('b')), list(option('A')), given).unknown.right).toEqual(['Z']);
	});

	it('takes any value where the list is open, or has none', () => {
		const given = { definition: [['x', 'Z'] as [string, string]], assigned: [] };
		const open = field('f', 'picklist', { options: [option('A')] });
		expect(valuePartners(open, field('f', 'text'), given).unknown).toEqual({ left: [], right: [] });
		expect(valuePartners(field('f', 'picklist', { restricted: true }), open, given).unknown).toEqual({ left: [], right: [] });
	});

	it('lets a side without a list say the values of the other, or their labels; an e-mail address as it is', () => {
		const text = field('f', 'text');
		const owners = list(option('7', 'Seven'), option('ann@x.example', 'Ann'));
		expect(valuePartners(text, owners, nothing).pairs).toEqual([['7', '7'], ['ann@x.example', 'ann@x.example']]);
		expect(valuePartners(text, owners, nothing, { byLabel: true }).pairs).toEqual([['Seven', '7'], ['ann@x.example', 'ann@x.example']]);
		expect(valuePartners(owners, text, nothing, { byLabel: true }).pairs).toEqual([['7', 'Seven'], ['ann@x.example', 'ann@x.example']]);
		expect(valuePartners(text, field('g', 'text'), nothing).pairs).toEqual([]);
	});

	describe('of stages', () => {
		const stage = (value: string, pipeline: string): PicklistOption => ({ ...option(value), pipeline });
		const same = (one: PicklistOption, other: PicklistOption) => one.pipeline === other.pipeline;

		it('gives each of one name the one in its own pipeline', () => {
			const { pairs, unmatched } = valuePartners(list(stage('w1', 'a'), stage('won', 'b')), list(stage('won', 'b'), stage('W1', 'a')), nothing, { together: same });
			expect(pairs).toEqual([['w1', 'W1'], ['won', 'won']]);
			expect(unmatched).toEqual({ left: [], right: [] });
			expect(valuePartners(list(stage('won', 'a')), list(stage('won', 'b')), nothing, { together: same }).pairs).toEqual([]);
		});

		it('gives those that are left over on the right the left one of their name as well', () => {
			const [left, right] = [list(option('won')), list(stage('Won', 'a'), stage('WON!', 'b'))];
			expect(valuePartners(left, right, nothing).pairs).toEqual([['won', 'Won'], ['won', 'WON!']]);
			expect(valuePartners(left, list(option('Won'), option('WON!')), nothing).pairs).toEqual([['won', 'Won']]);
			const said = { definition: [['lost', 'WON!'] as [string, string]], assigned: [] };
			expect(valuePartners(list(option('won'), option('lost')), right, said).pairs).toEqual([['won', 'Won'], ['lost', 'WON!']]);
			expect(valuePartners(list(stage('won', 'a')), right, nothing, { together: same }).pairs).toEqual([['won', 'Won']]);
		});
	});
});
