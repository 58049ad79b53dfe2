import { KNOWN_PAIRS } from '../../engine/mapping/compile/known-fields';
import { fieldsToRead } from './fields';
import { readSettings } from './settings';

const DEFAULTS: Record<string, unknown> = {
	authentication: 'oAuth2', objects: ['Contact', 'Account'], startFrom: 'everything', startDate: '', fieldMode: 'all', fields: [], filters: {}, pollSeconds: 60, options: {},
};

function settings(parameters: Record<string, unknown> = {}) {
	const all = { ...DEFAULTS, ...parameters };
	return readSettings({ getNodeParameter: (name: string) => all[name] as string });
}

describe('the trigger’s settings', () => {
	it('have the documented defaults', () => {
		expect(settings()).toMatchObject({ objects: ['Account', 'Contact'], from: 'everything', pollMs: 60_000, pageSize: 200, lookBackMs: 30 * 60_000, lookBackEveryMs: 5 * 60_000 });
	});

	it('keep the conditions of an object together, each in its own parentheses', () => {
		const filters = { filter: [{ object: 'Contact', condition: "Email != null OR Phone != null" }, { object: 'Contact', condition: 'IsActive__c = true' }] };
		expect(settings({ filters }).filterOf('Contact')).toBe('(Email != null OR Phone != null) AND (IsActive__c = true)');
		expect(settings({ filters }).filterOf('Account')).toBeUndefined();
	});

	it('refuse a condition that is more than a condition', () => {
		const filters = { filter: [{ object: 'Contact', condition: 'Id != null) OR (Id = null' }] };
		expect(() => settings({ filters }).filterOf('Contact')).toThrow(/SOQL condition/);
	});

	it('take the chosen fields of each object', () => {
		const { fieldsOf } = settings({ fieldMode: 'selected', fields: ['Contact.Email', 'Account.Name', 'Contact.Owner.Email'] });
		expect(fieldsOf?.('Contact')).toEqual(['Email', 'Owner.Email']);
	});

	it('need a date when they start from one', () => {
		expect(() => settings({ startFrom: 'date' })).toThrow(/start date/);
		expect(settings({ startFrom: 'date', startDate: '2026-01-02T03:00:00+01:00' }).from).toEqual({ date: '2026-01-02T02:00:00.000Z' });
	});

	it('hear of changes in real time unless somebody switches it off', () => {
		expect(settings().realTime).toBe(true);
		expect(settings({ realTime: false }).realTime).toBe(false);
	});

	it('need an object', () => expect(() => settings({ objects: [] })).toThrow(/at least one object/));
});

describe('the fields of an item', () => {
	const field = (name: string) => ({ name, label: name, type: 'text' as const, custom: false, requiredOnCreate: false, createable: true, updateable: true });
	const schema = {
		system: 'salesforce' as const, connection: '00D', name: 'Contact', label: 'Contact',
		fields: ['Id', 'Email', 'OwnerId', 'RecordTypeId', 'Owner.Name', 'Owner.Email', 'RecordType.Name'].map(field),
	};

	it('are all of its own, with the owner’s e-mail and the record type’s name', () => {
		expect(fieldsToRead(schema, undefined)).toEqual(['Id', 'Email', 'OwnerId', 'RecordTypeId', 'Owner.Email', 'RecordType.Name']);
	});

	it('are the chosen ones and what mappers always need; a field that is gone is left out', () => {
		expect(fieldsToRead(schema, ['Email', 'Gone__c'])).toEqual(['Id', 'Email', 'Owner.Email', 'RecordType.Name']);
	});

	it.each(KNOWN_PAIRS.filter(({ left }) => left.system === 'salesforce').map(({ left, right, rows }) => [left.object, right.object, rows] as const))(
		'are all that %s has in common with %s',
		(object, _right, rows) => {
			// What nobody switched on (memberships) is read by an option of its own.
			const known = [...new Set(rows.flatMap(({ left, rule }) => (left === '' || rule === 'doNotSync' ? [] : [left])))];
			const its = { ...schema, name: object, fields: [...new Set(['Id', 'OwnerId', 'RecordTypeId', ...known])].map(field) };
			expect(fieldsToRead(its, undefined)).toEqual(expect.arrayContaining(known));
		},
	);

	it('hold no parent field of an object without owner or record types', () => {
		expect(fieldsToRead({ ...schema, fields: [field('Id'), field('Name')] }, undefined)).toEqual(['Id', 'Name']);
	});
});
