import type { Canonical, FieldValue, LensSpec, MappingRow, Side } from '../model';
import { fromCanonical, toCanonical } from './lens';

function rowWith(lens: LensSpec, more: Partial<MappingRow> = {}): MappingRow {
	return {
		id: 'Left__c~right',
		left: 'Left__c',
		right: 'right',
		label: 'Thing',
		lens,
		rule: 'newestWins',
		required: { left: false, right: false },
		...more,
	};
}

function read(lens: LensSpec, side: Side, raw: FieldValue): Canonical | 'unmapped' | 'invalid' | 'too-long' {
	const result = toCanonical(rowWith(lens), side, raw);
	return result.ok ? result.value : result.problem;
}

function write(
	lens: LensSpec,
	side: Side,
	canonical: Canonical,
	more: Partial<MappingRow> = {},
): FieldValue | undefined {
	const result = fromCanonical(rowWith(lens, more), side, canonical);
	return result.ok ? result.value : result.problem;
}

describe('blank values', () => {
	it.each([[''], ['  \n'], [null], [[]]])('%j is blank in every lens', (blank) => {
		for (const kind of ['text', 'number', 'date', 'email', 'phone', 'url', 'domain', 'boolean', 'consent'] as const) {
			expect(read({ kind }, 'left', blank)).toBeNull();
		}
	});

	it('0 and false are values', () => {
		expect(read({ kind: 'number' }, 'left', 0)).toBe(0);
		expect(read({ kind: 'boolean' }, 'left', false)).toBe(false);
	});

	it('a blank is written as null, and as "not opted out" to an opt-out flag, which has no blank', () => {
		expect(write({ kind: 'text' }, 'right', null)).toBeNull();
		expect(write({ kind: 'consent' }, 'left', null)).toBe(false);
		expect(write({ kind: 'consent' }, 'right', null)).toBeNull();
	});
});

describe('text', () => {
	it('loses white space at the ends and differences of coding, not its case', () => {
		expect(read({ kind: 'text' }, 'left', ' Zoe\u0308 \r\n Ng ')).toBe('Zoë \n Ng');
		expect(read({ kind: 'text' }, 'left', 'acme')).not.toBe(read({ kind: 'text' }, 'right', 'ACME'));
	});

	it('is held back when the side is too short for it, and the message says which field and how long', () => {
		const row = rowWith({ kind: 'text' }, { maxLength: { right: 5 } });
		expect(fromCanonical(row, 'right', '12345')).toEqual({ ok: true, value: '12345' });
		const refused = fromCanonical(row, 'right', 'secret');
		expect(refused).toMatchObject({ ok: false, problem: 'too-long' });
		expect(refused.ok || refused.message).toBe('The value is longer than the 5 characters that Thing (right) takes.');
		expect(fromCanonical(row, 'left', 'secret').ok).toBe(true);
	});
});

describe('numbers', () => {
	it.each<[FieldValue, Canonical]>([
		['12.50', 12.5],
		[' 7 ', 7],
		['1e3', 1000],
		['-0', 0],
		['.5', 0.5],
		[3, 3],
		['1,234', 'invalid'],
		['12 EUR', 'invalid'],
		['0x10', 'invalid'],
		['Infinity', 'invalid'],
		[true, 'invalid'],
		['12345678901234567891', 'invalid'],
	])('%j is read as %j', (raw, canonical) => {
		expect(read({ kind: 'number' }, 'left', raw)).toBe(canonical);
	});

	it('are rounded to the decimals of the row', () => {
		expect(read({ kind: 'number', decimals: 2 }, 'left', 1.005)).toBe(1.01);
	});

	it('are written as text to a side that holds text', () => {
		expect(write({ kind: 'number' }, 'right', 12.5, { asText: { right: true } })).toBe('12.5');
		expect(write({ kind: 'number' }, 'left', 12.5, { asText: { right: true } })).toBe(12.5);
	});
});

