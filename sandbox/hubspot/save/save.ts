import { CONTACTS } from '../schema/objectTypes';
import type { ObjectType } from '../schema/types';
import type { Portal } from '../store/portal';
import type { Author, HistoryEntry, PropertyChange, StoredRecord } from '../store/record';
import { derived } from './derive';
import { draftCreate, draftUpdate, type Draft, type Input } from './draft';

/** How many values of a property the API remembers: contacts, and all other objects (property history guide). */
const HISTORY = { contacts: 45, others: 20 };

const CALCULATED: Author = { sourceType: 'CALCULATED', sourceId: 'CalculatedPropertyComputer' };

/** Creates a record. @throws HubSpotError when a rule refuses it */
export function createRecord(portal: Portal, type: ObjectType, input: Input, author: Author): StoredRecord {
	return commit(portal, draftCreate(portal, type, input), author);
}

/** Changes a record; one that changes nothing leaves it as it is. @throws HubSpotError when a rule refuses it */
export function updateRecord(
	portal: Portal,
	type: ObjectType,
	record: StoredRecord,
	input: Input,
	author: Author,
): StoredRecord {
	return commit(portal, draftUpdate(portal, type, record, input), author);
}

/** Writes a draft, and tells it. */
export function commit(portal: Portal, { type, record, values }: Draft, author: Author): StoredRecord {
	if (record) return write(portal, type, portal.find(type.id, record.id) ?? record, values, author);
	const number = portal.nextId();
	const at = portal.now();
	const blank: StoredRecord = {
		objectTypeId: type.id,
		id: String(number),
		number,
		properties: {
			hs_object_id: String(number),
			[type.createdProperty]: new Date(at).toISOString(),
			hs_object_source_label: author.sourceType,
		},
		history: {},
		createdAt: at,
		updatedAt: at,
	};
	return write(portal, type, blank, values, author, 'created');
}

/** Works the calculated properties out anew, after something around the record changed. */
export function refresh(portal: Portal, type: ObjectType, id: string): void {
	const record = portal.find(type.id, id);
	if (record && record.archivedAt === undefined) write(portal, type, record, {}, CALCULATED);
}

function write(
	portal: Portal,
	type: ObjectType,
	before: StoredRecord,
	values: Readonly<Record<string, string>>,
	author: Author,
	kind: 'created' | 'updated' = 'updated',
): StoredRecord {
	const at = portal.now();
	const given = withConsequences(before, values, at);
	const calculated = derived(portal, type.id, before.id, { ...before.properties, ...given });
	const changed = [...changes(before, given), ...changes(before, calculated)];
	if (changed.length === 0 && kind === 'updated') return before;
	const properties: Record<string, string> = {
		...before.properties,
		[type.modifiedProperty]: new Date(at).toISOString(),
	};
	const history: Record<string, readonly HistoryEntry[]> = { ...before.history };
	const kept = type.id === CONTACTS ? HISTORY.contacts : HISTORY.others;
	for (const { name, value } of changed) {
		if (value === '') delete properties[name];
		else properties[name] = value;
		const entry = historyEntry(value, at, name in calculated ? CALCULATED : author);
		history[name] = [entry, ...(history[name] ?? [])].slice(0, kept);
	}
	const record: StoredRecord = { ...before, properties, history, updatedAt: at };
	portal.put(record);
	portal.tell({ kind, objectTypeId: type.id, at, author, record, changed });
	return record;
}

/** What HubSpot sets by itself beside the values given. */
function withConsequences(
	before: StoredRecord,
	values: Readonly<Record<string, string>>,
	at: number,
): Record<string, string> {
	const result = { ...values };
	const owner = values['hubspot_owner_id'];
	if (owner !== undefined && owner !== (before.properties['hubspot_owner_id'] ?? '')) {
		result['hubspot_owner_assigneddate'] = owner === '' ? '' : new Date(at).toISOString();
	}
	// An additional address that becomes the first one is no longer an additional one.
	const email = values['email'];
	const additional = (result['hs_additional_emails'] ?? before.properties['hs_additional_emails'] ?? '').split(';');
	if (email && additional.includes(email)) {
		result['hs_additional_emails'] = additional.filter((each) => each !== email).join(';');
	}
	return result;
}

function changes(before: StoredRecord, values: Readonly<Record<string, string>>): PropertyChange[] {
	return Object.entries(values)
		.map(([name, value]) => ({ name, value, previous: before.properties[name] ?? '' }))
		.filter(({ value, previous }) => value !== previous);
}

function historyEntry(value: string, at: number, author: Author): HistoryEntry {
	return {
		value,
		timestamp: new Date(at).toISOString(),
		sourceType: author.sourceType,
		sourceId: author.sourceId,
		...(author.userId === undefined ? {} : { updatedByUserId: author.userId }),
	};
}
