import { PLACES, typedPhone, type Place } from '../../salesforce/seed/places';
import type { Row } from '../../salesforce/schema/types';
import { COMPANIES } from '../schema/objectTypes';
import type { StoredRecord } from '../store/record';
import { domainOf, respelledCompany, respelledPhone, websiteOf } from './spelling';
import type { Twins } from './twins';
import {
	dayFromNow,
	orBlank,
	ownerFor,
	pastMoments,
	seedRecord,
	someTimeAgo,
	type SeedValues,
	type SeedWorld,
} from './world';

const FIRST_WORDS = [
	'Amber',
	'Birch',
	'Cobalt',
	'Delta',
	'Ember',
	'Fjord',
	'Garnet',
	'Hazel',
	'Indigo',
	'Jasper',
	'Korall',
	'Lindgrün',
	'Mistral',
	'Nectar',
	'Ostrava',
	'Prairie',
] as const;
const SECOND_WORDS = [
	'Works',
	'Labs',
	'Partners',
	'Studios',
	'Systems',
	'Trading',
	'Clinics',
	'Freight',
	'Ventures',
	'Kitchens',
	'Mobility',
	'Biotech',
	'Education',
	'Outdoor',
	'Capital',
	'Print & Paper',
] as const;

/** Salesforce's industries that have a counterpart here. */
const INDUSTRIES: Readonly<Record<string, string>> = {
	Biotechnology: 'BIOTECHNOLOGY',
	Technology: 'COMPUTER_SOFTWARE',
	Engineering: 'MACHINERY',
	Manufacturing: 'MACHINERY',
	Banking: 'FINANCIAL_SERVICES',
	Finance: 'FINANCIAL_SERVICES',
	Insurance: 'FINANCIAL_SERVICES',
	Healthcare: 'HOSPITAL_HEALTH_CARE',
	Shipping: 'LOGISTICS_AND_SUPPLY_CHAIN',
	Transportation: 'LOGISTICS_AND_SUPPLY_CHAIN',
	Retail: 'RETAIL',
	Telecommunications: 'TELECOMMUNICATIONS',
};
const OWN_INDUSTRIES = [...new Set(Object.values(INDUSTRIES)), 'CONSTRUCTION'];
const STAGES = [
	'subscriber',
	'lead',
	'marketingqualifiedlead',
	'salesqualifiedlead',
	'opportunity',
	'customer',
] as const;

/** Share of companies that have the domain of an earlier one: doubles that nobody has merged. */
const DOUBLE_SHARE = 0.03;

/** A company with what contacts need of it. */
export interface SeededCompany {
	readonly record: StoredRecord;
	/** Salesforce id of the same company, when it is there too. */
	readonly accountId: string | undefined;
	readonly domain: string;
	readonly place: Place;
}

const slug = (text: string) =>
	text
		.toLowerCase()
		.normalize('NFD')
		.replace(/[^a-z0-9]+/g, '');

/** The properties that the two halves have in common. */
function sharedValues(world: SeedWorld): SeedValues {
	const { random } = world;
	return {
		lifecyclestage: orBlank(world, 0.1, () => random.pick(STAGES)),
		type: orBlank(world, 0.4, () => random.pick(['PROSPECT', 'PARTNER', 'RESELLER', 'VENDOR', 'OTHER'])),
		tier: orBlank(world, 0.4, () => random.pick(['gold', 'silver', 'bronze'])),
		products_used: orBlank(world, 0.6, () => random.pick(['crm', 'crm;cms', 'cms;billing', 'crm;cms;billing'])),
		health_score: orBlank(world, 0.4, () => random.int(0, 1_000) / 10),
		renewal_date: orBlank(world, 0.5, () => dayFromNow(world, random.int(-200, 365))),
		last_review_at: orBlank(world, 0.5, () => someTimeAgo(world)),
		is_partner: orBlank(world, 0.3, () => random.chance(0.2)),
		account_notes: orBlank(
			world,
			0.7,
			() => `Called twice.\nNext: ${random.pick(['pilot', 'pricing', 'legal – see "MSA" & NDA'])}`,
		),
	};
}

/** A company that is in Salesforce, too, as somebody entered it here. */
function twinValues(world: SeedWorld, account: Row, twins: Twins): { values: SeedValues; domain: string } {
	const { random } = world;
	const domain = domainOf(account.Website);
	const newer = random.chance(0.3);
	return {
		domain: domain ?? `${slug(String(account.Name))}.example`,
		values: {
			...sharedValues(world),
			name: respelledCompany(random, String(account.Name)),
			domain,
			website: domain && orBlank(world, 0.2, () => websiteOf(random, domain)),
			phone: account.Phone && orBlank(world, 0.1, () => respelledPhone(random, String(account.Phone))),
			industry: INDUSTRIES[String(account.Industry)],
			numberofemployees: newer ? random.int(1, 20_000) : account.NumberOfEmployees,
			annualrevenue: account.AnnualRevenue,
			city: random.chance(0.2) ? undefined : account.BillingCity,
			country: account.BillingCountry,
			description: random.chance(0.3) ? 'Met at our booth.' : account.Description,
			hubspot_owner_id: ownerFor(world, twins.emailOf(account.OwnerId)),
		},
	};
}

function ownValues(world: SeedWorld, index: number, place: Place, domain: string): SeedValues {
	const { random } = world;
	return {
		...sharedValues(world),
		name: ownName(index),
		domain: random.chance(0.06) ? undefined : domain,
		website: orBlank(world, 0.3, () => websiteOf(random, domain)),
		phone: orBlank(world, 0.2, () => typedPhone(random, place)),
		industry: orBlank(world, 0.2, () => random.pick(OWN_INDUSTRIES)),
		numberofemployees: orBlank(world, 0.3, () => random.int(1, 20_000)),
		annualrevenue: orBlank(world, 0.5, () => random.int(50, 900_000) * 1_000),
		city: orBlank(world, 0.1, () => place.city),
		country: orBlank(world, 0.1, () => random.pick(place.countries)),
		hubspot_owner_id: ownerFor(world, undefined),
	};
}

function ownName(index: number): string {
	const first = FIRST_WORDS[index % FIRST_WORDS.length] ?? '';
	const second = SECOND_WORDS[Math.floor(index / FIRST_WORDS.length) % SECOND_WORDS.length] ?? '';
	const round = Math.floor(index / (FIRST_WORDS.length * SECOND_WORDS.length));
	return round === 0 ? `${first} ${second}` : `${first} ${second} ${round + 1}`;
}

/** Companies: every second one is also an account in Salesforce. */
export function seedCompanies(world: SeedWorld, twins: Twins, count: number): SeededCompany[] {
	const { random } = world;
	const accounts = random.shuffle(twins.accounts);
	const companies: SeededCompany[] = [];
	pastMoments(world, count).forEach((moment, i) => {
		const account = i % 2 === 0 ? accounts[i / 2] : undefined;
		const place = random.pick(PLACES);
		const double = i > 10 && random.chance(DOUBLE_SHARE) ? random.pick(companies).domain : undefined;
		const own = double ?? `${slug(ownName(i))}.${place.topLevel}`;
		const { values, domain } = account
			? twinValues(world, account, twins)
			: { values: ownValues(world, i, place, own), domain: own };
		const record = seedRecord(world, COMPANIES, values, moment);
		companies.push({ record, accountId: account?.Id, domain, place });
	});
	return companies;
}
