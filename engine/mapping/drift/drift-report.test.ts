import type { Mapping, MappingRow, ObjectSchema } from '../../model';
import { field, options, pact, readOnly, salesforce } from '../compile/compile.fixture';
import { driftOf } from './drift-of';
import { guessRename } from './guess-rename';

const row = (left: string, right: string, more: Partial<MappingRow> = {}): MappingRow => ({
	id: `${left}~${right}`, left, right, label: `The ${left || right}`, lens: { kind: 'text' }, rule: 'newestWins', required: { left: false, right: false }, ...more,
});
const mapping = (rows: MappingRow[], more: Partial<Mapping> = {}): Mapping => ({
	pair: 'p', left: { system: 'salesforce', object: 'Deal' }, right: { system: 'pact', object: 'deals' }, rows, match: [], externalIds: {},
	create: { left: true, right: true }, tieWinner: 'left', ...more,
});
const left = (...fields: ObjectSchema['fields']) => salesforce('Deal', fields);
const right = (...fields: ObjectSchema['fields']) => pact('deals', fields);
const drifts = (previous: Mapping, leftNow: ObjectSchema, rightNow: ObjectSchema) => driftOf(previous, leftNow, rightNow).drifts;
const about = { side: 'left', row: 'A~a' } as const;

describe('what changed under a row is told whole', () => {
	const one = mapping([row('A', 'a', { maxLength: { left: 80, right: 80 } })]);
	const there = right(field('a'));

	it('a field that is gone, with nothing like it', () => {
		expect(drifts(one, left(field('Xyzzy')), there)).toEqual([
			{
				...about, kind: 'removed', key: 'row|A~a', field: 'A', breaks: true,
				message: 'Salesforce Deal has no field "A" any more (or the credential may not see it), so that The A is not kept in step.',
				fix: 'Choose another field in the row, or remove the row.',
			},
		]);
	});

	it('a field that has another name now', () => {
		expect(drifts(one, left(field('B', 'text', { label: 'The A' })), there)).toEqual([
			{
				...about, kind: 'renamed', key: 'row|A~a', field: 'A', breaks: true, guess: 'B',
				message: 'Salesforce Deal has no field "A" any more (or the credential may not see it), so that The A is not kept in step.',
				fix: 'Is it called B now? Choose that in the row, or remove the row.',
			},
		]);
	});

	it('a field of another type', () => {
		expect(drifts(one, left(field('A', 'number')), there)).toEqual([
			{
				...about, kind: 'retyped', key: 'row|A~a', field: 'A', breaks: true,
				message: 'Salesforce A (number) has another type than before, and The A cannot be kept in step as text any more.',
				fix: 'Choose another type or another field in the row, or change the field back.',
			},
		]);
	});

	it('a field that cannot be written any more', () => {
		expect(drifts(one, left(field('A', 'text', readOnly)), there)).toEqual([
			{
				...about, kind: 'read-only', key: 'row|A~a', field: 'A', breaks: true,
				message: 'Salesforce A (text) cannot be changed from outside any more, but the row A~a writes to it.',
				fix: 'Give the credential the right to edit it, or choose a rule that does not write to that side.',
			},
		]);
	});

	it('a field that is required now, where records are created', () => {
		const required = left(field('A', 'text', { requiredOnCreate: true }));
		expect(drifts(one, required, there)).toEqual([
			{
				...about, kind: 'required', key: 'row|A~a|required|left', field: 'A', breaks: false,
				message: 'Salesforce A (text) must now be filled when a record is created.',
				fix: 'Give the row a default, if the other side may be blank.',
			},
		]);
		expect(drifts({ ...one, create: { left: false, right: true } }, required, there)).toEqual([]);
	});

	it('a field that holds less now', () => {
		const shorter = { ...about, kind: 'shortened', key: 'row|A~a|shortened|left', field: 'A', breaks: false, fix: 'Longer values are held back and reported, never cut. Make the field longer if that happens.' };
		expect(drifts(one, left(field('A', 'text', { maxLength: 40 })), there)).toEqual([{ ...shorter, message: 'Salesforce A (text) takes only 40 characters now, 80 before.' }]);
		expect(drifts(one, left(field('A', 'text', { maxLength: 80 })), there)).toEqual([]);
		expect(drifts(mapping([row('A', 'a')]), left(field('A', 'text', { maxLength: 40 })), there)).toEqual([{ ...shorter, message: 'Salesforce A (text) takes only 40 characters now.' }]);
	});

	it('values that a list does not have any more', () => {
		const listed = (kind: 'picklist' | 'multiselect') => mapping([row('A', 'a', { lens: { kind, values: [['x', '1'], ['y', '2'], ['z', '2'], ['y', '3']] } })]);
		const gone = (name: 'A' | 'a', values: string[]) => ({
			side: name === 'A' ? 'left' : 'right', row: 'A~a', kind: 'values-gone', key: `row|A~a|values|${name === 'A' ? 'left' : 'right'}`, field: name, breaks: false, values,
			fix: 'Give their partners another value. Records that have one of them wait in the review list until then.',
		});
		const now = [left(field('A', 'picklist', { options: options('X') })), right(field('a', 'picklist', { options: options('1', '3') }))] as const;
		const told = [
			{ ...gone('A', ['y', 'z']), message: 'Salesforce A (list, one value) does not have these values any more: "y", "z".' },
			{ ...gone('a', ['2']), message: 'Pact a (list, one value) does not have these values any more: "2".' },
		];
		expect(drifts(listed('picklist'), ...now)).toEqual(told);
		const several = [left(field('A', 'multiselect', { options: options('X') })), right(field('a', 'multiselect', { options: options('1', '2', '3') }))] as const;
		expect(drifts(listed('multiselect'), ...several)).toMatchObject([{ kind: 'values-gone', values: ['y', 'z'] }]);
		expect(drifts(listed('picklist'), left(field('A', 'picklist')), right(field('a', 'picklist', { options: [] })))).toEqual([]);
	});

	it('fields of the identity that are gone', () => {
		const found = mapping([], { match: [{ kind: 'text', left: 'A', right: 'a' }], externalIds: { left: 'Id__c', right: 'id' } });
		const gone = (key: string, side: 'left' | 'right', name: string, where: string, use: string) => ({
			kind: 'removed', key, side, field: name, breaks: true,
			message: `${where} has no field "${name}" any more (or the credential may not see it), which is ${use}: records that are not linked yet are not found by it.`,
			fix: 'Make the field again, or choose another one.',
		});
		expect(drifts(found, left(field('B')), right(field('a')))).toEqual([
			gone('match|left|A', 'left', 'A', 'Salesforce Deal', 'a match key'), gone('id|left|Id__c', 'left', 'Id__c', 'Salesforce Deal', 'the external id'),
			gone('id|right|id', 'right', 'id', 'Pact deals', 'the external id'),
		]);
		expect(drifts(mapping([]), left(), right())).toEqual([]);
	});

	it('a field that is required now and that no row fills', () => {
		const required = field('Must', 'text', { requiredOnCreate: true });
		const told = {
			kind: 'required', key: 'required|left|Must', side: 'left', field: 'Must', breaks: true,
			message: 'Salesforce Must (text) must now be filled when a record is created, and no row fills it.',
			fix: 'Add a row for Must, or a constant row with a fixed value. Records that exist are kept in step meanwhile.',
		};
		expect(drifts(mapping([]), left(required), right())).toEqual([told]);
		expect(drifts(mapping([], { create: { left: false, right: true } }), left(required), right())).toEqual([]);
		expect(drifts(mapping([]), left({ ...required, defaultValue: 'x' }), right())).toEqual([]);
		const filled = (more: Partial<MappingRow>) => drifts(mapping([row('Must', 'a', { required: { left: true, right: false }, ...more })]), left(required), right(field('a')));
		expect(filled({})).toEqual([]);
		expect(filled({ rule: 'alwaysLeft' })).toEqual([told]);
		expect(filled({ rule: 'alwaysLeft', defaults: { left: 'x' } })).toEqual([]);
		expect(filled({ rule: 'alwaysLeft', defaults: { right: 'x' } })).toEqual([told]);
	});
});