describe('dates and moments', () => {
	it.each<[FieldValue, Canonical]>([
		['2026-11-21T08:33:03.000+0000', '2026-11-21T08:33:03.000Z'],
		['2026-11-21T08:33:03Z', '2026-11-21T08:33:03.000Z'],
		['2026-11-21T00:10:00.5+02:00', '2026-11-20T22:10:00.000Z'],
		['2026-11-21 08:33', '2026-11-21T08:33:00.000Z'],
		['2026-11-21', '2026-11-21T00:00:00.000Z'],
		['1795249983000', '2026-11-21T08:33:03.000Z'],
		[1795249983000, '2026-11-21T08:33:03.000Z'],
		['2026-02-30', 'invalid'],
		['2026-11-21T25:00:00Z', 'invalid'],
		['21.11.2026', 'invalid'],
		['20261121', 'invalid'],
		[true, 'invalid'],
	])('%j is the moment %j', (raw, canonical) => {
		expect(read({ kind: 'datetime' }, 'left', raw)).toBe(canonical);
	});

	it('a date keeps its day, and a moment gives its day in UTC', () => {
		expect(read({ kind: 'date' }, 'left', '2024-02-29')).toBe('2024-02-29');
		expect(read({ kind: 'date' }, 'left', '2026-11-21T23:30:00-02:00')).toBe('2026-11-22');
		expect(read({ kind: 'date' }, 'left', 'tomorrow')).toBe('invalid');
	});
});

describe('e-mail, phone, web address, domain', () => {
	it('an e-mail address is compared in lower case', () => {
		expect(read({ kind: 'email' }, 'left', ' Ann.Lee@Example.COM ')).toBe('ann.lee@example.com');
		expect(read({ kind: 'email' }, 'left', 'ann at example.com')).toBe('invalid');
		expect(read({ kind: 'email' }, 'left', 'a@x.com; b@x.com')).toBe('invalid');
	});

	it.each<[string | undefined, FieldValue, Canonical]>([
		[undefined, '+1 (415) 555-2671', '+14155552671'],
		['US', '(415) 555-2671', '+14155552671'],
		['DE', '030 / 901820', '+4930901820'],
		['US', '415-555-2671 ext. 89', '+14155552671 x89'],
		[undefined, '+14155552671 x89', '+14155552671 x89'],
		// What cannot be read whole stays as it stands.
		[undefined, '030 901820', '030 901820'],
		['US', 'call 415-555-2671 after five', 'call 415-555-2671 after five'],
		['US', '555-0199', '555-0199'],
	])('with country %s, the phone number %j is %j', (country, raw, canonical) => {
		expect(read({ kind: 'phone', ...(country ? { country } : {}) }, 'left', raw)).toBe(canonical);
		expect(write({ kind: 'phone', ...(country ? { country } : {}) }, 'right', canonical)).toBe(canonical);
	});

	it.each<[FieldValue, Canonical]>([
		['WWW.Acme.Example', 'https://www.acme.example'],
		['HTTP://Acme.example/', 'http://acme.example'],
		['https://acme.example/About?Q=1#Top', 'https://acme.example/About?Q=1#Top'],
		['acme.example:8080/x', 'https://acme.example:8080/x'],
		['n/a', 'invalid'],
		['see below', 'invalid'],
		['mailto:a@acme.example', 'invalid'],
	])('the web address %j is %j', (raw, canonical) => {
		expect(read({ kind: 'url' }, 'left', raw)).toBe(canonical);
	});

	it.each<[FieldValue, Canonical]>([
		['https://www.shop.acme.co.uk/x', 'acme.co.uk'],
		['ACME.com', 'acme.com'],
		['acme.github.io', 'acme.github.io'],
		['https://facebook.com/acme', null],
		['localhost', 'invalid'],
		['192.168.0.1', 'invalid'],
	])('the domain of %j is %j', (raw, canonical) => {
		expect(read({ kind: 'domain' }, 'left', raw)).toBe(canonical);
	});
});

