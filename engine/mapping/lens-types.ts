import type { Canonical, FieldValue, LensSpec, MappingRow, Side } from '../model';

/**
 * What a lens answers; it never throws. `unmapped`: a person must give the value a partner. `invalid`: the value is not
 * of the row's type. `too-long`: the side's field is too short for it. `message` names the field and the reason and
 * never holds the value; `value` is the one value of a list that has no partner.
 */
export type LensResult<T> =
	{ ok: true; value: T } | { ok: false; problem: 'unmapped' | 'invalid' | 'too-long'; message: string; value?: string };

/** A row whose lens is of one kind. */
export type RowOf<Kind extends LensSpec['kind']> = Omit<MappingRow, 'lens'> & {
	lens: Extract<LensSpec, { kind: Kind }>;
};

/** A value that is not blank. */
export type Filled<T> = Exclude<T, null>;

/**
 * Two directions between one side's vocabulary and the pair's. Blank values do not get here: they are `null` on every
 * side, unless the lens says what a blank is written as.
 */
export interface Lens<Kind extends LensSpec['kind']> {
	toCanonical(side: Side, raw: Filled<FieldValue>, row: RowOf<Kind>): LensResult<Canonical>;
	fromCanonical(side: Side, canonical: Filled<Canonical>, row: RowOf<Kind>): LensResult<FieldValue>;
	blankAs?(side: Side, row: RowOf<Kind>): FieldValue;
}

export function ok<T>(value: T): LensResult<T> {
	return { ok: true, value };
}

/** "Close Date (CloseDate)": how messages name a row's field on one side. */
export function fieldName(row: Pick<MappingRow, 'label' | 'left' | 'right'>, side: Side): string {
	return row[side] && row[side] !== row.label ? `${row.label} (${row[side]})` : row.label;
}

/** The value is not of the row's type. `expected` completes "is not …". */
export function invalid(
	row: Pick<MappingRow, 'label' | 'left' | 'right'>,
	side: Side,
	expected: string,
): LensResult<never> {
	return { ok: false, problem: 'invalid', message: `The value of ${fieldName(row, side)} is not ${expected}.` };
}
