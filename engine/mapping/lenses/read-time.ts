import { fromWall, toWall } from './zone-time';

/** Date, optional time, optional zone: ISO 8601, also with Salesforce's `+0000` and a blank in place of the T. */
const ISO =
	/^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;
/** Epoch milliseconds have 11 digits or more since March 1973; ten digits would be seconds, which no system sends. */
const EPOCH_MS = /^-?\d{11,15}$/;
const MS_PER_MINUTE = 60_000;
/** `2026-11-21T08:33:03.000Z`; years outside 0000 to 9999 are longer. */
const ISO_UTC_LENGTH = 24;

function zoneMinutes(zone: string | undefined): number | undefined {
	if (!zone || zone.toUpperCase() === 'Z') return 0;
	const hours = Number(zone.slice(1, 3));
	const minutes = Number(zone.slice(3).replace(':', '') || 0);
	if (hours > 23 || minutes > 59) return undefined;
	return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

function isoToMs(text: string, wallZone: string | undefined): number | undefined {
	const match = ISO.exec(text);
	if (!match) return undefined;
	const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '0', zone] = match;
	const offset = zoneMinutes(zone);
	if (offset === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
	const date = new Date(0);
	date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
	// A day that the calendar does not have rolls over into the next month.
	if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return undefined;
	date.setUTCHours(Number(hour), Number(minute), Number(second), Number(fraction.padEnd(3, '0').slice(0, 3)));
	if (zone === undefined && wallZone !== undefined) return fromWall(wallZone, date.getTime());
	return date.getTime() - offset * MS_PER_MINUTE;
}

function isoOf(ms: number): string | undefined {
	const moment = new Date(ms);
	if (Number.isNaN(moment.getTime())) return undefined;
	const iso = moment.toISOString();
	return iso.length === ISO_UTC_LENGTH ? iso : undefined;
}

/**
 * A moment as ISO 8601 UTC with milliseconds, from ISO text (no zone: `wallZone`, else UTC; no time: midnight) or epoch
 * milliseconds (number or digits). Undefined when it is neither.
 */
export function readMoment(raw: unknown, wallZone?: string): string | undefined {
	if (typeof raw !== 'string' && typeof raw !== 'number') return undefined;
	const text = String(raw).trim();
	return isoOf((EPOCH_MS.test(text) ? Number(text) : isoToMs(text, wallZone)) ?? Number.NaN);
}

/** A moment as the zone's clocks show it: `2026-11-21T09:33:03.000`. Undefined when it is no moment. */
export function wallTime(moment: string, zone: string): string | undefined {
	const ms = isoToMs(moment, undefined);
	return ms === undefined ? undefined : isoOf(toWall(zone, ms))?.slice(0, -1);
}
