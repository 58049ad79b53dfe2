import type { Lens, RowOf } from '../lens-types';
import { invalid, ok } from '../lens-types';
import type { Side } from '../../model';
import { readBoolean } from './boolean';
import { asText, foldCase } from './clean-text';

/** From least to most restrictive. `unknown` is not consent: nobody may be opted in by a missing opt-out. */
const CONSENT_STATES = ['granted', 'unknown', 'withdrawn'] as const;
type ConsentState = (typeof CONSENT_STATES)[number];

/** Pact's three contact statuses and the five states of its consent ledger. */
const FROM_STATUS: Readonly<Record<string, ConsentState>> = {
	confirmed: 'granted',
	granted: 'granted',
	pending: 'unknown',
	unknown: 'unknown',
	expired: 'unknown',
	declined: 'withdrawn',
	withdrawn: 'withdrawn',
};
const TO_STATUS: Readonly<Record<ConsentState, string>> = {
	granted: 'confirmed',
	unknown: 'pending',
	withdrawn: 'declined',
};

const isFlag = ({ lens }: Pick<RowOf<'consent'>, 'lens'>, side: Side): boolean => lens.flags?.[side] ?? side === 'left';

/**
 * An opt-out flag against a consent status, or against another flag. A flag cannot say `granted`: writing it to a flag and
 * reading it again gives `unknown`, and the merge's rule for consent allows for that. With `onlyOptOuts` a flag that is not
 * ticked is blank, so that under a one-way rule it undoes nothing on the other side.
 */
export const consentLens: Lens<'consent'> = {
	toCanonical(side, raw, row) {
		const optedOut = readBoolean(raw);
		if (optedOut !== undefined) return ok(optedOut ? 'withdrawn' : row.lens.onlyOptOuts ? null : 'unknown');
		const word = foldCase(asText(raw));
		const state = Object.hasOwn(FROM_STATUS, word) ? FROM_STATUS[word] : undefined;
		return state === undefined ? invalid(row, side, 'a consent status that is known') : ok(state);
	},
	fromCanonical(side, canonical, row) {
		const state = CONSENT_STATES.find((known) => known === canonical);
		if (state === undefined) return invalid(row, side, 'a consent state');
		return ok(isFlag(row, side) ? state === 'withdrawn' : TO_STATUS[state]);
	},
	// Salesforce's flag has no blank.
	blankAs: (side, row) => (isFlag(row, side) ? false : null),
};
