import { readEmail } from '../../identity/email';
import type { Lens } from '../lens-types';
import { invalid, ok } from '../lens-types';

/** An e-mail address in lower case. */
export const emailLens: Lens<'email'> = {
	toCanonical(side, raw, row) {
		const email = readEmail(raw);
		return email === undefined ? invalid(row, side, 'an e-mail address') : ok(email);
	},
	fromCanonical(side, canonical, row) {
		return typeof canonical === 'string' ? ok(canonical) : invalid(row, side, 'an e-mail address');
	},
};
