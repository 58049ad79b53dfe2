import type { Lens } from '../lens-types';
import { invalid, ok } from '../lens-types';
import { readBoolean } from './boolean';
import { asText, foldCase } from './clean-text';

/** From least to most restrictive. `unknown` is not consent: nobody may be opted in by a missing opt-out. */
export const CONSENT_STATES = ['granted', 'unknown', 'withdrawn'] as const;
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

/**
 * An opt-out flag (left) against a consent status (right). A flag cannot say `granted`: writing it to the left and
 * reading it again gives `unknown`, and the merge's rule for consent allows for that.
 */
export const consentLens: Lens<'consent'> = {
	toCanonical(side, raw, row) {
		const optedOut = readBoolean(raw);
		if (optedOut !== undefined) return ok(optedOut ? 'withdrawn' : 'unknown');
		const word = foldCase(asText(raw));
		const state = Object.hasOwn(FROM_STATUS, word) ? FROM_STATUS[word] : undefined;
		return state === undefined ? invalid(row, side, 'a consent status that is known') : ok(state);
	},
	fromCanonical(side, canonical, row) {
		const state = CONSENT_STATES.find((known) => known === canonical);
		if (state === undefined) return invalid(row, side, 'a consent state');
		return ok(side === 'left' ? state === 'withdrawn' : TO_STATUS[state]);
	},
	// Salesforce's flag has no blank.
	blankAs: (side) => (side === 'left' ? false : null),
};
