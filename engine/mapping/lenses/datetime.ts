import type { Lens } from '../lens-types';
import { invalid, ok } from '../lens-types';
import { readMoment, wallTime } from './read-time';

/** `2026-11-21T08:33:03`: Salesforce keeps no parts of a second, so that a moment with one could never be written to it. */
const SECONDS_LENGTH = 'YYYY-MM-DDTHH:MM:SS'.length;

/**
 * A moment: ISO 8601 UTC, in whole seconds. Text without a zone is read in the side's zone, or else as UTC; a side that has
 * a zone is written in its wall time. The hour that clocks show twice in autumn is read as the first of the two.
 */
export const datetimeLens: Lens<'datetime'> = {
	toCanonical(side, raw, row) {
		const moment = readMoment(raw, row.lens.zones?.[side]);
		return moment === undefined ? invalid(row, side, 'a date and time') : ok(`${moment.slice(0, SECONDS_LENGTH)}.000Z`);
	},
	fromCanonical(side, canonical, row) {
		const zone = row.lens.zones?.[side];
		const written = typeof canonical === 'string' && zone !== undefined ? wallTime(canonical, zone) : canonical;
		return typeof written === 'string' ? ok(written) : invalid(row, side, 'a date and time');
	},
};
