import type { FieldSchema, Mapping, ObjectSchema } from '../../model';
import { compileMapping } from '../compile/compile-mapping';
import { definition, contact, contacts, field, options, pact, readOnly } from '../compile/compile.fixture';
import type { MappingDefinition } from '../compile/definition';
import { driftOf } from './drift-of';
import { withDrift, type DriftedMapping } from './with-drift';

const without = (schema: ObjectSchema, ...names: string[]): ObjectSchema => ({
	...schema,
	fields: schema.fields.filter(({ name }) => !names.includes(name)),
});
const withField = (schema: ObjectSchema, ...fields: FieldSchema[]): ObjectSchema => ({
	...without(schema, ...fields.map(({ name }) => name)),
	fields: [...without(schema, ...fields.map(({ name }) => name)).fields, ...fields],
});

const SAID: Partial<MappingDefinition> = {
	rows: [{ left: 'Birthdate', right: 'title', lens: 'text', rule: 'alwaysLeft' }],
};
const saved = (more: Partial<MappingDefinition> = SAID): Mapping => compileMapping(definition(more), contact, contacts).mapping;
const run = (more: Partial<MappingDefinition>, previous: Mapping | undefined, left: ObjectSchema, right: ObjectSchema): DriftedMapping =>
	withDrift(compileMapping(definition(more), left, right), previous, left, right);
const errorsOf = ({ report }: DriftedMapping) => report.problems.filter(({ level }) => level === 'error').map(({ message }) => message);
const rowsOf = ({ mapping }: { mapping: Mapping }) => mapping.rows.map(({ id }) => id);

describe('driftOf', () => {
	const kinds = (left: ObjectSchema, right: ObjectSchema, previous = saved()) =>
		driftOf(previous, left, right).drifts.map(({ kind, field: name, guess, breaks }) => ({ kind, field: name, breaks, ...(guess ? { guess } : {}) }));

	it('says nothing while the systems stay as they were', () => {
		expect(driftOf(saved(), contact, contacts)).toEqual({ drifts: [] });
	});

	it('finds a field that is gone', () => {
		expect(kinds(without(contact, 'MailingCity'), contacts)).toEqual([{ kind: 'removed', field: 'MailingCity', breaks: true }]);
	});

	it('guesses the new name by the label, else by a name that is like the old one, of fields that nobody uses', () => {
		const relabelled = withField(without(contact, 'Score__c'), field('Points__c', 'number', { label: 'Score' }));
		expect(kinds(relabelled, contacts)).toEqual([{ kind: 'renamed', field: 'Score__c', guess: 'Points__c', breaks: true }]);
		const renamed = withField(without(contact, 'MailingCity'), field('MailingCityName'), field('City__c', 'boolean'));
		expect(kinds(renamed, contacts)).toEqual([{ kind: 'renamed', field: 'MailingCity', guess: 'MailingCityName', breaks: true }]);
	});

	it('finds a type that the row cannot hold, and lets one be that it can', () => {
		expect(kinds(withField(contact, field('Score__c', 'boolean')), contacts)).toEqual([{ kind: 'retyped', field: 'Score__c', breaks: true }]);
		expect(kinds(withField(contact, field('Score__c', 'money')), contacts)).toEqual([]);
	});

	it('finds what became read-only, where the row writes to it', () => {
		expect(kinds(contact, withField(contacts, field('city', 'text', readOnly)))).toEqual([{ kind: 'read-only', field: 'city', breaks: true }]);
		expect(kinds(withField(contact, field('Birthdate', 'date', readOnly)), contacts)).toEqual([]);
	});

	it('finds what is required now: with a row it goes on, without one nothing can be created', () => {
		const required = { requiredOnCreate: true };
		expect(kinds(contact, withField(contacts, field('city', 'text', required), field('region', 'text', required)))).toEqual([
			{ kind: 'required', field: 'city', breaks: false },
			{ kind: 'required', field: 'region', breaks: true },
		]);
	});

	it('finds fields that became shorter, and list values that are gone', () => {
		expect(kinds(contact, withField(contacts, field('last_name', 'text', { maxLength: 20 })))).toEqual([{ kind: 'shortened', field: 'last_name', breaks: false }]);
		const fewer = withField(contact, field('Region__c', 'picklist', { label: 'Sales Region', options: options('EMEA') }));
		expect(driftOf(saved(), fewer, contacts).drifts).toMatchObject([{ kind: 'values-gone', field: 'Region__c', values: ['North America'] }]);
	});

	it('finds match keys and external ids that are gone', () => {
		const drifts = driftOf(saved(), without(contact, 'Pact_Id__c'), without(contacts, 'email')).drifts;
		expect(drifts.map(({ key }) => key)).toEqual(['id|left|Pact_Id__c', 'row|Email~email', 'match|right|email']);
	});
});

