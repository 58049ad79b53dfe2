import type { Lens } from '../lens-types';
import { invalid, ok } from '../lens-types';

/** `true`/`false`, also as words in any case; anything else is undefined. */
export function readBoolean(raw: unknown): boolean | undefined {
	if (typeof raw === 'boolean') return raw;
	if (typeof raw !== 'string') return undefined;
	const word = raw.trim().toLowerCase();
	return word === 'true' ? true : word === 'false' ? false : undefined;
}

export const booleanLens: Lens<'boolean'> = {
	toCanonical(side, raw, row) {
		const value = readBoolean(raw);
		return value === undefined ? invalid(row, side, 'true or false') : ok(value);
	},
	fromCanonical(side, canonical, row) {
		return typeof canonical === 'boolean' ? ok(canonical) : invalid(row, side, 'true or false');
	},
};
