import type { Lens } from '../lens-types';
import { invalid, ok } from '../lens-types';
import { asText } from './clean-text';

/**
 * A pointer at a record of another pair. The id passes as it is: only the batch runner, which knows the links, can turn
 * one side's id into the other's.
 */
export const referenceLens: Lens<'reference'> = {
	toCanonical(side, raw, row) {
		if (typeof raw === 'boolean' || Array.isArray(raw)) return invalid(row, side, 'the id of one record');
		return ok(asText(raw));
	},
	fromCanonical(side, canonical, row) {
		return typeof canonical === 'string' ? ok(canonical) : invalid(row, side, 'the id of one record');
	},
};
