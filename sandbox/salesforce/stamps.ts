/** A datetime as the REST API writes it: `2026-11-21T08:33:03.000+0000`, whole seconds. */
export function stamp(date: Date): string {
	return `${date.toISOString().slice(0, 19)}.000+0000`;
}

/** A date as the REST API writes it: `2026-11-21`. */
export function day(date: Date): string {
	return date.toISOString().slice(0, 10);
}

/**
 * The instant a caller wrote, in Salesforce's spelling with its milliseconds; undefined when it is none. Accepts `Z`,
 * `+01:00` and `+0100`, with or without fractions of a second. For comparing: strings of this form sort by time.
 */
export function parseInstant(text: string): string | undefined {
	const match = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.\d{1,9})?(Z|[+-]\d{2}:?\d{2})$/.exec(text);
	if (!match) return undefined;
	const zone = (match[3] ?? 'Z').replace(/^([+-]\d{2})(\d{2})$/, '$1:$2');
	const date = new Date(`${match[1]}${match[2] ?? ''}${zone}`);
	return Number.isNaN(date.getTime()) ? undefined : date.toISOString().replace('Z', '+0000');
}

/** The same as it is stored: datetime fields keep whole seconds. */
export function parseStamp(text: string): string | undefined {
	const instant = parseInstant(text);
	return instant && `${instant.slice(0, 19)}.000+0000`;
}

/** A calendar date that exists, or undefined. */
export function parseDay(text: string): string | undefined {
	if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
	const date = new Date(`${text}T00:00:00Z`);
	return !Number.isNaN(date.getTime()) && day(date) === text ? text : undefined;
}
