import type { Store } from '../store/store';
import type { SaveContext } from './context';
import { living, MEMBER, PERSON } from './oneMembership';
import { touched } from './save';

/** A merge: the winner gets the loser's memberships; of a campaign that both are in, one goes. */
export function moveMemberships(store: Store, { object, from, to }: { object: string; from: string; to: string }, context: SaveContext): void {
	const field = PERSON[object as keyof typeof PERSON];
	if (field === undefined) return;
	const held = new Set([...living(store, field, to)].map((row) => row.CampaignId));
	for (const row of living(store, field, from)) {
		const moved = held.has(row.CampaignId ?? null) ? { ...row, IsDeleted: true } : { ...row, [field]: to };
		store.write(MEMBER, touched(store, { ...moved, Id: row.Id }, context));
	}
}

/** A converted lead's memberships become the contact's: Salesforce Help, "Lead Conversion and Campaigns". */
export function passMembershipsOn(store: Store, leadId: string, contactId: string, context: SaveContext): void {
	const held = new Set([...living(store, PERSON.Contact, contactId)].map((row) => row.CampaignId));
	for (const row of living(store, PERSON.Lead, leadId)) {
		const passed = held.has(row.CampaignId ?? null) ? { ...row, IsDeleted: true } : { ...row, ContactId: contactId };
		store.write(MEMBER, touched(store, { ...passed, Id: row.Id }, context));
	}
}
