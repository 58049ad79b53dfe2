import type { FieldValue, FieldValues, HeldField, Mapping, MappingRow, RecordRef, Side } from '../model';
import { otherSide } from '../model';
import { belongs } from './belongs';
import { fromCanonical, toCanonical } from './lens';
import type { LensResult } from './lens-types';
import { asText, foldCase } from './lenses/clean-text';
import { isFallback } from './lenses/picklist';
import { withinPipelines } from './pipelines';
import { companionField, readField, readFields, writeFields, writtenFields } from './places';
import { keptId } from './kept-id';
import { ruleWrites } from './rules';

const travelling = new WeakMap<Mapping, Partial<Record<Side, MappingRow[]>>>();

/**
 * Rows whose value is needed on the other side, to write it or to see that the owner's value was changed. A row that
 * only reads leaves a field to the row that writes it (Website feeds both `website` and `domain`; only one comes back).
 * Mappings are never changed in place: the answer is kept.
 */
export function travellingRows(mapping: Mapping, target: Side): readonly MappingRow[] {
	const known = travelling.get(mapping) ?? {};
	travelling.set(mapping, known);
	return (known[target] ??= rowsTowards(mapping, target));
}

function rowsTowards(mapping: Mapping, target: Side): MappingRow[] {
	const rows = mapping.rows.filter((row) => row.rule !== 'doNotSync' && row[target] !== '');
	const writes = (row: MappingRow): boolean => ruleWrites(row.rule, target);
	const written = new Set(rows.filter(writes).flatMap((row) => writtenFields(row, target)));
	return rows.filter((row) => writes(row) || !writtenFields(row, target).some((field) => written.has(field)));
}

function mapValue(row: MappingRow, side: Side, raw: FieldValue): LensResult<FieldValue> {
	const canonical = toCanonical(row, side, raw);
	return canonical.ok ? fromCanonical(row, otherSide(side), canonical.value) : canonical;
}

function held(
	mapping: Mapping,
	row: MappingRow,
	side: Side,
	raw: FieldValue,
	failure: Extract<LensResult<never>, { ok: false }>,
): HeldField {
	const value = failure.problem === 'unmapped' ? (failure.value ?? raw) : raw;
	const waitKey =
		failure.problem === 'unmapped'
			? heldKey(mapping.pair, row, side, value)
			: `invalid|${mapping.pair}|${row.id}`;
	return { row: row.id, field: row[side], value, waitKey, message: failure.message };
}

/** A fallback that has no partner stands for "unknown here", which is nothing to tell the other side. */
function saysNothing({ lens }: MappingRow, side: Side, raw: FieldValue, failure: Extract<LensResult<never>, { ok: false }>): boolean {
	return lens.kind === 'picklist' && failure.problem === 'unmapped' && isFallback({ lens }, side, asText(raw));
}

/** What a record waits for whose value in this row has no partner. Of a private row it names no value: whatever gives the row partners releases all. */
export function heldKey(pair: string, row: Pick<MappingRow, 'id' | 'private'>, side: Side, value: FieldValue): string {
	return valueWaitKey(pair, row.id, side, row.private ? '' : String(value));
}

/** What a record waits for when one of its list values has no partner; `side` is where the value comes from. */
export function valueWaitKey(pair: string, row: string, side: Side, value: string): string {
	return `value|${pair}|${row}|${side}|${foldCase(value)}`;
}

/**
 * A record's fields in the target's vocabulary. `side` is where the record comes from. A field that is not in `fields`
 * is left out (it was not read), a blank one is `null`. Reference rows carry the *source's* id. Defaults are not applied:
 * whether the record is created is known only later (`createDefaults`). A record that the pair is not about says nothing.
 */
export function mapRecord(
	mapping: Mapping,
	side: Side,
	fields: FieldValues,
): { values: FieldValues; held: HeldField[] } {
	if (!belongs(mapping, side, fields)) return { values: {}, held: [] };
	const target = otherSide(side);
	const values: FieldValues = {};
	const heldFields: HeldField[] = [];
	for (const row of travellingRows(mapping, target)) {
		if (row.lens.kind === 'constant') {
			const constant = row.lens[target];
			if (constant !== undefined) values[row[target]] = constant;
			continue;
		}
		const raw = readField(row, side, fields);
		if (raw === undefined) continue;
		const result = mapValue(row, side, raw);
		if (result.ok) Object.assign(values, writeFields(row, target, result.value));
		else if (!saysNothing(row, side, raw, result)) heldFields.push(held(mapping, row, side, raw, result));
	}
	return { values: withinPipelines(mapping, target, values), held: heldFields };
}

/** Values for a record that is to be created on that side, for the fields that the source (its own `fields`) leaves blank. */
export function createDefaults(mapping: Mapping, targetSide: Side, fields: FieldValues = {}): FieldValues {
	const values: FieldValues = {};
	for (const row of mapping.rows) {
		if (row.rule === 'doNotSync' || row[targetSide] === '') continue;
		const value = standInValue(row, targetSide, fields) ?? row.defaults?.[targetSide];
		if (value !== undefined) Object.assign(values, defaultFields(row, targetSide, value));
	}
	return values;
}

/** What the source says in another field; undefined when that is blank too, or no such value. */
function standInValue(row: MappingRow, targetSide: Side, fields: FieldValues): FieldValue | undefined {
	const field = row.createFrom?.[targetSide];
	if (field === undefined) return undefined;
	const mapped = mapValue(row, otherSide(targetSide), fields[field] ?? null);
	return mapped.ok && mapped.value !== null ? mapped.value : undefined;
}

/** A default as fields to write; a name or an amount with its currency ("0 EUR") may need two. */
function defaultFields(row: MappingRow, side: Side, value: FieldValue): FieldValues {
	if (companionField(row, side) === undefined) return { [row[side]]: value };
	const canonical = toCanonical(row, side, value);
	const written = canonical.ok ? fromCanonical(row, side, canonical.value) : canonical;
	// The compiler lets no other default through.
	return written.ok ? writeFields(row, side, written.value) : {};
}

/**
 * The source's id for the field of the target that holds it, where the admin made one: added to the values of every
 * create (and of the update that links an existing record), so that a crash never leads to a second record.
 */
export function externalIdValues(mapping: Mapping, targetSide: Side, sourceRef: RecordRef): FieldValues {
	const field = mapping.externalIds[targetSide];
	return field ? { [field]: keptId(field, sourceRef) } : {};
}

/** Every field of that side that the engine reads: rows, match keys and the external id. Sorted, without repeats. */
export function fieldsToRead(mapping: Mapping, side: Side): string[] {
	const names = [
		...mapping.rows.filter((row) => row.rule !== 'doNotSync').flatMap((row) => readFields(row, side)),
		...mapping.match.map((key) => key[side]),
		mapping.externalIds[side] ?? '',
	];
	return [...new Set(names.filter((name) => name !== ''))].sort();
}
