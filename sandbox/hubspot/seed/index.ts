import { seededRandom } from '../../common/random';
import type { Lists } from '../lists/lists';
import type { Preferences } from '../preferences/preferences';
import { derived } from '../save/derive';
import { COMPANIES, CONTACTS, DEALS } from '../schema/objectTypes';
import type { Portal } from '../store/portal';
import { seedCompanies } from './companies';
import { seedContacts } from './contacts';
import { seedDeals } from './deals';
import { seedLists, seedOwners, seedProperties } from './setup';
import { salesforceTwins, type TwinSource } from './twins';
import type { SeedWorld } from './world';

export type { TwinSource } from './twins';

/** How many records of each object the seed makes. */
export interface SeedSize {
	readonly companies: number;
	readonly contacts: number;
	readonly deals: number;
}

export const DEFAULT_SIZE: SeedSize = { companies: 500, contacts: 2_000, deals: 400 };

/** What is filled, and how. */
interface SeedOptions {
	readonly portal: Portal;
	readonly preferences: Preferences;
	readonly lists: Lists;
	readonly seed: number;
	readonly size?: Partial<SeedSize>;
	/** The Salesforce sandbox that about half of the records are in, too. */
	readonly salesforce?: TwinSource;
}

/** Fills an empty portal. The same seed gives the same records; only stamps and dates depend on the clock. Tells nothing. */
export function seedPortal({ portal, preferences, lists, seed, size, salesforce }: SeedOptions): void {
	const { companies: companyCount, contacts, deals } = { ...DEFAULT_SIZE, ...size };
	const twins = salesforceTwins(portal.clock.now(), salesforce);
	const random = seededRandom(seed);
	seedProperties(portal);
	const ownerIds = seedOwners(portal, twins.users);
	const world: SeedWorld = { portal, preferences, random, now: portal.now(), ownerIds, takenEmails: new Set() };
	const companies = seedCompanies(world, twins, companyCount);
	seedContacts(world, twins, companies, contacts);
	seedDeals(world, twins, companies, deals);
	for (const objectTypeId of [COMPANIES, CONTACTS, DEALS]) calculate(portal, objectTypeId);
	seedLists(lists, random);
}

/** Works out what HubSpot calculates, now that everything is associated. */
function calculate(portal: Portal, objectTypeId: string): void {
	const table = portal.table(objectTypeId);
	for (const record of table.all()) {
		const all = Object.entries(derived(portal, objectTypeId, record.id, record.properties));
		const set = Object.fromEntries(all.filter(([, value]) => value !== ''));
		table.put({ ...record, properties: { ...record.properties, ...set } }, portal.now());
	}
	table.index.publish(portal.now());
}
