import { round } from 'lodash';
import type { Lens } from '../lens-types';
import { invalid, ok } from '../lens-types';

const NUMERIC = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i;
const WHOLE = /^\+?(-?\d+)$/;

/** A number that can be carried exactly, also from a numeric text; undefined when it is none. */
export function readNumber(raw: unknown): number | undefined {
	if (typeof raw === 'number') return raw;
	if (typeof raw !== 'string' || !NUMERIC.test(raw.trim())) return undefined;
	const value = Number(raw);
	if (!Number.isFinite(value)) return undefined;
	// A long whole number (an id, say) would silently change its last digits. `String(value)` is what we write ourselves.
	const whole = WHOLE.exec(raw.trim())?.[1];
	const exact = whole === undefined || whole === String(value) || BigInt(whole) === BigInt(value);
	return exact ? value : undefined;
}

/** A finite number, also from a numeric string ("1e3", " 12.50 "); rounded to `decimals` where the row says so. */
export const numberLens: Lens<'number'> = {
	toCanonical(side, raw, row) {
		const value = readNumber(raw);
		if (value === undefined) return invalid(row, side, 'a number that can be carried exactly');
		const { decimals } = row.lens;
		// Whole numbers have nothing to round, and lodash changes or overflows the largest of them.
		const rounded = decimals === undefined || Number.isInteger(value) ? value : round(value, decimals);
		// One zero: `-0` and `0` are the same number to every system.
		return ok(rounded + 0);
	},
	fromCanonical(side, canonical, row) {
		return typeof canonical === 'number' ? ok(canonical) : invalid(row, side, 'a number');
	},
};