describe('list values', () => {
	const stages: LensSpec = {
		kind: 'picklist',
		values: [
			['Prospecting', 'New'],
			['Qualification', 'New'],
			['Closed Won', 'Won'],
			['Closed Lost', 'Lost'],
			// From the review list: a right value that only exists on the right.
			['Closed Lost', 'Lost to price'],
		],
	};

	it('several left values are one right value; the way back is the first of them', () => {
		expect(read(stages, 'left', 'qualification ')).toBe('New');
		expect(read(stages, 'right', 'NEW')).toBe('New');
		expect(write(stages, 'left', 'New')).toBe('Prospecting');
		expect(write(stages, 'right', 'New')).toBe('New');
	});

	it('several right values that share a left one are in agreement with each other', () => {
		expect(read(stages, 'right', 'Lost to price')).toBe('Lost');
		expect(read(stages, 'left', 'Closed Lost')).toBe('Lost');
		expect(write(stages, 'left', 'Lost to price')).toBe('Closed Lost');
	});

	it('a value without a partner waits, and the answer names it for the review list but not in the message', () => {
		const result = toCanonical(rowWith(stages), 'left', 'Negotiation');
		expect(result).toMatchObject({ ok: false, problem: 'unmapped', value: 'Negotiation' });
		expect(result.ok || result.message).not.toContain('Negotiation');
		expect(read(stages, 'right', 'Prospecting')).toBe('unmapped');
		expect(write(stages, 'left', 'Nonsense')).toBe('unmapped');
	});

	const tags: LensSpec = {
		kind: 'multiselect',
		values: [
			['Red', 'red'],
			['Dark red', 'red'],
			['Blue', 'blue'],
		],
	};

	it('several values are a sorted list without repeats, from an array or from text with semicolons', () => {
		expect(read(tags, 'left', 'Red;Blue; dark RED;')).toEqual(['blue', 'red']);
		expect(read(tags, 'right', ['red', 'blue'])).toEqual(['blue', 'red']);
		expect(read(tags, 'left', ';')).toBeNull();
		expect(write(tags, 'left', ['blue', 'red'], { asText: { left: true } })).toBe('Blue;Red');
		expect(write(tags, 'right', ['blue', 'red'], { asText: { left: true } })).toEqual(['blue', 'red']);
	});

	it('one value without a partner holds back the whole list, so that nothing is deleted from it', () => {
		expect(toCanonical(rowWith(tags), 'left', 'Red;Green')).toMatchObject({
			ok: false,
			problem: 'unmapped',
			value: 'Green',
		});
	});
});

describe('consent', () => {
	it('an opt-out is a withdrawal; no opt-out is no consent', () => {
		expect(read({ kind: 'consent' }, 'left', true)).toBe('withdrawn');
		expect(read({ kind: 'consent' }, 'left', false)).toBe('unknown');
	});

	it.each([
		['confirmed', 'granted', false],
		['Pending', 'unknown', false],
		['declined', 'withdrawn', true],
	] as const)('the status %s is %s, and the opt-out flag is %s', (status, canonical, flag) => {
		expect(read({ kind: 'consent' }, 'right', status)).toBe(canonical);
		expect(write({ kind: 'consent' }, 'right', canonical)).toBe(status.toLowerCase());
		expect(write({ kind: 'consent' }, 'left', canonical)).toBe(flag);
	});

	it('a status that is not known is never taken for consent', () => {
		expect(read({ kind: 'consent' }, 'right', 'maybe')).toBe('invalid');
		expect(read({ kind: 'consent' }, 'right', 'constructor')).toBe('invalid');
	});
});

describe('constants and references', () => {
	it('a side that holds its fixed value agrees with the other; anything else shows', () => {
		const lens: LensSpec = { kind: 'constant', left: 'CRM', right: 'crm' };
		expect(read(lens, 'left', 'CRM')).toBe('crm');
		expect(read(lens, 'left', 'Web')).toBe('Web');
		expect(write(lens, 'left', 'crm')).toBe('CRM');
		expect(write(lens, 'right', 'changed on the canvas')).toBe('changed on the canvas');
	});

	it('a reference passes as it is, for the runner to resolve', () => {
		expect(read({ kind: 'reference', pair: 'p', left: 'Account', right: 'companies' }, 'left', ' 001A ')).toBe('001A');
		expect(read({ kind: 'reference', pair: 'p', left: 'Account', right: 'companies' }, 'left', ['001A', '001B'])).toBe('invalid');
		expect(write({ kind: 'reference', pair: 'p', left: 'Account', right: 'companies' }, 'right', 'uuid')).toBe('uuid');
	});
});
