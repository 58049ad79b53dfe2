import type { Lens } from '../lens-types';
import { invalid, ok } from '../lens-types';
import { readMoment } from './read-time';

/** A moment: ISO 8601 UTC with milliseconds. Text without a zone is read as UTC. */
export const datetimeLens: Lens<'datetime'> = {
	toCanonical(side, raw, row) {
		const moment = readMoment(raw);
		return moment === undefined ? invalid(row, side, 'a date and time') : ok(moment);
	},
	fromCanonical(side, canonical, row) {
		return typeof canonical === 'string' ? ok(canonical) : invalid(row, side, 'a date and time');
	},
};
