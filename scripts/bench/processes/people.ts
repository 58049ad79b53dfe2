import { createHash } from 'node:crypto';
import type { SystemName } from '../../../engine/model';
import { inWordsOf, PERSON_FIELDS, personOf, type Person, type PersonField } from '../../../test/support/pairs/words';
import type { Digest } from './protocol';

const TITLES = ['CTO', 'Buyer', 'Head of Sales', 'Engineer', 'Assistant', 'Founder'];
const CITIES = ['Berlin', 'Lisbon', 'Oslo', 'Leeds', 'Turin'];
const COUNTRIES = ['Germany', 'Portugal', 'Norway', 'United Kingdom', 'Italy'];

/** Contact number `number`: always the same one. */
const personNumber = (number: number): Person => ({
	first: `First ${number % 1_000}`,
	last: `Last ${number}`,
	title: TITLES[number % TITLES.length] ?? null,
	city: CITIES[number % CITIES.length] ?? null,
	country: COUNTRIES[number % COUNTRIES.length] ?? null,
	phone: `+4930${1_000_000 + number}`,
	email: `person.${number}@bench.example`,
});

export const fieldsOf = (system: SystemName, number: number) => inWordsOf(system, personNumber(number));

const FIELDS = Object.keys(PERSON_FIELDS) as PersonField[];
const HASH_BITS = 64n;

/** Collects the people of a system: order and ids do not count, every value does. */
export class Digester {
	private people = 0;
	private readonly addresses = new Set<string>();
	private sum = 0n;

	add(system: SystemName, row: Readonly<Record<string, unknown>>): void {
		const person = personOf(system, row);
		const text = FIELDS.map((field) => comparable(field, person[field])).join('\u0001');
		this.people += 1;
		this.addresses.add(person.email?.toLowerCase() ?? '');
		this.sum = BigInt.asUintN(Number(HASH_BITS), this.sum + createHash('sha256').update(text).digest().readBigUInt64LE());
	}

	result(): Digest {
		return { people: this.people, addresses: this.addresses.size, sum: this.sum.toString(16) };
	}
}

/** Addresses have no case, and a phone number has many spellings. */
function comparable(field: PersonField, value: string | null): string {
	if (field === 'email') return value?.toLowerCase() ?? '';
	return field === 'phone' ? (value?.replace(/[^\d+]/g, '') ?? '') : (value ?? '');
}
