import type { FieldSchema, FieldValues, SystemErrorDetails } from '../../engine/model';
import type { SetChange } from '../../engine/run/system-port';

/** What came of changing the memberships of one record. */
export type MembershipResult =
	/** `refused`: names that it was not added to, or not taken out of, with the reasons in `notes` (whole sentences, no names). */
	| { ok: true; refused: { add: readonly string[]; remove: readonly string[] }; notes: readonly string[] }
	| { ok: false; error: SystemErrorDetails };

/** Which records' memberships changed, as far as they were asked for. */
export interface MembershipNews {
	ids: string[];
	/** Where to go on from; the same text while nothing happens. */
	state: string;
	more: boolean;
}

/**
 * The lists or campaigns that records of one connection are in, as fields that hold names. None of it is part of a record, and no change of
 * it is a change of the record: it is read, written and watched by calls of its own, and only where somebody asks for the fields.
 */
export interface Memberships {
	/** The fields of that object; none for an object that has no memberships. */
	names(object: string): readonly string[];
	/** The fields with their options, as the connection has them now; none where the credential may not see them. @throws SystemError */
	fields(object: string): Promise<FieldSchema[]>;
	/** Names by record id, sorted. @throws SystemError */
	read(object: string, ids: readonly string[], fields: readonly string[]): Promise<Map<string, FieldValues>>;
	/** One result for each record that is changed. What one name refuses holds up no other. */
	write(object: string, changes: ReadonlyMap<string, Readonly<Record<string, SetChange>>>): Promise<Map<string, MembershipResult>>;
	/** Where watching begins: now. @throws SystemError */
	start(object: string, fields: readonly string[]): Promise<string>;
	/** The next records whose memberships changed, at most so many. @throws SystemError */
	news(object: string, fields: readonly string[], state: string, limit: number): Promise<MembershipNews>;
}

/** The fields that are memberships, and the others. */
export function parted(memberships: Memberships, object: string, fields: readonly string[]): { own: string[]; asked: string[] } {
	const known = new Set(memberships.names(object));
	return { own: fields.filter((field) => !known.has(field)), asked: fields.filter((field) => known.has(field)) };
}
