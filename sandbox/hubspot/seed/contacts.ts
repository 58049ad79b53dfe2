import { FIRST_NAMES, FREE_MAIL, LAST_NAMES, mailPart, TITLES } from '../../salesforce/seed/names';
import { PLACES, typedPhone, type Place } from '../../salesforce/seed/places';
import type { Row } from '../../salesforce/schema/types';
import { CONTACTS } from '../schema/objectTypes';
import type { StoredRecord } from '../store/record';
import type { SeededCompany } from './companies';
import { respelledName, respelledPhone } from './spelling';
import type { Twins } from './twins';
import {
	dayFromNow,
	orBlank,
	ownerFor,
	pastMoments,
	seedAssociation,
	seedRecord,
	someTimeAgo,
	type SeedValues,
	type SeedWorld,
} from './world';

const STAGES = [
	'subscriber',
	'lead',
	'marketingqualifiedlead',
	'salesqualifiedlead',
	'opportunity',
	'customer',
] as const;
const LEAD_STATUSES = ['NEW', 'OPEN', 'IN_PROGRESS', 'OPEN_DEAL', 'UNQUALIFIED', 'CONNECTED', 'BAD_TIMING'] as const;

/** Of every twenty contacts ten are also a contact and one a lead in Salesforce. */
const CYCLE = 20;
const LEAD_TURN = 19;

const NO_EMAIL = 0.06;
const OPTED_OUT = 0.06;
const OPTED_OUT_ELSEWHERE = 30;
const ADDITIONAL_EMAILS = 0.04;

/** Properties that the two halves have in common. */
function sharedValues(world: SeedWorld): SeedValues {
	const { random } = world;
	return {
		lifecyclestage: orBlank(world, 0.1, () => random.pick(STAGES)),
		hs_lead_status: orBlank(world, 0.4, () => random.pick(LEAD_STATUSES)),
		persona: orBlank(world, 0.4, () => random.pick(['decision_maker', 'influencer', 'user'])),
		preferred_channels: orBlank(world, 0.5, () =>
			random.pick(['email', 'email;phone', 'phone;linkedin', 'email;phone;linkedin']),
		),
		engagement_score: orBlank(world, 0.3, () => random.int(0, 10_000) / 100),
		is_champion: orBlank(world, 0.3, () => random.chance(0.15)),
		date_of_birth_day: orBlank(world, 0.9, () => dayFromNow(world, -random.int(9_000, 22_000))),
		last_demo_at: orBlank(world, 0.6, () => someTimeAgo(world)),
		hs_language: orBlank(world, 0.6, () => random.pick(['en', 'de', 'fr', 'es'])),
		message: orBlank(world, 0.9, () => 'Please call me back.\nThanks & best regards'),
	};
}

/** A person who is in Salesforce, too, as somebody entered them here. */
function twinValues(world: SeedWorld, row: Row, twins: Twins, email: string): SeedValues {
	const { random } = world;
	const phone = (value: unknown) =>
		typeof value === 'string' ? orBlank(world, 0.15, () => respelledPhone(random, value)) : undefined;
	return {
		...sharedValues(world),
		email,
		firstname: typeof row.FirstName === 'string' ? respelledName(random, row.FirstName) : undefined,
		lastname: respelledName(random, String(row.LastName)),
		jobtitle: random.chance(0.25) ? random.pick(TITLES) : row.Title,
		phone: phone(row.Phone),
		mobilephone: phone(row.MobilePhone),
		city: random.chance(0.3) ? undefined : row.MailingCity,
		country: row.MailingCountry,
		hubspot_owner_id: ownerFor(world, twins.emailOf(row.OwnerId)),
	};
}

function ownValues(world: SeedWorld, place: Place, domain: string): SeedValues {
	const { random } = world;
	const first = random.pick(FIRST_NAMES);
	const last = random.pick(LAST_NAMES);
	const mailDomain = random.chance(0.1) ? random.pick(FREE_MAIL) : domain;
	return {
		...sharedValues(world),
		email: orBlank(world, NO_EMAIL * 2, () => freshEmail(world, first, last, mailDomain)),
		firstname: random.chance(0.04) ? undefined : respelledName(random, first),
		lastname: random.chance(0.03) ? undefined : respelledName(random, last),
		jobtitle: orBlank(world, 0.25, () => random.pick(TITLES)),
		phone: orBlank(world, 0.3, () => typedPhone(random, place)),
		mobilephone: orBlank(world, 0.6, () => typedPhone(random, place)),
		city: orBlank(world, 0.4, () => place.city),
		country: orBlank(world, 0.4, () => random.pick(place.countries)),
		hubspot_owner_id: ownerFor(world, undefined),
	};
}

