/** A span of days, `end` exclusive, both at midnight UTC (the sandbox org's time zone is UTC). */
interface DateRange {
	start: Date;
	end: Date;
}

type Unit = 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR';

/** The start of the unit that contains a date, moved by a number of units. Weeks begin on Sunday, as in the US locale. */
function startOf(unit: Unit, now: Date, shift: number): Date {
	const year = now.getUTCFullYear();
	const month = now.getUTCMonth();
	const day = now.getUTCDate();
	switch (unit) {
		case 'DAY':
			return new Date(Date.UTC(year, month, day + shift));
		case 'WEEK':
			return new Date(Date.UTC(year, month, day - now.getUTCDay() + 7 * shift));
		case 'MONTH':
			return new Date(Date.UTC(year, month + shift, 1));
		case 'QUARTER':
			return new Date(Date.UTC(year, month - (month % 3) + 3 * shift, 1));
		case 'YEAR':
			return new Date(Date.UTC(year + shift, 0, 1));
	}
}

const span = (unit: Unit, now: Date, from: number, to: number): DateRange => {
	return { start: startOf(unit, now, from), end: startOf(unit, now, to) };
};

const RELATIVE: Record<string, number> = { LAST: -1, THIS: 0, NEXT: 1 };
const NAMED_DAYS: Record<string, number> = { YESTERDAY: -1, TODAY: 0, TOMORROW: 1 };

/**
 * The days that a SOQL date literal means, e.g. `TODAY`, `LAST_MONTH`, `LAST_N_DAYS:5` (which includes today);
 * undefined for one that the sandbox does not know (fiscal periods).
 */
export function dateRange(literal: string, now: Date): DateRange | undefined {
	const [name = '', count] = literal.toUpperCase().split(':');
	const namedDay = NAMED_DAYS[name];
	if (namedDay !== undefined) return span('DAY', now, namedDay, namedDay + 1);
	if (name === 'LAST_90_DAYS' || name === 'NEXT_90_DAYS') return dateRange(`${name.slice(0, 4)}_N_DAYS:90`, now);

	const relative = /^(LAST|THIS|NEXT)_(WEEK|MONTH|QUARTER|YEAR)$/.exec(name);
	if (relative) {
		const shift = RELATIVE[relative[1] ?? ''] ?? 0;
		return span(relative[2] as Unit, now, shift, shift + 1);
	}
	const n = Number(count);
	const counted = /^(LAST|NEXT)_N_(DAY|WEEK|MONTH|QUARTER|YEAR)S$/.exec(name);
	if (counted) {
		const unit = counted[2] as Unit;
		if (counted[1] === 'NEXT') return span(unit, now, 1, n + 1);
		return unit === 'DAY' ? { start: startOf('DAY', now, -n), end: startOf('DAY', now, 1) } : span(unit, now, -n, 0);
	}
	const ago = /^N_(DAY|WEEK|MONTH|QUARTER|YEAR)S_AGO$/.exec(name);
	return ago ? span(ago[1] as Unit, now, -n, -n + 1) : undefined;
}
