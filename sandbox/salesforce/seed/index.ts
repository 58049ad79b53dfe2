import { seededRandom } from '../../common/random';
import type { Row } from '../schema/types';
import type { Store } from '../store/store';
import { makeAccount, seedAccounts, type SeededAccount } from './accounts';
import { seedCampaigns } from './campaigns';
import { makeContact, seedContacts } from './contacts';
import { makeLead, seedLeads } from './leads';
import { makeOpportunity, seedOpportunities } from './opportunities';
import { PLACES } from './places';
import { seedOrganization, seedRecordTypes, seedStages, seedUsers } from './setup';
import { seedRow, type SeedWorld } from './world';

/** How many records of each object the seed makes. */
export interface SeedSize {
	accounts: number;
	contacts: number;
	leads: number;
	opportunities: number;
}

export const DEFAULT_SIZE: SeedSize = { accounts: 500, contacts: 2_000, leads: 300, opportunities: 400 };

/** Fills an empty store. The same seed gives the same records; only stamps and dates depend on the clock. */
export function seedStore(store: Store, seed: number, size: SeedSize): { orgId: string; integrationUserId: string } {
	const world: SeedWorld = {
		store,
		random: seededRandom(seed),
		now: store.clock.now(),
		ownerIds: [],
		takenEmails: new Set(),
	};
	const organization = seedOrganization(world);
	const users = seedUsers(world);
	// The integration user owns nothing of the seed.
	world.ownerIds = users.slice(1).map((user) => user.Id);
	const recordTypes = seedRecordTypes(world);
	const accounts = seedAccounts(world, size.accounts);
	const contacts = seedContacts(world, accounts, size.contacts);
	seedLeads(world, contacts, size.leads);
	seedOpportunities(world, accounts, recordTypes, size.opportunities);
	// Last, so that it leaves the other records of a seed as they are.
	seedStages(world);
	seedCampaigns(world);
	const integrationUserId = users[0]?.Id ?? '';
	return { orgId: organization.Id, integrationUserId };
}

function existingAccounts(store: Store): SeededAccount[] {
	return [...store.table('Account').all()].slice(0, 500).map((row, i) => {
		const place = PLACES[i % PLACES.length] as SeededAccount['place'];
		return { row, domain: `generated${i}.${place.topLevel}`, place };
	});
}

/**
 * Adds realistic records past every rule, all stamped now, as a bulk import leaves them: many rows, one SystemModstamp.
 * Answers them in order of their ids.
 */
export function generateRows(store: Store, seed: number, object: string, count: number): Row[] {
	const now = store.clock.now();
	const before = store.table(object).size;
	const users = [...store.table('User').all()].filter((user) => user.IsActive === true);
	const takenEmails = new Set<string>();
	for (const row of store.table('Contact').all())
		if (typeof row.Email === 'string') takenEmails.add(row.Email.toLowerCase());
	const world: SeedWorld = {
		store,
		random: seededRandom(seed + before),
		now,
		ownerIds: users.map((user) => user.Id),
		takenEmails,
	};
	const accounts = existingAccounts(store);
	const recordTypes = [...store.table('RecordType').all()];
	const makers: Record<string, (i: number) => Row> = {
		Account: (i) => makeAccount(world, before + i, now).row,
		Contact: () => makeContact(world, accounts, now),
		Lead: () => makeLead(world, now),
		Opportunity: () => makeOpportunity(world, accounts, recordTypes, now),
		Task: (i) => seedRow(world, 'Task', { Subject: `Call ${i + 1}`, OwnerId: world.ownerIds[0] ?? null }, now),
	};
	const make = makers[object];
	if (!make) throw new Error(`Cannot generate ${object}`);
	return Array.from({ length: count }, (_, i) => make(i));
}