/** An address nobody has yet: neither here nor in Salesforce. */
function freshEmail(world: SeedWorld, first: string, last: string, domain: string): string {
	const local =
		[mailPart(first), mailPart(last)]
			.map((part) => part.replaceAll("'", ''))
			.filter((part) => part !== '')
			.join('.') || 'contact';
	let address = `${local}@${domain}`;
	for (let n = 2; world.takenEmails.has(address); n++) address = `${local}${n}@${domain}`;
	world.takenEmails.add(address);
	return address;
}

/** Second addresses, and the first one of the twin moved there for some: it must be found all the same. */
function withAdditionalEmails(world: SeedWorld, values: SeedValues, domain: string): SeedValues {
	const { email } = values;
	if (typeof email !== 'string' || !world.random.chance(ADDITIONAL_EMAILS)) return values;
	const other = freshEmail(
		world,
		String(values['firstname'] ?? ''),
		String(values['lastname'] ?? ''),
		`mail.${domain}`,
	);
	return world.random.chance(0.3)
		? { ...values, email: other, hs_additional_emails: email }
		: { ...values, hs_additional_emails: other };
}

/** Contacts: every second one is also a person in Salesforce, and each with its company if that is here. */
export function seedContacts(
	world: SeedWorld,
	twins: Twins,
	companies: readonly SeededCompany[],
	count: number,
): StoredRecord[] {
	const { random } = world;
	const byAccount = new Map(companies.map((company) => [company.accountId, company]));
	const people = distinctByEmail(random.shuffle(twins.contacts));
	const leads = distinctByEmail(random.shuffle(twins.leads));
	for (const { email } of [...people, ...leads]) world.takenEmails.add(email);
	const used = new Set<string>();
	const next = (from: Array<{ email: string; row: Row }>) => {
		let found = from.shift();
		while (found && used.has(found.email)) found = from.shift();
		if (found) used.add(found.email);
		return found;
	};
	const contacts = pastMoments(world, count).map((moment, i) => {
		const twin = i % CYCLE === LEAD_TURN ? next(leads) : i % 2 === 0 ? next(people) : undefined;
		const company = twin ? byAccount.get(String(twin.row.AccountId)) : anyCompany(world, companies);
		const domain = company?.domain ?? random.pick(FREE_MAIL);
		const place = company?.place ?? random.pick(PLACES);
		const plain = twin ? twinValues(world, twin.row, twins, twin.email) : ownValues(world, place, domain);
		const values = withAdditionalEmails(world, plain, domain);
		const companyName = company?.record.properties['name'];
		const optOut = optOutOf(world, values['email'], moment);
		const record = seedRecord(world, CONTACTS, { ...values, company: companyName, ...optOut }, moment);
		if (company) seedAssociation(world, record, company.record);
		return record;
	});
	// An opt-out is there before its contact: these people are in Salesforce only.
	const elsewhere = people.filter(({ email }) => !used.has(email)).slice(0, OPTED_OUT_ELSEWHERE);
	for (const { email } of elsewhere) world.preferences.seedOptOut(email, world.now);
	return contacts;
}

const anyCompany = ({ random }: SeedWorld, companies: readonly SeededCompany[]): SeededCompany | undefined =>
	companies.length > 0 && random.chance(0.9) ? random.pick(companies) : undefined;

/** Some have opted out of all e-mail; the contact shows it. */
function optOutOf({ preferences, random }: SeedWorld, email: SeedValues[string], at: number): Record<string, string> {
	if (typeof email !== 'string' || !random.chance(OPTED_OUT)) return {};
	preferences.seedOptOut(email, at);
	return preferences.mirrored(email, {});
}

/** The people with an address, one for each: HubSpot has no two contacts with the same. */
function distinctByEmail(rows: readonly Row[]): Array<{ email: string; row: Row }> {
	const seen = new Map<string, Row>();
	for (const row of rows) {
		const email = typeof row.Email === 'string' ? row.Email.trim().toLowerCase() : '';
		if (email !== '' && !seen.has(email)) seen.set(email, row);
	}
	return [...seen].map(([email, row]) => ({ email, row }));
}
