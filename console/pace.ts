const UNITS = [
	{ seconds: 86_400, name: 'day' },
	{ seconds: 3_600, name: 'hour' },
	{ seconds: 60, name: 'minute' },
	{ seconds: 1, name: 'second' },
] as const;
/** Less than this much of a unit is told in the next smaller one. */
const ENOUGH = 1.5;

/** "40 seconds", "12 minutes", "80 minutes", "3 hours": in the largest unit that says enough. */
export function howLong(seconds: number): string {
	const unit = UNITS.find((one) => seconds >= one.seconds * ENOUGH) ?? UNITS[3];
	const count = Math.round(seconds / unit.seconds);
	return `${count} ${unit.name}${count === 1 ? '' : 's'}`;
}

/** How fast a reading goes, records a minute over all its time, and how long it still takes at that pace where anybody can tell. */
export interface Pace {
	perMinute: number;
	secondsLeft?: number;
}

/** `seconds`: since it began. */
export function paceOf({ done, total, seconds }: { done: number; total: number; seconds: number }): Pace {
	const perMinute = seconds === 0 ? 0 : Math.round((done / seconds) * 60);
	return { perMinute, ...(perMinute > 0 && done < total ? { secondsLeft: Math.round(((total - done) / perMinute) * 60) } : {}) };
}
