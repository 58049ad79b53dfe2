import type { Mapping, MappingRow, RecordRef } from '../model';
import type { Lookup } from '../run/system-port';
import { chooseCandidate } from './choose';
import { lookupsFor } from './lookups';
import { registrableDomain } from './domain';
import { readEmail } from './email';
import { normaliseKey } from './normalise';

const contact: RecordRef = { system: 'salesforce', connection: 'org', object: 'Contact', id: '003A' };

describe('normaliseKey', () => {
	it.each([
		[' Ann@Example.COM ', 'ann@example.com'],
		['ann+news@example.com', 'ann+news@example.com'],
		['ann', undefined],
		['', undefined],
		[null, undefined],
		['ann@localhost', undefined],
		['a@b.com, c@d.com', undefined],
	])('the e-mail address %j identifies %j', (raw, key) => {
		expect(normaliseKey('email', raw)).toBe(key);
	});

	it('plus-addresses are one person where the user says so', () => {
		expect(normaliseKey('email', 'Ann+News@example.com', { plusAddress: 'drop' })).toBe('ann@example.com');
		expect(normaliseKey('email', '+ann@example.com', { plusAddress: 'drop' })).toBe('+ann@example.com');
		expect(normaliseKey('email', '+ann+news@example.com', { plusAddress: 'drop' })).toBe('+ann+news@example.com');
	});

	it('case counts in texts where the user says so', () => {
		expect(normaliseKey('text', ' aB  c ', { exactCase: true })).toBe('aB c');
		expect(normaliseKey('text', 'aB')).toBe('ab');
	});

	it.each([
		['https://www.Acme.co.uk/about', 'acme.co.uk'],
		['acme.com.', 'acme.com'],
		['http:// acme.com', undefined],
		['sales@acme.com', 'acme.com'],
		['acme.com:8080', 'acme.com'],
		['müller.de', 'müller.de'],
		['acme.myshopify.com', 'acme.myshopify.com'],
		['gmail.com', undefined],
		['ann@GMAIL.com', undefined],
		['https://www.linkedin.com/company/acme', undefined],
		['co.uk', undefined],
		['10.0.0.1', undefined],
		['ACME.local', 'acme.local'],
		['localhost', undefined],
		['acme com', undefined],
		['acme.com/a b', undefined],
		['https://under_score.example.com', 'example.com'],
		['n/a', undefined],
		['n.a.', undefined],
		['http://www.n.a', undefined],
		['-', undefined],
	])('the website or domain %j identifies %j', (raw, key) => {
		expect(normaliseKey('domain', raw)).toBe(key);
	});

	it('texts are compared without case, width and runs of blanks; ids as they are', () => {
		expect(normaliseKey('text', '  ACME\u00a0 Ｉnc ')).toBe('acme inc');
		expect(normaliseKey('external-id', ' 003aB ')).toBe('003aB');
		expect(normaliseKey('external-id', 42)).toBe('42');
		expect(normaliseKey('text', '   ')).toBeUndefined();
		expect(normaliseKey('external-id', ' ')).toBeUndefined();
	});

	it('what is neither text nor number identifies nothing; a number does where it can', () => {
		for (const kind of ['email', 'domain', 'text', 'external-id'] as const) for (const raw of [true, null, undefined, ['a@b.example'], {}]) expect(normaliseKey(kind, raw)).toBeUndefined();
		expect(normaliseKey('domain', 7)).toBeUndefined();
		expect(readEmail(7)).toBeUndefined();
		expect(registrableDomain(7)).toBeUndefined();
	});
});

