import { fromCanonical, readField, toCanonical, travellingRows, type LensResult } from '../mapping';
import {
	otherSide,
	refKey,
	type Canonical,
	type FieldValue,
	type FieldValues,
	type HeldField,
	type MappedItem,
	type Mapping,
	type MappingRow,
	type RecordRef,
	type Side,
} from '../model';
import { idsIn } from '../mapping/lenses/references';
import { isReferenceList, sourceList, targetList, writtenList } from './reference-lists';
import { isReference, parentPairs, parentRef, type ReferenceRow, type References } from './references';

type Place = Pick<RecordRef, 'system' | 'connection'>;

/** A field that holds nothing a lens understands: different from every value that could be written over it. */
export const notUnderstood = (raw: FieldValue): Canonical => `?${JSON.stringify(raw)}`;

/** The parents that these mapped values point at, to be loaded before `sourceValues`. */
export function sourceParents(
	item: MappedItem,
	mapping: Mapping,
	side: Side,
): Array<{ pair: string; side: Side; ref: RecordRef }> {
	return travellingRows(mapping, otherSide(side)).flatMap((row) => {
		const raw = item.mapped.values[row[otherSide(side)]];
		return isReference(row) ? linksOfParents(row, side, item.change, raw) : [];
	});
}

/**
 * The source's values in the pair's vocabulary, read from the mapped values: what was changed on the canvas counts. A value that no lens
 * takes (or a parent that is not linked yet) is held and left out.
 */
export function sourceValues(
	item: MappedItem,
	mapping: Mapping,
	side: Side,
	references: References,
): { values: Record<string, Canonical>; held: HeldField[] } {
	const target = otherSide(side);
	const values: Record<string, Canonical> = {};
	const held: HeldField[] = [...(item.mapped.held ?? [])];
	for (const row of travellingRows(mapping, target)) {
		const raw = readField(row, target, item.mapped.values);
		if (raw === undefined) continue;
		if (isReferenceList(row)) {
			const list = sourceList(row, side, item.change, raw, references);
			values[row.id] = list.value;
			held.push(...list.held);
			continue;
		}
		if (isReference(row) && typeof raw === 'string' && raw !== '') {
			const parent = parentRef(row, side, item.change, raw);
			const value = references.canonical(row, side, parent);
			if (value !== undefined && references.counterpart(row, side, parent) !== undefined) values[row.id] = value;
			else
				held.push({
					row: row.id,
					field: row[side],
					value: raw,
					waitKey: `link|${refKey(parent)}`,
					message: `${row.label} points to ${parent.object} ${parent.id}, which is not linked yet.`,
				});
			continue;
		}
		const result = toCanonical(row, target, raw);
		if (result.ok) values[row.id] = result.value;
		else
			held.push({
				row: row.id,
				field: row[target],
				value: raw,
				waitKey: `invalid|${mapping.pair}|${row.id}`,
				message: result.message,
			});
	}
	return { values, held };
}

/** The parents that a target record on that side points at. */
export function targetParents(
	fields: FieldValues,
	rows: readonly MappingRow[],
	side: Side,
	place: Place,
): Array<{ pair: string; side: Side; ref: RecordRef }> {
	return rows.flatMap((row) => {
		// Of a single reference the right id is canonical as it is; of a list only linked ones count.
		return isReference(row) && (side === 'left' || isReferenceList(row)) ? linksOfParents(row, side, place, fields[row[side]]) : [];
	});
}

function linksOfParents(row: ReferenceRow, side: Side, place: Place, raw: FieldValue | undefined): Array<{ pair: string; side: Side; ref: RecordRef }> {
	const ids = isReferenceList(row) ? idsIn(raw ?? null) : typeof raw === 'string' && raw !== '' ? [raw] : [];
	return ids.flatMap((id) => {
		const ref = parentRef(row, side, place, id);
		return parentPairs(row, side, ref).map((pair) => ({ pair, side, ref }));
	});
}

/** One side's record in the pair's vocabulary; fields that are not in it are left out. */
export function targetValues(
	fields: FieldValues,
	rows: readonly MappingRow[],
	side: Side,
	place: Place,
	references: References,
): Record<string, Canonical> {
	const values: Record<string, Canonical> = {};
	for (const row of rows) {
		const raw = readField(row, side, fields);
		if (raw === undefined) continue;
		if (isReferenceList(row)) {
			values[row.id] = targetList(row, side, place, raw, references);
			continue;
		}
		if (isReference(row) && typeof raw === 'string' && raw !== '') {
			values[row.id] = references.canonical(row, side, parentRef(row, side, place, raw)) ?? notUnderstood(raw);
			continue;
		}
		const result = toCanonical(row, side, raw);
		values[row.id] = result.ok ? result.value : notUnderstood(raw);
	}
	return values;
}

/** A canonical value as it is written to that side, over what a record there holds now (`present`, with its place). */
export function writtenValue(
	row: MappingRow,
	side: Side,
	value: Canonical,
	otherPlace: Place,
	references: References,
	present?: { place: Place; value: FieldValue },
): LensResult<FieldValue> {
	if (isReferenceList(row)) {
		const places = { own: present?.place ?? otherPlace, other: otherPlace };
		return { ok: true, value: writtenList(row, side, value, places, present?.value ?? null, references) };
	}
	if (!isReference(row) || side === 'right' || value === null) return fromCanonical(row, side, value);
	const id = references.counterpart(row, 'right', parentRef(row, 'right', otherPlace, String(value)));
	return id === undefined
		? { ok: false, problem: 'invalid', message: `${row.label} points to a record that has no counterpart.` }
		: { ok: true, value: id };
}