describe('nothing is told of', () => {
	it('rows that are not synced', () => {
		expect(drifts(mapping([row('A', 'a', { rule: 'doNotSync' })]), left(), right())).toEqual([]);
	});

	it('types that a fixed value, or a text put together from fields, can be written to', () => {
		const fixed = row('', 'a', { lens: { kind: 'constant', right: 7 }, rule: 'alwaysLeft' });
		expect(drifts(mapping([fixed]), left(), right(field('a', 'json')))).toEqual([]);
		const text = row('', 'a', { lens: { kind: 'template', template: '{A} {B}', reads: 'left' }, rule: 'alwaysLeft' });
		expect(drifts(mapping([text]), left(field('A'), field('B')), right(field('a', 'longText')))).toEqual([]);
		expect(drifts(mapping([text]), left(field('A'), field('B')), right(field('a', 'number')))).toMatchObject([{ kind: 'retyped', message: expect.stringContaining('as text any more') }]);
		expect(drifts(mapping([text]), left(field('A')), right(field('a')))).toMatchObject([{ kind: 'removed', field: 'B' }]);
	});
});

describe('the new name of a field', () => {
	const gone = row('City__c', 'city', { label: 'Town' });
	const guess = (fields: ObjectSchema['fields'], of: MappingRow = gone, name = 'City__c', others: MappingRow[] = []) => guessRename(of, 'left', name, left(...fields), [of, ...others]);

	it('is of a field with the label that the row had, before one of a name like the old one', () => {
		expect(guess([field('Citi__c'), field('X__c', 'text', { label: 'town' })])).toBe('X__c');
		expect(guess([field('Citi__c'), field('X__c', 'text', { label: 'Village' })])).toBe('Citi__c');
		expect(guess([field('X__c', 'text', { label: 'Village' })])).toBeUndefined();
	});

	it('is of a field that no row reads, and that holds such values', () => {
		expect(guess([field('X__c', 'text', { label: 'Town' })], gone, 'City__c', [row('X__c', 'x')])).toBeUndefined();
		expect(guess([field('X__c', 'number', { label: 'Town' })])).toBeUndefined();
	});

	it('goes by the name only where the label is not of that field, or says nothing', () => {
		const name = row('First', 'name', { label: 'Town', lens: { kind: 'name', last: { left: { field: 'Last' } } } });
		expect(guess([field('X__c', 'text', { label: 'Town' })], name, 'Last')).toBeUndefined();
		expect(guess([field('X__c', 'text', { label: '?' })], { ...gone, label: '!' })).toBeUndefined();
	});

	it('may be of any type where any will do', () => {
		const fixed = row('City__c', '', { lens: { kind: 'constant', left: 'x' }, label: 'Town' });
		expect(guess([field('X__c', 'json', { label: 'Town' })], fixed)).toBe('X__c');
		const text = row('City__c', '', { lens: { kind: 'template', template: '{a}', reads: 'right' }, label: 'Town' });
		expect(guess([field('X__c', 'number', { label: 'Town' })], text)).toBe('X__c');
	});
});
