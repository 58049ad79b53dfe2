import type { Lens } from '../lens-types';
import { invalid, ok } from '../lens-types';
import { readMoment, wallTime } from './read-time';

const DATE_LENGTH = 'YYYY-MM-DD'.length;

/**
 * A calendar day, `YYYY-MM-DD`. A moment gives its day in the side's zone, or else in UTC. A side that holds moments gets
 * the day's noon: midnight in UTC is the day before for everybody in America, and noon is the same day nearly everywhere.
 */
export const dateLens: Lens<'date'> = {
	toCanonical(side, raw, row) {
		const zone = row.lens.zones?.[side];
		const moment = readMoment(raw, zone);
		const wall = moment !== undefined && zone !== undefined ? wallTime(moment, zone) : moment;
		return wall === undefined ? invalid(row, side, 'a date') : ok(wall.slice(0, DATE_LENGTH));
	},
	fromCanonical(side, canonical, row) {
		const { zones, moments } = row.lens;
		const written = moments?.[side] ? readMoment(`${String(canonical)}T12:00`, zones?.[side]) : canonical;
		return typeof written === 'string' ? ok(written) : invalid(row, side, 'a date');
	},
};
