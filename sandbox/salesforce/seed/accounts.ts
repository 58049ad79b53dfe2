import type { Row, Value } from '../schema/types';
import { ACCOUNT_TYPES, INDUSTRIES, REGIONS, TIERS } from '../schema/values';
import { stamp } from '../stamps';
import { FREE_MAIL } from './names';
import { PLACES, typedPhone, type Place } from './places';
import { dayFromNow, orBlank, pastMoments, seedRow, someOwner, type SeedWorld } from './world';

const FIRST_WORDS = [
	'Acme',
	'Globex',
	'Blue Harbour',
	'Nordlicht',
	'Sakura',
	'Terra',
	'Atlas',
	'Böhm',
	'Évora',
	'Falcon',
	'Granite',
	'Helios',
	'Iris',
	'Juniper',
	'Kestrel',
	'Lumen',
	'Meridian',
	'Nimbus',
	'Orchard',
	'Pioneer',
	'Quartz',
	'Rowan',
	'Solstice',
	'Tundra',
	'Umbra',
	'Vega',
	'Willow',
	'Xenon',
	'Yarrow',
	'Zephyr',
] as const;

const SECOND_WORDS = [
	'Logistics',
	'Software',
	'Foods',
	'Energy',
	'Medical',
	'Robotics',
	'Textiles',
	'Analytics',
	'Shipping',
	'Insurance',
	'Hotels',
	'Media',
	'Chemicals',
	'Motors',
	'Consulting',
	'Optics',
	'Paper & Packaging',
	'Security',
	'Aero',
	'Garden',
] as const;

/** Domains that two or three accounts share: subsidiaries and doubles. */
const SHARED_DOMAINS = 15;

/** An account with what contacts need of it. */
export interface SeededAccount {
	row: Row;
	/** The domain its people's addresses have. */
	domain: string;
	place: Place;
}

const slug = (text: string) =>
	text
		.toLowerCase()
		.normalize('NFD')
		.replace(/[^a-z0-9]+/g, '');

function companyName(index: number): { name: string; base: string } {
	const first = FIRST_WORDS[index % FIRST_WORDS.length] ?? '';
	const second = SECOND_WORDS[Math.floor(index / FIRST_WORDS.length) % SECOND_WORDS.length] ?? '';
	const round = Math.floor(index / (FIRST_WORDS.length * SECOND_WORDS.length));
	const name = round === 0 ? `${first} ${second}` : `${first} ${second} ${round + 1}`;
	return { name, base: slug(name) };
}

/** A website as someone typed or pasted it. */
function typedWebsite(world: SeedWorld, domain: string): string {
	const forms = [
		`https://www.${domain}`,
		`https://www.${domain}/`,
		`www.${domain}`,
		domain,
		`http://${domain}`,
		`${domain}/about`,
		`HTTP://WWW.${domain.charAt(0).toUpperCase()}${domain.slice(1)}/`,
		`https://${domain}/en/index.html?utm_source=crm`,
		`https://shop.${domain}:8443/`,
		` ${domain} `,
	];
	return world.random.pick(forms);
}

function website(world: SeedWorld, domain: string): string | null {
	if (world.random.chance(0.08)) return null;
	if (world.random.chance(0.02)) return world.random.pick(FREE_MAIL);
	if (world.random.chance(0.01)) return 'none yet';
	return typedWebsite(world, domain);
}

/** The custom fields, one of every type. */
function customFields(world: SeedWorld, base: string, domain: string, place: Place): Record<string, Value> {
	const { random } = world;
	const regions = random.shuffle(REGIONS).slice(0, random.int(1, 3));
	return {
		Tier__c: orBlank(world, 0.15, () => random.pick(TIERS)),
		Score__c: orBlank(world, 0.2, () => random.int(0, 10_000) / 100),
		Renewal_Date__c: orBlank(world, 0.3, () => dayFromNow(world, random.int(-200, 365))),
		Last_Review__c: orBlank(world, 0.3, () => stamp(new Date(world.now.getTime() - random.int(1, 34_000_000) * 1_000))),
		Is_Partner__c: random.chance(0.12),
		Regions__c: orBlank(world, 0.25, () => REGIONS.filter((region) => regions.includes(region)).join(';')),
		LinkedIn__c: orBlank(world, 0.4, () => `https://www.linkedin.com/company/${base}`),
		Billing_Email__c: orBlank(world, 0.3, () =>
			random.pick([`Billing@${domain}`, `ap@${domain}`, `rechnung@${domain}`]),
		),
		Support_Phone__c: orBlank(world, 0.5, () => typedPhone(random, place)),
		Notes__c: orBlank(
			world,
			0.6,
			() =>
				`Reviewed by hand.\nKey account: ${random.chance(0.5) ? 'yes' : 'no'}\n${'Longer note. '.repeat(random.int(0, 60))}`,
		),
		Health__c: orBlank(world, 0.3, () => random.int(0, 100)),
	};
}

/** One account; `domain` is given for those that share one. */
export function makeAccount(world: SeedWorld, index: number, createdAt: Date, domain?: string): SeededAccount {
	const { random } = world;
	const { name, base } = companyName(index);
	const place = random.pick(PLACES);
	const own = domain ?? `${base}.${place.topLevel}`;
	const fields = {
		Name: random.chance(0.6) ? `${name} ${place.legalForm}` : random.chance(0.05) ? name.toUpperCase() : name,
		Website: domain === undefined ? website(world, own) : typedWebsite(world, own),
		Phone: orBlank(world, 0.15, () => typedPhone(random, place)),
		Industry: orBlank(world, 0.1, () => random.pick(INDUSTRIES)),
		NumberOfEmployees: orBlank(world, 0.2, () => random.int(1, 20_000)),
		AnnualRevenue: orBlank(world, 0.35, () => random.int(50, 900_000) * 1_000),
		BillingCity: orBlank(world, 0.1, () => place.city),
		BillingCountry: orBlank(world, 0.1, () => random.pick(place.countries)),
		Description: orBlank(world, 0.5, () =>
			random.pick([
				'Prospect from the trade show.',
				'Long-standing customer.',
				'Übernahme 2024 – see notes.',
				'Q&A: <pending> "legal" review',
			]),
		),
		Type: orBlank(world, 0.2, () => random.pick(ACCOUNT_TYPES)),
		OwnerId: someOwner(world),
		...customFields(world, base, own, place),
	};
	return { row: seedRow(world, 'Account', fields, createdAt), domain: own, place };
}

/** The seed's accounts; the last ones take up the domains of earlier ones, so that about 15 domains have two or three. */
export function seedAccounts(world: SeedWorld, count: number): SeededAccount[] {
	const moments = pastMoments(world, count);
	const sharing = Math.min(Math.floor(count / 10), Math.floor(SHARED_DOMAINS * 1.5));
	const accounts: SeededAccount[] = [];
	moments.forEach((moment, i) => {
		const twin = i < count - sharing ? undefined : accounts[(i - (count - sharing)) % SHARED_DOMAINS];
		accounts.push(makeAccount(world, i, moment, twin?.domain));
	});
	return accounts;
}
