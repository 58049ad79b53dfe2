import type { Lens } from '../lens-types';
import { invalid, ok } from '../lens-types';
import { asText } from './clean-text';
import { readPhone } from './read-phone';

/** E.164 where the number can be read, else the text as it stands: an odd phone number is better than none. */
export const phoneLens: Lens<'phone'> = {
	toCanonical(side, raw, row) {
		if (typeof raw === 'boolean') return invalid(row, side, 'a phone number');
		const text = asText(raw);
		return ok(readPhone(text, row.lens.country) ?? (text || null));
	},
	fromCanonical(side, canonical, row) {
		return typeof canonical === 'string' ? ok(canonical) : invalid(row, side, 'a phone number');
	},
};
