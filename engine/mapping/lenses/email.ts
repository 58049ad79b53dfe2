import { readEmail } from '../../identity/email';
import { otherSide } from '../../model';
import type { Lens } from '../lens-types';
import { fieldName, invalid, ok } from '../lens-types';

/** An e-mail address in lower case. */
export const emailLens: Lens<'email'> = {
	toCanonical(side, raw, row) {
		const email = readEmail(raw);
		return email === undefined ? invalid(row, side, 'an e-mail address') : ok(email);
	},
	fromCanonical(side, canonical, row) {
		if (typeof canonical !== 'string') return invalid(row, side, 'an e-mail address');
		const known = row.lens.known?.[side];
		if (known === undefined || known.includes(canonical)) return ok(canonical);
		const message = `${fieldName(row, otherSide(side))} names nobody on the list of ${fieldName(row, side)}, which stays as it is. Invite the user there, or change the mapping of this field.`;
		return { ok: false, problem: 'invalid', message };
	},
};
