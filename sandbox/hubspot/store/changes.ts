import type { Author, PropertyChange, StoredRecord } from './record';

interface ChangeOf<Kind extends string> {
	readonly kind: Kind;
	readonly objectTypeId: string;
	/** Epoch milliseconds of the sandbox clock. */
	readonly at: number;
	readonly author: Author;
}

/** A record was created, edited, archived, restored, or erased for good (GDPR). */
export interface RecordChange extends ChangeOf<'created' | 'updated' | 'archived' | 'restored' | 'erased'> {
	/** The version after the change. */
	readonly record: StoredRecord;
	/** Properties whose value changed, calculated ones too; all of them on `created`, none on the last three. */
	readonly changed: readonly PropertyChange[];
}

/** Records were merged into a new one. The losers resolve to it from now on; no `created` or `archived` is told for them. */
export interface MergeChange extends ChangeOf<'merged'> {
	readonly record: StoredRecord;
	readonly primaryId: string;
	/** All that went into the new record, the primary one among them. */
	readonly mergedIds: readonly string[];
	readonly propertiesMoved: number;
}

/** An association was made or ended. It is told once, in the direction in which it was made. */
export interface AssociationChange extends ChangeOf<'associated' | 'dissociated'> {
	readonly fromId: string;
	readonly toObjectTypeId: string;
	readonly toId: string;
	/** HUBSPOT_DEFINED or USER_DEFINED type id in this direction. */
	readonly typeId: number;
	readonly category: string;
}

/** Something that happened in the portal. Listeners run synchronously, after the change is in the tables. */
export type PortalChange = RecordChange | MergeChange | AssociationChange;

export type ChangeListener = (change: PortalChange) => void;
