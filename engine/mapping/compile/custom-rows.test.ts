import { compileMapping } from './compile-mapping';
import { compile, contact, contacts, errors, field, options, pact, problemsOf, rowOf, salesforce } from './compile.fixture';
import type { MappingDefinition } from './definition';
import { foldName } from './fold-name';

const custom = (name: string, label = name, type: Parameters<typeof field>[1] = 'text') => field(`${name}__c`, type, { label });
const mine = (name: string, label = name, type: Parameters<typeof field>[1] = 'text') => field(`custom_fields.${name}`, type, { label });
const ids = (left: ReturnType<typeof field>[], right: ReturnType<typeof field>[], more: Partial<MappingDefinition> = {}) =>
	compileMapping({ left: { system: 'salesforce', object: 'Thing__c' }, right: { system: 'pact', object: 'things' }, ...more }, salesforce('Thing__c', left), pact('things', right)).mapping.rows.map(({ id }) => id);

describe('custom fields', () => {
	it('of one name are joined, or else of one label; each once', () => {
		expect(ids([custom('Score')], [mine('score')])).toEqual(['Score__c~custom_fields.score']);
		expect(ids([custom('A1', 'Sales Region')], [mine('x', 'Sales region')])).toEqual(['A1__c~custom_fields.x']);
		expect(ids([custom('Score', 'Rating'), custom('Rating', 'Points')], [mine('rating', 'Score'), mine('points', 'Other')])).toEqual([
			'Rating__c~custom_fields.rating',
		]);
		expect(ids([custom('B', 'Same'), custom('A', 'Same')], [mine('y', 'Same'), mine('x', 'Same')])).toEqual(['A__c~custom_fields.x', 'B__c~custom_fields.y']);
	});

	it('are not joined where only punctuation is left of their names, or their types have nothing in common', () => {
		expect(ids([custom('A', '?')], [mine('x', '!')])).toEqual([]);
		expect(ids([custom('Score', 'a', 'boolean')], [mine('score', 'b', 'date')])).toEqual([]);
		expect(ids([custom('Score')], [mine('other')])).toEqual([]);
	});

	it('are custom on both sides: a standard field of that name is not meant', () => {
		expect(ids([field('Score')], [mine('score')])).toEqual([]);
	});

	it('that keep the id of the other side’s record are left alone', () => {
		expect(ids([custom('Key')], [mine('key')], { externalIds: { left: 'Key__c' } })).toEqual([]);
		expect(ids([custom('Key')], [mine('key')], { externalIds: { right: 'custom_fields.key' } })).toEqual([]);
		expect(ids([custom('Salesforce_Id')], [mine('salesforce_id')])).toEqual([]);
	});

	it('give way to a known row of one of them', () => {
		const left = { ...contact, fields: [...contact.fields, field('City', 'text', { custom: true }), field('Title__c')] };
		const right = { ...contacts, fields: [...contacts.fields.map((one) => (one.name === 'city' ? { ...one, custom: true } : one)), field('custom_fields.title')] };
		const compiled = compile({}, left, right);
		expect(rowOf(compiled, 'MailingCity~city')).toBeDefined();
		expect(rowOf(compiled, 'City~city')).toBeUndefined();
		expect(rowOf(compiled, 'Title__c~custom_fields.title')).toBeDefined();
		expect(errors(compiled)).toEqual([]);
	});

	it('are named without what systems put around names', () => {
		expect(foldName('custom_fields.Sales_Region')).toBe('salesregion');
		expect(foldName('Sales_Region__c')).toBe('salesregion');
		expect(foldName('Sales Region__R')).toBe('salesregion');
		expect(foldName('my_custom_fields.x')).toBe('mycustomfieldsx');
		expect(foldName('a__cost')).toBe('acost');
		expect(foldName('a__x')).toBe('ax');
	});
});

