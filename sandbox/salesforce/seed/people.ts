import type { Value } from '../schema/types';
import { LEAD_SOURCES, PERSONAS } from '../schema/values';
import { FIRST_NAMES, FREE_MAIL, LAST_NAMES, mailPart, TITLES } from './names';
import { typedPhone, type Place } from './places';
import { orBlank, someOwner, type SeedWorld } from './world';

/** A title as long as the field allows; the next system's field may be shorter. */
const LONG_TITLE =
	'Senior Vice President of Enterprise Solutions, Strategic Partnerships and International Business Development (EMEA, LATAM & APAC)'.slice(
		0,
		128,
	);

/** An address nobody has yet. */
export function freshEmail(world: SeedWorld, first: string, last: string, domain: string): string {
	const local = [mailPart(first), mailPart(last)].filter((part) => part !== '').join('.') || 'contact';
	let address = `${local}@${domain}`;
	for (let n = 2; world.takenEmails.has(address); n++) address = `${local}${n}@${domain}`;
	world.takenEmails.add(address);
	return address;
}

/** The address as someone typed it: one in eight with capitals. */
export function typedEmail(world: SeedWorld, address: string): string {
	if (!world.random.chance(0.125)) return address;
	if (world.random.chance(0.3)) return address.toUpperCase();
	return address.replace(/(^|[.@])([a-z])/g, (_whole, before: string, letter: string) => before + letter.toUpperCase());
}

/** The fields that contacts and leads have in common. */
export function personFields(
	world: SeedWorld,
	domain: string | undefined,
	place: Place,
	noEmailChance: number,
): Record<string, Value> {
	const { random } = world;
	const first = random.pick(FIRST_NAMES);
	const last = random.pick(LAST_NAMES);
	const mailDomain = domain === undefined || random.chance(0.06) ? random.pick(FREE_MAIL) : domain;
	const FirstName = random.chance(0.03) ? null : random.chance(0.02) ? ` ${first} ` : first;
	return {
		FirstName,
		LastName: last,
		Name: [FirstName, last].filter((part) => part !== null).join(' '),
		Email: orBlank(world, noEmailChance, () => typedEmail(world, freshEmail(world, first, last, mailDomain))),
		Phone: orBlank(world, 0.2, () => typedPhone(random, place)),
		MobilePhone: orBlank(world, 0.5, () => typedPhone(random, place)),
		Title: orBlank(world, 0.15, () => (random.chance(0.01) ? LONG_TITLE : random.pick(TITLES))),
		LeadSource: orBlank(world, 0.3, () => random.pick(LEAD_SOURCES)),
		HasOptedOutOfEmail: random.chance(0.07),
		OwnerId: someOwner(world),
		Persona__c: orBlank(world, 0.3, () => random.pick(PERSONAS)),
		Score__c: orBlank(world, 0.3, () => random.int(0, 10_000) / 100),
	};
}
