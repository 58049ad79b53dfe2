const UNITS = [
	{ seconds: 86_400, name: 'day' },
	{ seconds: 3_600, name: 'hour' },
	{ seconds: 60, name: 'minute' },
	{ seconds: 1, name: 'second' },
] as const;

/** "3 hours": in the largest unit that fits. */
export function lasted(seconds: number): string {
	const unit = UNITS.find((one) => seconds >= one.seconds) ?? UNITS[3];
	const count = Math.floor(seconds / unit.seconds);
	return `${count} ${unit.name}${count === 1 ? '' : 's'}`;
}
