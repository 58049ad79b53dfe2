import type { SystemName } from '../../../engine/model';

/** What all three systems have, by one name each; the tests of pairs speak of these. */
export const KINDS = ['company', 'person', 'deal'] as const;
export type Kind = (typeof KINDS)[number];

export const OBJECT: Readonly<Record<SystemName, Readonly<Record<Kind, string>>>> = {
	salesforce: { company: 'Account', person: 'Contact', deal: 'Opportunity' },
	hubspot: { company: 'companies', person: 'contacts', deal: 'deals' },
	pact: { company: 'companies', person: 'contacts', deal: 'opportunities' },
};

/** Fields of a person that every system has, with the rule that the tests give each of them. */
export const PERSON_FIELDS = {
	first: { salesforce: 'FirstName', hubspot: 'firstname', pact: 'first_name', rule: 'alwaysLeft' },
	last: { salesforce: 'LastName', hubspot: 'lastname', pact: 'last_name', rule: 'preferLeftUnlessBlank' },
	title: { salesforce: 'Title', hubspot: 'jobtitle', pact: 'title', rule: 'newestWins' },
	city: { salesforce: 'MailingCity', hubspot: 'city', pact: 'city', rule: 'preferRightUnlessBlank' },
	phone: { salesforce: 'Phone', hubspot: 'phone', pact: 'phone', rule: 'alwaysRight' },
	country: { salesforce: 'MailingCountry', hubspot: 'country', pact: 'country', rule: 'askPerson' },
	email: { salesforce: 'Email', hubspot: 'email', pact: 'email', rule: 'preferLeftUnlessBlank' },
} as const;
export type PersonField = keyof typeof PERSON_FIELDS;
export type Person = Partial<Record<PersonField, string | null>>;

/** The names of a system's fields for a person's values. */
export function inWordsOf(system: SystemName, person: Person): Record<string, string | null> {
	return Object.fromEntries(Object.entries(person).map(([field, value]) => [PERSON_FIELDS[field as PersonField][system], blankIn(system, value ?? null)]));
}

/** A person as a system's record shows it; blank in any form is null. */
export function personOf(system: SystemName, row: Readonly<Record<string, unknown>>): Required<Person> {
	const value = (field: PersonField) => {
		const raw = row[PERSON_FIELDS[field][system]];
		return typeof raw === 'string' && raw !== '' ? raw : null;
	};
	return Object.fromEntries((Object.keys(PERSON_FIELDS) as PersonField[]).map((field) => [field, value(field)])) as Required<Person>;
}

/** HubSpot knows no null. */
const blankIn = (system: SystemName, value: string | null): string | null => (system === 'hubspot' ? (value ?? '') : value);
