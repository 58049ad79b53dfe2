import type { Lens } from '../lens-types';
import { invalid, ok } from '../lens-types';
import { readMoment } from './read-time';

const DATE_LENGTH = 'YYYY-MM-DD'.length;

/** A calendar day, `YYYY-MM-DD`. A moment gives its day in UTC. */
export const dateLens: Lens<'date'> = {
	toCanonical(side, raw, row) {
		const moment = readMoment(raw);
		return moment === undefined ? invalid(row, side, 'a date') : ok(moment.slice(0, DATE_LENGTH));
	},
	fromCanonical(side, canonical, row) {
		return typeof canonical === 'string' ? ok(canonical) : invalid(row, side, 'a date');
	},
};
