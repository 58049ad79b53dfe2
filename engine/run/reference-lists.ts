import { idsIn } from '../mapping/lenses/references';
import { refKey, type Canonical, type FieldValue, type HeldField, type LensSpec, type MappingRow, type RecordRef, type Side } from '../model';
import { parentRef, type ReferenceRow, type References } from './references';

/*
 * Lists of references, like the contacts of a deal. The pair's canonical value speaks of linked records only: what is not linked (yet) on
 * one side can mean nothing on the other, so that it is neither written there nor taken away here. Merged element by element
 * (engine/merge/elements.ts), which is why a list of which nothing is linked is as good as an empty one.
 */

type Place = Pick<RecordRef, 'system' | 'connection'>;
export type ReferencesRow = MappingRow & { lens: Extract<LensSpec, { kind: 'references' }> };

export const isReferenceList = (row: MappingRow): row is ReferencesRow => row.lens.kind === 'references';

/** The canonical list: right ids in order; blank is null. */
const listed = (ids: readonly string[]): Canonical => (ids.length === 0 ? null : [...new Set(ids)].sort());

/** The canonical value of one id; undefined while its record is not linked. */
function linkedId(row: ReferenceRow, side: Side, place: Place, id: string, references: References): string | undefined {
	const ref = parentRef(row, side, place, id);
	return references.counterpart(row, side, ref) === undefined ? undefined : (references.canonical(row, side, ref) as string | undefined);
}

/** A source's list: what is not linked yet is held, and the rest goes its way. */
export function sourceList(
	row: ReferencesRow,
	side: Side,
	place: Place,
	raw: FieldValue,
	references: References,
): { value: Canonical; held: HeldField[] } {
	const linked: string[] = [];
	const held: HeldField[] = [];
	for (const id of idsIn(raw)) {
		const value = linkedId(row, side, place, id, references);
		if (value !== undefined) linked.push(value);
		else {
			const parent = parentRef(row, side, place, id);
			const message = `${row.label} points to ${parent.object} ${parent.id}, which is not linked yet.`;
			held.push({ row: row.id, field: row[side], value: id, waitKey: `link|${refKey(parent)}`, message });
		}
	}
	return { value: listed(linked), held };
}

/** A target's list. */
export const targetList = (row: ReferencesRow, side: Side, place: Place, raw: FieldValue, references: References): Canonical =>
	listed(idsIn(raw).flatMap((id) => linkedId(row, side, place, id, references) ?? []));

/**
 * The ids to write on that side for a canonical list. Of what the record holds now (`present`), what is not linked stays, and so do records
 * that mean the same as a wanted one: of two contacts of one person, the one that was chosen by hand.
 */
export function writtenList(
	row: ReferencesRow,
	side: Side,
	value: Canonical,
	places: { own: Place; other: Place },
	present: FieldValue,
	references: References,
): FieldValue {
	const wanted = new Set(Array.isArray(value) ? (value as readonly string[]) : []);
	const meaning = new Map(idsIn(present).map((id) => [id, linkedId(row, side, places.own, id, references)]));
	const kept = [...meaning].flatMap(([id, means]) => (means === undefined || wanted.has(means) ? [id] : []));
	const there = new Set(meaning.values());
	const added = [...wanted].filter((id) => !there.has(id)).flatMap((id) => (side === 'right' ? id : (references.counterpart(row, 'right', parentRef(row, 'right', places.other, id)) ?? [])));
	const ids = [...new Set([...kept, ...added])].sort();
	return ids.length === 0 ? null : ids;
}
