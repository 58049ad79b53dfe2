import type { SweepLimits } from '../../engine/run/sweep-port';
import { StoreError } from '../errors';

const TIME_OF_DAY = /^([01]\d|2[0-3]):[0-5]\d$/;

/** The limits alone, of an order that may say more. @throws StoreError `invalid-use` for one that nothing could keep to */
export function checkedLimits({ window, perMinute, share }: SweepLimits): SweepLimits {
	if (window !== undefined) {
		if (!TIME_OF_DAY.test(window.from) || !TIME_OF_DAY.test(window.to)) throw refusal('Times of day look like 22:00.');
		if (window.from === window.to) throw refusal('The hours begin and end at the same time. Leave them out to read all day.');
		if (!isZone(window.zone)) throw refusal(`There is no time zone "${window.zone}". Time zones look like Europe/Berlin.`);
	}
	if (perMinute !== undefined && !(Number.isInteger(perMinute) && perMinute > 0)) throw refusal('The number of records a minute must be a whole number above 0.');
	if (share !== undefined && !(share > 0 && share <= 1)) throw refusal('The share of the day’s calls must be above 0 and at most 1 (100 %).');
	return { ...(window === undefined ? {} : { window: { from: window.from, to: window.to, zone: window.zone } }), ...(perMinute === undefined ? {} : { perMinute }), ...(share === undefined ? {} : { share }) };
}

const refusal = (message: string): StoreError => new StoreError('invalid-use', message);

function isZone(zone: string): boolean {
	try {
		return new Intl.DateTimeFormat('en', { timeZone: zone }).format(0) !== '';
	} catch {
		return false;
	}
}
