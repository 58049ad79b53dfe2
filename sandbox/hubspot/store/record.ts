/** Who or what made a change, as property history and webhooks tell it. */
export interface Author {
	/** `INTEGRATION` (API calls), `CRM_UI` (a person), `IMPORT`, `MERGE_OBJECTS`, `CALCULATED` … */
	readonly sourceType: string;
	/** App id, `userId:N` … */
	readonly sourceId: string;
	/** The user behind a change by a person. */
	readonly userId?: number;
}

/** A person at HubSpot's screen. */
export const BY_HAND: Author = { sourceType: 'CRM_UI', sourceId: 'userId:1001', userId: 1001 };

/** One past or present value of a property, in HubSpot's words. */
export interface HistoryEntry {
	readonly value: string;
	/** ISO, with milliseconds. */
	readonly timestamp: string;
	readonly sourceType: string;
	readonly sourceId: string;
	readonly updatedByUserId?: number;
}

/**
 * One version of a record. Versions are never changed, so that the search index can keep showing an old one for a while.
 */
export interface StoredRecord {
	/** `0-1` contacts, `0-2` companies, `0-3` deals, `2-N` custom objects … */
	readonly objectTypeId: string;
	readonly id: string;
	/** The id as a number; HubSpot sorts ids as numbers. */
	readonly number: number;
	/** Values by property name, all text; a property that is not set has no key. */
	readonly properties: Readonly<Record<string, string>>;
	/** Values a property has had, newest first; a cleared one starts with an empty value. */
	readonly history: Readonly<Record<string, readonly HistoryEntry[]>>;
	/** Epoch milliseconds, like the next two. */
	readonly createdAt: number;
	readonly updatedAt: number;
	readonly archivedAt?: number;
	/** Id of the record that this one was merged into. */
	readonly mergedInto?: string;
}

/** A property whose value changed; an empty text is "not set". */
export interface PropertyChange {
	readonly name: string;
	readonly value: string;
	readonly previous: string;
}
