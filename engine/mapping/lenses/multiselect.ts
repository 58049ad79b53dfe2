import { compact, uniq } from 'lodash';
import type { Lens } from '../lens-types';
import { ok } from '../lens-types';
import { cleanText } from './clean-text';
import { unmapped } from './picklist';
import { pairedCanonical, pairedValue } from './value-pairs';

/** The values of a list, or of a string joined by semicolons (Salesforce, HubSpot). */
function elements(raw: unknown): string[] {
	return compact((Array.isArray(raw) ? raw.map(String) : String(raw).split(';')).map(cleanText));
}

/** Several values of a closed list. Canonical is the sorted list of right values without repeats. */
export const multiselectLens: Lens<'multiselect'> = {
	toCanonical(side, raw, row) {
		const canonical: string[] = [];
		for (const value of elements(raw)) {
			const partner = pairedCanonical(row.lens.values, side, value);
			// The whole field waits: a list with a value missing would delete it on the other side.
			if (partner === undefined) return unmapped(row, side, value);
			canonical.push(partner);
		}
		return ok(canonical.length === 0 ? null : uniq(canonical).sort());
	},
	fromCanonical(side, canonical, row) {
		const values: string[] = [];
		for (const value of elements(canonical)) {
			const partner = pairedValue(row.lens.values, side, value);
			if (partner === undefined) return unmapped(row, side === 'left' ? 'right' : 'left', value);
			values.push(partner);
		}
		return ok(uniq(values));
	},
};