describe('what the user says', () => {
	const kept = (rows: MappingDefinition['rows'], more: Partial<MappingDefinition> = {}) => compile({ rows: rows ?? [], ...more }).mapping.rows.map(({ id }) => id);

	it('about a field of the right replaces what is known of it, also as the second field of a row', () => {
		expect(kept([{ left: 'MailingCity', right: 'phone' }])).not.toContain('Phone~phone');
		expect(kept([{ left: 'FirstName', right: 'first_name', lens: 'name', rightLastName: 'last_name' }])).not.toContain('LastName~last_name');
		expect(kept([{ left: 'FirstName', right: 'title', lens: 'name', leftLastName: 'LastName' }])).not.toContain('LastName~last_name');
	});

	it('about a field of the left replaces a known row only where both would write it', () => {
		expect(kept([{ left: 'Phone', right: 'title' }])).not.toContain('Phone~phone');
		expect(kept([{ left: 'Phone', right: 'title', rule: 'alwaysLeft' }])).toContain('Phone~phone');
		expect(kept([{ left: 'Phone', right: 'title' }], { defaultRule: 'alwaysLeft' })).toContain('Phone~phone');
	});
});

describe('a row that nobody asked for', () => {
	it('and that does not fit is told of as a hint, with the reason', () => {
		const odd = { ...contacts, fields: contacts.fields.map((one) => (one.name === 'city' ? field('city', 'reference') : one)) };
		expect(problemsOf(compile({}, contact, odd), 'MailingCity~city')).toEqual([
			expect.objectContaining({ level: 'info', message: expect.stringMatching(/^Not mapped by itself: Salesforce MailingCity/), fix: expect.stringMatching(/^If you need this field: \S/) }),
		]);
	});

	it('and that works, but loses something, says so as it is', () => {
		const long = { ...contact, fields: contact.fields.map((one) => (one.name === 'LastName' ? { ...one, maxLength: 80 } : one)) };
		expect(problemsOf(compile({}, long), 'LastName~last_name')).toMatchObject([{ level: 'warning', message: expect.stringMatching(/^Salesforce LastName/) }]);
	});

	it('is made of known fields only where both systems have them', () => {
		const fewer = { ...contact, fields: contact.fields.filter(({ name }) => name !== 'MailingCity') };
		expect(rowOf(compile({}, fewer), 'MailingCity~city')).toBeUndefined();
		expect(problemsOf(compile({}, fewer), 'MailingCity~city')).toEqual([]);
		const none = compile({}, fewer, { ...contacts, fields: contacts.fields.filter(({ name }) => name !== 'email') });
		expect(none.mapping.match).toEqual([]);
		expect(problemsOf(none, 'Email~email')).toEqual([]);
	});
});

describe('which records belong to the pair', () => {
	const only = (said: MappingDefinition['only']) => compile({ autoMap: false, only: said }).mapping.only;

	it('is what the user says', () => {
		expect(only({ left: { field: 'Type', values: ['Call'] } })).toEqual({ left: { field: 'Type', values: ['Call'] } });
		expect(only({ right: { field: 'type', values: ['call'] } })).toEqual({ right: { field: 'type', values: ['call'] } });
		expect(only({ related: true })).toEqual({ related: true });
	});

	it('is all of them where nothing is asked, or nothing is known', () => {
		expect(only({})).toBeUndefined();
		expect(only({ related: false })).toBeUndefined();
		expect(ids([], [], {})).toEqual([]);
	});

	it('is what is known of the two objects, where the user leaves it open', () => {
		const task = (said: MappingDefinition['only']) =>
			compileMapping(
				{ left: { system: 'salesforce', object: 'Task' }, right: { system: 'pact', object: 'activities' }, create: { left: false, right: false }, only: said },
				salesforce('Task', [field('TaskSubtype', 'picklist', { options: options('Call', 'Task') })]), pact('activities', [field('type')]),
			).mapping.only;
		expect(task(undefined)).toMatchObject({ right: { field: 'type' }, related: true });
		// What is said of one side leaves the rest as it is known.
		expect(task({ left: { field: 'TaskSubtype', values: ['Call'] } })).toMatchObject({ left: { values: ['Call'] }, right: { field: 'type' }, related: true });
		expect(task({ right: { field: 'type', values: ['call.*'] }, related: false })).toEqual({ right: { field: 'type', values: ['call.*'] } });
	});

	it('is not chosen by a field that is not there: everything would be let through', () => {
		const { report } = compile({ autoMap: false, only: { left: { field: 'Titel', values: ['CEO'] }, right: { field: 'title', values: ['CEO'] } } });
		expect(report.problems.filter(({ key }) => key?.startsWith('only|'))).toEqual([
			{
				level: 'error', field: 'Titel', key: 'only|left|Titel',
				message: 'Salesforce Contact has no field "Titel", by which the mapper chooses records.', fix: 'Choose another field under "Only Records Where", or remove the condition.',
			},
		]);
	});
});
