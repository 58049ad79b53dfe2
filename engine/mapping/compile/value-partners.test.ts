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
});