describe('lookupsFor', () => {
	const mapping: Mapping = {
		pair: 'p',
		left: { system: 'salesforce', object: 'Contact' },
		right: { system: 'pact', object: 'contacts' },
		rows: [],
		match: [{ kind: 'email', left: 'Email', right: 'email' }],
		externalIds: { left: 'Pact_Id__c', right: 'custom_fields.salesforce_id' },
		create: { left: false, right: true },
		tieWinner: 'left',
	};

	it('asks for ids first, then for match keys, with the name as a hint', () => {
		const fields = { Email: 'Ann@Example.com', Pact_Id__c: 'uuid-1' };
		const values = { email: 'ann@example.com', first_name: 'Ann', last_name: 'Lee' };
		expect(lookupsFor(mapping, 'left', fields, values, contact)).toEqual([
			{ kind: 'external-id', field: 'custom_fields.salesforce_id', value: '003A', hint: 'Ann Lee' },
			{ kind: 'external-id', field: 'public_id', value: 'uuid-1', hint: 'Ann Lee' },
			{ kind: 'email', field: 'email', value: 'ann@example.com', hint: 'Ann Lee' },
		]);
	});

	it("works the other way round, in the left side's fields", () => {
		expect(lookupsFor(mapping, 'right', { email: 'ann@example.com' }, {}, { system: 'pact', connection: 'w', object: 'contacts', id: 'uuid-1' })).toEqual([
			{ kind: 'external-id', field: 'Pact_Id__c', value: 'uuid-1' },
			{ kind: 'email', field: 'Email', value: 'ann@example.com' },
		]);
	});

	it('uses the value that the canvas gave, also when the canvas cleared it', () => {
		const lookups = (values: Record<string, string | null>) =>
			lookupsFor({ ...mapping, externalIds: {} }, 'left', { Email: 'old@example.com' }, values, contact);
		expect(lookups({ email: 'new@example.com' })).toMatchObject([{ value: 'new@example.com' }]);
		expect(lookups({ email: null })).toEqual([]);
	});

	it('looks for what the key itself says where another row brought the target’s field, unless the canvas did', () => {
		const lens = { kind: 'url' as const };
		const website: MappingRow = { id: 'w', left: 'Website', right: 'website', label: 'Website', lens, rule: 'newestWins', required: { left: false, right: false } };
		const match: Mapping['match'] = [{ kind: 'domain', left: 'Website', right: 'domain' }, { kind: 'domain', left: 'Website', right: 'website' }];
		const companies = { ...mapping, externalIds: {}, rows: [website], match };
		const found = (fields: Record<string, string | null>, values: Record<string, string | null>) =>
			lookupsFor(companies, 'right', fields, values, { ...contact, system: 'hubspot' }).map(({ value }) => value);
		expect(found({ domain: 'acme.com', website: null }, { Website: null })).toEqual(['acme.com']);
		expect(found({ domain: 'acme.com', website: 'acme.de' }, { Website: 'https://acme.de' })).toEqual(['acme.com', 'acme.de']);
		expect(found({ domain: null, website: 'acme.de' }, { Website: 'https://changed.example' })).toEqual(['changed.example']);
		expect(found({ domain: null, website: 'acme.de' }, { Website: null })).toEqual([]);
	});

	it('tells the other system how to compare, where that is not the usual way', () => {
		const match: Mapping['match'] = [
			{ kind: 'email', left: 'Email', right: 'email', plusAddress: 'drop' },
			{ kind: 'text', left: 'Code', right: 'code', exactCase: true },
		];
		const lookups = lookupsFor({ ...mapping, externalIds: {}, match }, 'left', { Email: 'Ann+News@example.com', Code: 'aB' }, {}, contact);
		expect(lookups).toEqual([
			{ kind: 'email', field: 'email', value: 'ann@example.com', options: { plusAddress: 'drop' } },
			{ kind: 'text', field: 'code', value: 'aB', options: { exactCase: true } },
		]);
	});

	it('tells it so for the kind of key that it means something to', () => {
		const match: Mapping['match'] = [
			{ kind: 'text', left: 'Code', right: 'code', plusAddress: 'drop' },
			{ kind: 'email', left: 'Email', right: 'email', exactCase: true },
		];
		const lookups = lookupsFor({ ...mapping, externalIds: {}, match }, 'left', { Email: 'Ann+News@example.com', Code: 'aB+c' }, {}, contact);
		expect(lookups).toEqual([{ kind: 'text', field: 'code', value: 'ab+c' }, { kind: 'email', field: 'email', value: 'ann+news@example.com' }]);
	});

	it.each([
		[{ FirstName: ' ', LastName: ' Lee ' }, {}, 'Lee'],
		[{ FirstName: 'Ann', LastName: 'Lee' }, { name: ' ' }, 'Ann Lee'],
		[{ Name: 'Acme' }, { name: 'Acme Inc' }, 'Acme Inc'],
		[{ Name: 7, FirstName: '' }, {}, undefined],
	])('gives the name of %j and %j as the hint %j', (fields, values, hint) => {
		const [lookup] = lookupsFor({ ...mapping, externalIds: {} }, 'left', { Email: 'a@x.example', ...fields }, values, contact);
		expect(lookup?.hint).toBe(hint);
	});

	it('has nothing to ask for a record that nothing identifies', () => {
		expect(lookupsFor({ ...mapping, externalIds: {} }, 'left', { Email: null }, {}, contact)).toEqual([]);
	});
});

describe('chooseCandidate', () => {
	const lookup = (kind: Lookup['kind'], field: string): Lookup => ({ kind, field, value: 'x' });
	const lookups = [lookup('external-id', 'a'), lookup('external-id', 'b'), lookup('email', 'email')];
	interface Found {
		id: string;
		gone?: { kind: 'deleted' };
	}
	const one: Found = { id: '1' };
	const two: Found = { id: '2' };

	it('an id beats a match key', () => {
		expect(chooseCandidate([[one], [], [two]], lookups)).toEqual({ kind: 'one', record: one });
	});

	it('two ids that name different records are a question', () => {
		expect(chooseCandidate([[one], [two], []], lookups)).toEqual({ kind: 'ambiguous', records: [one, two] });
	});

	it('one record found twice is one record', () => {
		expect(chooseCandidate([[one], [{ id: '1' }], []], lookups)).toEqual({ kind: 'one', record: one });
	});

	it('several records of one match key are a question, never a guess', () => {
		expect(chooseCandidate([[], [], [one, two]], lookups)).toEqual({ kind: 'ambiguous', records: [one, two] });
	});

	it('records that are gone do not count', () => {
		expect(chooseCandidate<Found>([[{ id: '1', gone: { kind: 'deleted' } }], [], [two]], lookups)).toEqual({
			kind: 'one',
			record: two,
		});
		expect(chooseCandidate([[], []])).toEqual({ kind: 'none' });
	});
});
