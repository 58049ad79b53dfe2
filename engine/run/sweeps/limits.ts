import type { SweepLimits, SweepWindow } from '../sweep-port';
import type { ChangeSourcePort } from '../system-port';

/** How soon a part that rests is looked at again. */
export const LOOK_AGAIN_MS = 60_000;
const MINUTE_MS = 60_000;
const PER_CENT = 100;

/** Is it that time of day? By the clocks on the wall there, so that a change to summer time moves nothing. */
export function isWithin({ from, to, zone }: SweepWindow, now: Date): boolean {
	const time = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(now);
	return from < to ? time >= from && time < to : time >= from || time < to;
}

/** Why nothing may be read now, in plain words; undefined when it may. */
export function restsBecause({ window, share }: SweepLimits, now: Date, source: Pick<ChangeSourcePort, 'usage'>): string | undefined {
	if (window !== undefined && !isWithin(window, now)) return `Outside its hours (${window.from} to ${window.to}, ${window.zone}).`;
	const usage = source.usage?.();
	if (share === undefined || usage?.ownLimit === undefined || usage.own <= share * usage.ownLimit) return undefined;
	return `Of the calls that this connection may make in a day, ${Math.round((usage.own / usage.ownLimit) * PER_CENT)} % are used; it goes on below ${Math.round(share * PER_CENT)} %.`;
}

/** Spreads the pages of each part over time, so that no minute has more records than it may. Forgets with the process: a restart may read one page early. */
export class Throttle {
	/** Epoch ms, by part. */
	private readonly next = new Map<string, number>();

	/** How long the part must wait, ms. */
	wait(part: string, now: number): number {
		return Math.max(0, (this.next.get(part) ?? 0) - now);
	}

	read(part: string, records: number, { perMinute }: SweepLimits, now: number): void {
		if (perMinute !== undefined) this.next.set(part, now + (records / perMinute) * MINUTE_MS);
	}
}

/** A page never holds more than a minute's records. */
export const pageOf = ({ perMinute }: SweepLimits, most: number): number => Math.min(most, perMinute ?? most);
