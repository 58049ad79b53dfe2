import { otherSide, type Side } from '../../model';
import type { Lens, LensResult, RowOf } from '../lens-types';
import { fieldName, ok } from '../lens-types';
import { asText, foldCase } from './clean-text';
import { pairedCanonical, pairedValue } from './value-pairs';

type ListRow = RowOf<'picklist'>;

/** A list value without a partner; a person gives it one in the review list. */
export function unmapped(row: RowOf<'picklist' | 'multiselect'>, side: Side, value: string): LensResult<never> {
	const message = `A value of ${fieldName(row, side)} has no partner on the other side yet. Add the pair in the mapper, under Values & Stages.`;
	return { ok: false, problem: 'unmapped', message, value };
}

/** Is it what that side writes for values without a partner? */
export function isFallback({ lens }: Pick<ListRow, 'lens'>, side: Side, value: string): boolean {
	const fallback = lens.fallback?.[side];
	return fallback !== undefined && foldCase(fallback) === foldCase(value);
}

/** What stands for a side's value: its partner's, or (for a fallback without a partner) its own. */
function known(row: ListRow, side: Side, value: string): string | undefined {
	return pairedCanonical(row.lens.values, side, value) ?? (isFallback(row, side, value) ? row.lens.fallback?.[side] : undefined);
}

/**
 * One value of a closed list. Canonical is the right side's value; case does not matter. Where the other side has a fallback,
 * a value without a partner is equal to that: the two sides agree, and nothing waits.
 */
export const picklistLens: Lens<'picklist'> = {
	toCanonical(side, raw, row) {
		const value = asText(raw);
		const fallback = row.lens.fallback?.[otherSide(side)];
		const canonical = known(row, side, value) ?? (fallback === undefined ? undefined : known(row, otherSide(side), fallback));
		return canonical === undefined ? unmapped(row, side, value) : ok(canonical);
	},
	fromCanonical(side, canonical, row) {
		const word = String(canonical);
		const { values, fallback } = row.lens;
		const value = pairedValue(values, side, word) ?? (fallback?.[side] === undefined ? undefined : fallback[side]);
		return value === undefined ? unmapped(row, otherSide(side), word) : ok(value);
	},
};
