import type { Side } from '../../model';
import type { Lens, LensResult, RowOf } from '../lens-types';
import { fieldName, ok } from '../lens-types';
import { asText } from './clean-text';
import { pairedCanonical, pairedValue } from './value-pairs';

/** A list value without a partner; a person gives it one in the review list. */
export function unmapped(row: RowOf<'picklist' | 'multiselect'>, side: Side, value: string): LensResult<never> {
	const message = `A value of ${fieldName(row, side)} has no partner on the other side yet. Add the pair in the mapper, under Values & Stages.`;
	return { ok: false, problem: 'unmapped', message, value };
}

/** One value of a closed list. Canonical is the right side's value; case does not matter. */
export const picklistLens: Lens<'picklist'> = {
	toCanonical(side, raw, row) {
		const value = asText(raw);
		const canonical = pairedCanonical(row.lens.values, side, value);
		return canonical === undefined ? unmapped(row, side, value) : ok(canonical);
	},
	fromCanonical(side, canonical, row) {
		const value = pairedValue(row.lens.values, side, String(canonical));
		return value === undefined ? unmapped(row, side === 'left' ? 'right' : 'left', String(canonical)) : ok(value);
	},
};
