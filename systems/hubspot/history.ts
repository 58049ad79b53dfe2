import type { FieldValue } from '../../engine/model';
import type { Past, PastValue } from '../../engine/run/system-port';
import { isPlainMoment } from '../common/moment';
import { type HubSpotRecord, OWNER_PROPERTY } from './contract';
import type { Definitions } from './definitions';
import { OWNER_EMAIL, type Owners } from './owners';
import { lastChange } from './reader';
import { namesOfUsers } from './users';

/*
 * HubSpot keeps the values that a property has had: the latest 45 of a contact's, 20 of any other record's (guide "CRM objects", "Retrieve
 * records with property history"). Reads by id bring them (`propertiesWithHistory`); searches and the answers to writes do not.
 */

/** An owner's history is that of the id. */
export const historyProperty = (field: string): string => (field === OWNER_EMAIL ? OWNER_PROPERTY : field);

/** Associations and opt-outs have none. */
export const keepsHistory = (field: string): boolean => !historyProperty(field).includes('.');

/** The properties to be read with their history. */
export const propertiesWithPast = (past: Past | undefined): string[] => [...new Set((past?.fields ?? []).filter(keepsHistory).map(historyProperty))];

/** The past of records that were read with it, by record id and field. HubSpot tells all that it has kept, whatever time was asked about. */
export async function pastOfRecords(
	{ owners, definitions }: { owners: Owners; definitions: Definitions },
	records: readonly HubSpotRecord[],
	{ fields }: Past,
): Promise<Map<string, Record<string, PastValue[]>>> {
	const kept = fields.filter(keepsHistory);
	if (kept.length === 0) return new Map();
	const entriesOf = (record: HubSpotRecord, field: string) => (record.propertiesWithHistory?.[historyProperty(field)] ?? []).filter(({ timestamp }) => isPlainMoment(new Date(timestamp)));
	const ownerIds = kept.includes(OWNER_EMAIL) ? records.flatMap((record) => entriesOf(record, OWNER_EMAIL).map(({ value }) => value ?? '')) : [];
	const emails = await owners.emailsOf(new Set(ownerIds.filter((id) => id !== '')));
	const nameOf = namesOfUsers(await definitions.knownOwners());
	const valueOf = (field: string, value: string | null | undefined): FieldValue => (field === OWNER_EMAIL ? emails.get(value ?? '') : value) || null;
	const pastOf = (record: HubSpotRecord, field: string): PastValue[] =>
		entriesOf(record, field).map((entry) => {
			const change = lastChange(entry);
			return { value: valueOf(field, entry.value), at: change.at, ...nameOf(change) };
		});
	return new Map(records.map((record) => [record.id, Object.fromEntries(kept.map((field) => [field, pastOf(record, field)] as const).filter(([, past]) => past.length > 0))]));
}
