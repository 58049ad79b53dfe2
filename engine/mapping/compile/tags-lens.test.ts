import { addedRows } from '../added-rows';
import { fromCanonical, toCanonical } from '../lens';
import { mapRecord } from '../map-record';
import { tagWrite } from '../tag-write';
import type { ObjectSchema } from '../../model';
import { compileMapping } from './compile-mapping';
import { field, options, pact, salesforce } from './compile.fixture';
import type { MappingDefinition } from './definition';

const lists: ObjectSchema = {
	system: 'hubspot', connection: '1', name: 'contacts', label: 'Contacts',
	fields: [field('email', 'email'), field('lists.names', 'memberships', { options: [...options('Fair', 'VIP'), { value: 'Sales people', label: 'Sales people', active: true, readOnly: true }] })],
};
const people = pact('contacts', [field('email', 'email'), field('tags', 'multiselect', { maxLength: 20 })]);
const campaigns = salesforce('Contact', [field('Email', 'email'), field('LastName'), field('Campaigns.Names', 'memberships', { options: options('fair', 'Webinar') })]);

const side = ({ system, name }: ObjectSchema) => ({ system, object: name });
type Row = NonNullable<MappingDefinition['rows']>[number];

function compiled(row: Partial<Row> = {}, values: Array<[string, string]> = [], left = lists, right = people) {
	const [leftField, rightField] = [left.fields.at(-1)?.name ?? '', right.fields.at(-1)?.name ?? ''];
	const definition: MappingDefinition = {
		left: side(left), right: side(right), autoMap: false, match: [],
		rows: [{ left: leftField, right: rightField, ...row }],
		values: values.map(([leftValue, rightValue]) => ({ field: leftField, leftValue, rightValue })),
	};
	const { mapping, report } = compileMapping(definition, left, right);
	return { mapping, row: mapping.rows[0]!, problems: report.problems.filter((problem) => problem.row === mapping.rows[0]?.id) };
}
const canonical = (row: ReturnType<typeof compiled>['row'], from: 'left' | 'right', names: string[] | string) => {
	const result = toCanonical(row, from, names);
	return result.ok ? result.value : result.message;
};

describe('a row of memberships and tags', () => {
	it('goes to the tags by default, and two ways for rules that speak of one value', () => {
		expect(compiled().row).toMatchObject({ rule: 'alwaysLeft', lens: { kind: 'tags' } });
		expect(compiled({ rule: 'preferLeftUnlessBlank' }).row.rule).toBe('newestWins');
		expect(compiled({ rule: 'askPerson' }).row.rule).toBe('newestWins');
	});

	it('is about the chosen names only, in any case of letters; all others are left out, and nothing waits', () => {
		const { row, mapping } = compiled({}, [['VIP', 'Key people']]);
		expect(canonical(row, 'left', ['Fair', 'vip'])).toEqual(['Key people']);
		expect(canonical(row, 'right', ['key PEOPLE', 'own'])).toEqual(['Key people']);
		expect(canonical(row, 'right', ['own'])).toBeNull();
		expect(mapRecord(mapping, 'left', { 'lists.names': ['Fair', 'VIP'] })).toEqual({ values: { tags: ['Key people'] }, held: [] });
	});

	it('is about all names where none is chosen, also about lists that were made since', () => {
		const { row } = compiled();
		expect(canonical(row, 'left', ['VIP', 'Made later'])).toEqual(['Made later', 'VIP']);
		// A tag of Pact's own is nobody's business, unless a list has its name.
		expect(canonical(row, 'right', ['vip', 'own'])).toEqual(['VIP']);
	});

	it('tells them from other tags by a prefix', () => {
		const { row } = compiled({ tagPrefix: 'HubSpot: ', rule: 'newestWins' });
		expect(canonical(row, 'left', ['VIP', 'Later'])).toEqual(['HubSpot: Later', 'HubSpot: VIP']);
		expect(canonical(row, 'right', ['hubspot: vip', 'HubSpot: Later', 'HubSpot: ', 'VIP'])).toEqual(['HubSpot: Later', 'HubSpot: VIP']);
		expect(fromCanonical(row, 'left', ['HubSpot: Later', 'HubSpot: VIP'])).toEqual({ ok: true, value: ['Later', 'VIP'] });
	});

	it('leaves out tags that are longer than the right side takes', () => {
		expect(canonical(compiled().row, 'left', ['VIP', 'A name of more than twenty characters'])).toEqual(['VIP']);
	});

	it('knows which lists decide by themselves, and says so where the row would write them', () => {
		const both = compiled({ tagPrefix: 'H ', rule: 'newestWins' });
		expect(both.row.lens).toMatchObject({ readOnly: { left: ['H Sales people'] } });
		expect(both.problems).toEqual([expect.objectContaining({ level: 'info', message: expect.stringContaining('"Sales people"') as string })]);
		expect(compiled().problems).toEqual([]);
	});

	it('warns of chosen names that are not there', () => {
		expect(compiled({}, [['Gone', 'gone']]).problems).toEqual([expect.objectContaining({ level: 'warning', message: expect.stringContaining('"Gone"') as string })]);
	});

	it('pairs campaigns and lists of one name, and no others', () => {
		const { row } = compiled({ rule: 'newestWins' }, [], campaigns, lists);
		expect(row.lens).toMatchObject({ values: [['fair', 'Fair']] });
		expect(canonical(row, 'left', ['fair', 'Webinar'])).toEqual(['Fair']);
	});

	it('writes what it is about, and keeps the rest of the tags', () => {
		const { row } = compiled({}, [['VIP', 'vip'], ['Fair', 'fair']]);
		expect(tagWrite(row, 'right', ['vip'], ['own', 'Fair'])).toEqual({ value: ['own', 'vip'], add: ['vip'], remove: ['Fair'] });
		expect(tagWrite(row, 'right', null, ['own', 'fair'])).toEqual({ value: ['own'], add: [], remove: ['fair'] });
		expect(tagWrite(row, 'left', ['vip', 'fair'], ['Fair', 'Other'])).toEqual({ value: ['Fair', 'Other', 'VIP'], add: ['VIP'], remove: [] });
		expect(tagWrite(row, 'left', ['vip'], undefined)).toEqual({ value: ['VIP'], add: ['VIP'], remove: [] });
	});

	it('brings every linked record again once more names are chosen, and not when a list is made', () => {
		const [few, more] = [compiled({}, [['VIP', 'vip']]).mapping, compiled({}, [['VIP', 'vip'], ['Fair', 'fair']]).mapping];
		expect(addedRows(few, more)).toEqual(['lists.names~tags']);
		expect(addedRows(more, few)).toEqual([]);
		const grown = { ...lists, fields: lists.fields.map((one) => (one.options ? { ...one, options: [...one.options, ...options('New')] } : one)) };
		expect(addedRows(compiled().mapping, compiled({}, [], grown).mapping)).toEqual([]);
	});

	it('is suggested by auto-map, and off', () => {
		const { mapping } = compileMapping({ left: side(lists), right: side(people) }, lists, people);
		expect(mapping.rows.find(({ id }) => id === 'lists.names~tags')).toMatchObject({ rule: 'doNotSync', lens: { kind: 'tags', values: [] } });
	});
});
