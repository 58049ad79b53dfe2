import type { Row } from '../schema/types';
import { INTERESTS } from '../schema/values';
import type { SeededAccount } from './accounts';
import { DEPARTMENTS, mailPart } from './names';
import { personFields, typedEmail } from './people';
import { PLACES } from './places';
import { dayFromNow, orBlank, pastMoments, seedRow, type SeedWorld } from './world';

/** Of 2,000 contacts 40 carry an address that another contact has. */
const DUPLICATE_SHARE = 40 / 2_000;

const NO_EMAIL = 0.06;
const NO_ACCOUNT = 0.05;

/** One contact, of one of the accounts or of none. */
export function makeContact(world: SeedWorld, accounts: SeededAccount[], createdAt: Date, email?: string): Row {
	const { random } = world;
	const account = accounts.length === 0 || random.chance(NO_ACCOUNT) ? undefined : random.pick(accounts);
	const place = account?.place ?? random.pick(PLACES);
	const person = personFields(world, account?.domain, place, NO_EMAIL);
	const interests = random.shuffle(INTERESTS).slice(0, random.int(1, 4));
	const fields = {
		...person,
		...(email === undefined ? {} : { Email: email }),
		AccountId: account?.row.Id ?? null,
		// Old imports left blanks where the real service would have stored null.
		Department: random.chance(0.01) ? ' ' : orBlank(world, 0.4, () => random.pick(DEPARTMENTS)),
		MailingCity: orBlank(world, 0.3, () => place.city),
		MailingCountry: orBlank(world, 0.3, () => random.pick(place.countries)),
		Description: orBlank(world, 0.8, () => 'Met at the fair. '.repeat(random.chance(0.02) ? 300 : random.int(1, 5))),
		Birthday_Gift__c: random.chance(0.2),
		Next_Review__c: orBlank(world, 0.5, () => dayFromNow(world, random.int(-60, 300))),
		Interests__c: orBlank(world, 0.4, () => INTERESTS.filter((interest) => interests.includes(interest)).join(';')),
		LinkedIn__c: orBlank(
			world,
			0.5,
			() => `https://www.linkedin.com/in/${mailPart(String(person.LastName)) || 'profile'}-${random.int(100, 99_999)}`,
		),
	};
	return seedRow(world, 'Contact', fields, createdAt);
}

/** The seed's contacts; the last of them repeat addresses of earlier ones, some in other capitals. */
export function seedContacts(world: SeedWorld, accounts: SeededAccount[], count: number): Row[] {
	const duplicates = Math.round(count * DUPLICATE_SHARE);
	const repeats = new Set(
		world.random.shuffle(Array.from({ length: Math.floor(count / 2) }, (_, i) => count - 1 - i)).slice(0, duplicates),
	);
	const donors: string[] = [];
	return pastMoments(world, count).map((moment, i) => {
		const donor = repeats.has(i) ? donors.splice(world.random.int(0, donors.length - 1), 1)[0] : undefined;
		const row = makeContact(world, accounts, moment, donor === undefined ? undefined : typedEmail(world, donor));
		if (!repeats.has(i) && typeof row.Email === 'string') donors.push(row.Email.toLowerCase());
		return row;
	});
}
