import { z } from 'zod';
import { SystemError } from '../common/engine';
import type { PactClient } from './client';
import { EMAIL_ID_FIELDS, MAX_PAGE, OPENED_TYPE, type PactRecord, PAYLOAD_FIELD, RECORD_KEEPING, UPDATED_FIELD } from './contract';
import { isObject, plainText } from '../common/flatten';

const schema = z.strictObject({
	/** Types, or `email.*` for all that begin so. Absent: all but the feed's notes of what was done to records. */
	types: z.array(z.string().min(1)).optional(),
	/** One record for all opens of one e-mail by one contact: the first, which says how many there are. */
	rollUpOpens: z.boolean().optional(),
});
/** Which entries of the feed are told. As a `SourceQuery`'s filter: its JSON text. */
export type FeedFilter = z.infer<typeof schema>;

/** Throws `invalid`. */
export function readFeedFilter(text: string | undefined): FeedFilter {
	if (!text?.trim()) return {};
	try {
		return schema.parse(JSON.parse(text));
	} catch (error) {
		throw new SystemError({ class: 'invalid', message: 'The choice of activities is not understood. Choose the types again.' }, { cause: error });
	}
}

/** A record, and the ids of the entries that it tells of. */
export interface Told {
	record: PactRecord;
	entries: string[];
}

/** The entries that the filter lets through. */
export function chosen(filter: FeedFilter, entries: readonly PactRecord[]): PactRecord[] {
	return entries.filter(({ type }) => {
		const name = plainText(type);
		if (filter.types === undefined) return !RECORD_KEEPING.some((beginning) => name.startsWith(beginning));
		return filter.types.some((pattern) => (pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern));
	});
}

/**
 * The entries with each e-mail's opens by one contact as one: the first of them, with their number and the time of the last. Costs a call
 * for each contact that opened something. Entries of one e-mail that are asked for several times are answered once.
 */
export async function rolledUp(client: PactClient, entries: readonly PactRecord[]): Promise<Told[]> {
	const told = new Map<string, Told>();
	const tell = (record: PactRecord, { public_id: entry }: PactRecord): void =>
		void told.set(record.public_id, { record, entries: [...(told.get(record.public_id)?.entries ?? []), entry] });
	const opens = new Map<string, Promise<PactRecord[]>>();
	for (const entry of entries) {
		const contact = entry.contact_id;
		if (entry.type !== OPENED_TYPE || typeof contact !== 'string') {
			tell(entry, entry);
			continue;
		}
		const asked = opens.get(contact) ?? opensOf(client, contact);
		opens.set(contact, asked);
		const same = (await asked).filter((other) => emailOf(other) === emailOf(entry));
		tell(oneOf(same.length > 0 ? same : [entry]), entry);
	}
	return [...told.values()];
}

function oneOf(opens: readonly PactRecord[]): PactRecord {
	const times = (entry: PactRecord): string => plainText(entry.occurred_at);
	const inOrder = [...opens].sort((a, b) => (times(a) < times(b) ? -1 : times(a) > times(b) ? 1 : a.public_id < b.public_id ? -1 : 1));
	const [first, last] = [inOrder[0] as PactRecord, inOrder.at(-1) as PactRecord];
	const changed = opens.map((entry) => plainText(entry[UPDATED_FIELD])).sort().at(-1);
	return { ...first, opens: opens.length, last_opened_at: last.occurred_at, [UPDATED_FIELD]: changed };
}

/** Which e-mail an entry is about. */
function emailOf({ [PAYLOAD_FIELD]: payload }: PactRecord): string {
	const known = isObject(payload) ? EMAIL_ID_FIELDS.map((name) => payload[name]).find((value) => value !== undefined && value !== null) : undefined;
	return JSON.stringify(known ?? null);
}

async function opensOf(client: PactClient, contact: string): Promise<PactRecord[]> {
	const all: PactRecord[] = [];
	for (;;) {
		const page = await client.list('activities', { limit: MAX_PAGE, offset: all.length, filter: { type: OPENED_TYPE, contact_id: contact } });
		if (page.items.some((entry) => entry.type !== OPENED_TYPE || entry.contact_id !== contact)) throw new SystemError(noFilter);
		all.push(...page.items);
		if (page.items.length === 0 || all.length >= page.total) return all;
	}
}

const noFilter = {
	class: 'invalid' as const,
	message: "This workspace's activities cannot be asked for by contact and type, so that opens cannot be rolled up. Switch that off in the trigger.",
};
