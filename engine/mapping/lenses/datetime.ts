import type { Lens } from '../lens-types';
import { invalid, ok } from '../lens-types';
import { readMoment, wallTime } from './read-time';

/**
 * A moment: ISO 8601 UTC with milliseconds. Text without a zone is read in the side's zone, or else as UTC; a side that has
 * a zone is written in its wall time. The hour that clocks show twice in autumn is read as the first of the two.
 */
export const datetimeLens: Lens<'datetime'> = {
	toCanonical(side, raw, row) {
		const moment = readMoment(raw, row.lens.zones?.[side]);
		return moment === undefined ? invalid(row, side, 'a date and time') : ok(moment);
	},
	fromCanonical(side, canonical, row) {
		const zone = row.lens.zones?.[side];
		const written = typeof canonical === 'string' && zone !== undefined ? wallTime(canonical, zone) : canonical;
		return typeof written === 'string' ? ok(written) : invalid(row, side, 'a date and time');
	},
};
