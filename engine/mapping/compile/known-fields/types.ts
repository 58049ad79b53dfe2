import type { Belonging, FieldValue, LensSpec, MatchKey, Rule, SystemName } from '../../../model';

/** Two standard fields that mean the same. Rows whose fields a connection does not have are left out. */
export interface KnownRow {
	left: string;
	right: string;
	lens?: Exclude<LensSpec['kind'], 'template'>;
	rule?: Rule;
	ignoreClears?: boolean;
	/** A field that holds moments means a day only: writing the day loses nothing. */
	dayOnly?: true;
	/** A list against a text: the text is the value's label, because the value is a name that only its system uses. */
	byLabel?: true;
	/** Partners of list values, left and right, beside those of equal names. */
	values?: ReadonlyArray<readonly [left: string, right: string]>;
	/** What a list takes for values that have no partner. */
	leftFallback?: string;
	rightFallback?: string;
	/** What stands before the names of memberships where they are tags. */
	tagPrefix?: string;
	/** Used on create when the source is blank; of a `constant`, the fixed value. */
	leftDefault?: FieldValue;
	rightDefault?: FieldValue;
}

export interface KnownPair {
	left: { system: SystemName; object: string };
	right: { system: SystemName; object: string };
	rows: readonly KnownRow[];
	match: readonly MatchKey[];
	/** Which records belong to the pair, where not all of the objects do. */
	only?: Belonging;
	/** Fields of the product itself that hold the other side's record. */
	externalIds?: { left?: string; right?: string };
}