describe('a mapping under drift', () => {
	it('an error in the first mapping of a pair is an error', () => {
		expect(errorsOf(run(SAID, undefined, without(contact, 'Birthdate'), contacts))).toHaveLength(1);
	});

	it('a row that worked is switched off and reported while the others go on, now and in later runs', () => {
		const left = without(contact, 'Birthdate');
		const first = run(SAID, saved(), left, contacts);
		expect(errorsOf(first)).toEqual([]);
		expect(first.drifts.map(({ key }) => key)).toEqual(['row|Birthdate~title']);
		expect(first.mapping.drift).toEqual(['row|Birthdate~title']);
		expect(rowsOf(first)).toEqual(rowsOf({ mapping: saved() }).filter((id) => id !== 'Birthdate~title'));
		expect(first.report.problems).toContainEqual(expect.objectContaining({ level: 'warning', row: 'Birthdate~title', message: expect.stringContaining('Switched off') }));
		const second = run(SAID, first.mapping, left, contacts);
		expect(errorsOf(second)).toEqual([]);
		expect(second.mapping).toEqual(first.mapping);
		expect(second.drifts).toEqual([]);
	});

	it('the row goes on, and the question is settled, when the field is back or the user took the row out', () => {
		const off = run(SAID, saved(), without(contact, 'Birthdate'), contacts).mapping;
		const back = run(SAID, off, contact, contacts);
		expect(back.mapping).toEqual(saved());
		expect(back.settled).toEqual(['row|Birthdate~title']);
		const removed = run({}, off, without(contact, 'Birthdate'), contacts);
		expect(removed.settled).toEqual(['row|Birthdate~title']);
		expect(removed.mapping.drift).toBeUndefined();
	});

	it('what a user writes wrongly later is still an error, also in a row that worked', () => {
		const wrong: Partial<MappingDefinition> = { rows: [...(SAID.rows ?? []), { left: 'Nmae', right: 'owner' }] };
		expect(errorsOf(run(wrong, saved(), contact, contacts))).toHaveLength(1);
		const email: Partial<MappingDefinition> = { rows: [{ left: 'Birthdate', right: 'title', lens: 'email', rule: 'alwaysLeft' }] };
		expect(errorsOf(run(email, saved(), contact, contacts))).toHaveLength(1);
	});

	it('a wrong row and drift at once: the wrong row stops the run', () => {
		const wrong: Partial<MappingDefinition> = { rows: [...(SAID.rows ?? []), { left: 'Nmae', right: 'owner' }] };
		expect(errorsOf(run(wrong, saved(), without(contact, 'Birthdate'), contacts))).toEqual([expect.stringContaining('Nmae')]);
	});

	it('a field that became required is a warning; one that the user left unfilled is an error', () => {
		const right = withField(contacts, field('region', 'text', { requiredOnCreate: true }));
		const drifted = run(SAID, saved(), contact, right);
		expect(errorsOf(drifted)).toEqual([]);
		expect(drifted.mapping.drift).toEqual(['required|right|region']);
		const filled = compileMapping(definition({ rows: [{ left: 'Birthdate', right: 'region', lens: 'text', rule: 'alwaysLeft' }] }), contact, right).mapping;
		expect(errorsOf(run({}, filled, contact, right))).toEqual([expect.stringContaining('region')]);
	});

	it('a required field whose row broke does not stop the sync either', () => {
		const right = pact('contacts', [...contacts.fields, field('region', 'text', { requiredOnCreate: true })]);
		const said: Partial<MappingDefinition> = { rows: [{ left: 'Birthdate', right: 'region', lens: 'text', rule: 'alwaysLeft' }] };
		const before = compileMapping(definition(said), contact, right).mapping;
		const drifted = run(said, before, without(contact, 'Birthdate'), right);
		expect(errorsOf(drifted)).toEqual([]);
		expect(drifted.mapping.drift).toEqual(['required|right|region', 'row|Birthdate~region']);
		expect(errorsOf(run(said, drifted.mapping, without(contact, 'Birthdate'), right))).toEqual([]);
	});

	it('a match key that the user chose and that is gone is left out', () => {
		const said: Partial<MappingDefinition> = { match: [{ kind: 'text', left: 'Phone', right: 'phone' }, { kind: 'email', left: 'Email', right: 'email' }] };
		const drifted = run(said, saved(said), without(contact, 'Phone'), contacts);
		expect(errorsOf(drifted)).toEqual([]);
		expect(drifted.mapping.match.map(({ left }) => left)).toEqual(['Email']);
		expect(errorsOf(run(said, drifted.mapping, without(contact, 'Phone'), contacts))).toEqual([]);
	});

	it('a row that adapts by itself works on, and says so', () => {
		const adapted = run({}, saved({}), contact, withField(contacts, field('city', 'text', readOnly)));
		expect(adapted.mapping.rows.find(({ id }) => id === 'MailingCity~city')).toBeDefined();
		expect(adapted.mapping.drift).toBeUndefined();
		expect(adapted.drifts).toMatchObject([{ kind: 'read-only', breaks: false }]);
	});

	it('a row of auto-map whose field is gone is told of once', () => {
		const left = without(contact, 'MailingCity');
		const first = run({}, saved({}), left, contacts);
		expect(first.drifts).toMatchObject([{ kind: 'removed', field: 'MailingCity' }]);
		expect(run({}, first.mapping, left, contacts).drifts).toEqual([]);
	});

	describe('when a value of a list is gone', () => {
		const fewer = withField(contact, field('Region__c', 'picklist', { label: 'Sales Region', options: options('EMEA'), restricted: true }));
		const said = { values: [{ field: 'Region__c', leftValue: 'North America', rightValue: 'APAC' }] };

		it('the row goes on, and it is told once: the pair that was found by name is gone with it', () => {
			const first = run({}, saved({}), fewer, contacts);
			expect(first.drifts).toMatchObject([{ kind: 'values-gone', side: 'left', values: ['North America'] }]);
			expect(first.report.problems).toContainEqual(expect.objectContaining({ level: 'warning', row: 'Region__c~custom_fields.sales_region', message: expect.stringContaining('"North America"') }));
			expect(first.mapping.drift).toBeUndefined();
			expect(rowsOf(first)).toContain('Region__c~custom_fields.sales_region');
			expect(run({}, first.mapping, fewer, contacts).drifts).toEqual([]);
			const fewerThere = withField(contacts, field('custom_fields.sales_region', 'picklist', { label: 'Sales region', options: options('emea'), restricted: true }));
			expect(run({}, saved({}), contact, fewerThere).drifts).toMatchObject([{ kind: 'values-gone', side: 'right', values: ['north-america'] }]);
		});

		it('a pair that the user made is theirs, and told of by the compiler', () => {
			const second = run(said, saved(said), fewer, contacts);
			expect(second.drifts).toEqual([]);
			expect(second.report.problems.filter(({ message }) => message.includes('North America'))).toHaveLength(1);
		});
	});

	it('what was the matter before is not told again, and what is settled is named in order', () => {
		const left = without(contact, 'Birthdate', 'MailingCity');
		const rows: MappingDefinition['rows'] = [{ left: 'MailingCity', right: 'owner' }, { left: 'Birthdate', right: 'title', lens: 'text', rule: 'alwaysLeft' }];
		const off = run({ rows }, saved({ rows }), left, contacts);
		expect(off.mapping.drift).toEqual(['row|Birthdate~title', 'row|MailingCity~owner']);
		expect(off.settled).toEqual([]);
		expect(run({ rows }, { ...off.mapping, drift: ['row|MailingCity~owner', 'row|Birthdate~title'] }, contact, contacts).settled).toEqual(['row|Birthdate~title', 'row|MailingCity~owner']);
		expect(run({ rows }, off.mapping, without(contact, 'Birthdate'), contacts).settled).toEqual(['row|MailingCity~owner']);
	});

	it('a row that is off is told of once in the report, with its reason, and other warnings stay as they are', () => {
		const { report } = run(SAID, saved(), without(contact, 'Birthdate'), contacts);
		expect(report.problems.filter(({ row }) => row === 'Birthdate~title').map(({ level, message }) => [level, message])).toEqual([
			['warning', 'Switched off, while all other rows go on: Salesforce Contact has no field "Birthdate" (any more), or the credential may not see it.'],
		]);
		const required = run(SAID, saved(), contact, withField(contacts, field('region', 'text', { requiredOnCreate: true })));
		expect(required.report.problems.filter(({ field: name }) => name === 'region').map(({ level, message }) => [level, message])).toEqual([
			['warning', 'Pact region (text) must be filled when a record is created, and no row fills it.'],
		]);
		expect(report.problems.filter(({ message }) => message.startsWith('Switched off'))).toHaveLength(1);
	});
});
