const MS_PER_DAY = 86_400_000;
const MS_PER_SECOND = 1000;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
	const known = formats.get(zone);
	if (known) return known;
	const format = new Intl.DateTimeFormat('en-US', {
		timeZone: zone,
		calendar: 'iso8601',
		hourCycle: 'h23',
		era: 'short',
		year: 'numeric',
		month: 'numeric',
		day: 'numeric',
		hour: 'numeric',
		minute: 'numeric',
		second: 'numeric',
	});
	formats.set(zone, format);
	return format;
}

/** Is it a zone of the IANA database ("Europe/Berlin") that this Node.js knows? */
export function isZone(zone: string): boolean {
	try {
		return formatOf(zone) !== undefined;
	} catch (error) {
		if (error instanceof RangeError) return false;
		throw error;
	}
}

/** Ms that the zone's clocks are ahead of UTC at a moment (ms since 1970). */
function offsetAt(zone: string, moment: number): number {
	const parts = new Map(formatOf(zone).formatToParts(moment).map(({ type, value }) => [type, value]));
	const number = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type));
	const year = parts.get('era')?.startsWith('B') ? 1 - number('year') : number('year');
	const wall = new Date(0);
	wall.setUTCFullYear(year, number('month') - 1, number('day'));
	wall.setUTCHours(number('hour'), number('minute'), number('second'));
	return wall.getTime() - Math.floor(moment / MS_PER_SECOND) * MS_PER_SECOND;
}

/** What the zone's clocks show at a moment, as ms of a UTC clock that shows the same. */
export function toWall(zone: string, moment: number): number {
	return moment + offsetAt(zone, moment);
}

/**
 * The moment at which the zone's clocks show this. An hour that is shown twice (clocks go back) is the first of the two;
 * one that is never shown (clocks go forward) is as long after the change as it pretends to be.
 */
export function fromWall(zone: string, wall: number): number {
	const [before, after] = [offsetAt(zone, wall - MS_PER_DAY), offsetAt(zone, wall + MS_PER_DAY)];
	const shown = [wall - before, wall - after].filter((moment) => toWall(zone, moment) === wall);
	return shown.length > 0 ? Math.min(...shown) : wall - before;
}
