import { z } from 'zod';
import { justLooked, type Look, lookBackFrom, lookSchema, looksSchema, withLook } from '../common/looks';
import { readPosition } from '../common/position';
import { JOB_ID } from './bulk/limits';
import { soqlMoment } from './soql';

/** The id goes into queries as it is, so that it may hold nothing but letters and digits. */
const positionSchema = z.object({ stamp: z.iso.datetime(), id: z.string().regex(/^[A-Za-z0-9]*$/) });
export type Position = z.infer<typeof positionSchema>;

const cursorSchema = positionSchema.extend({
	/** Rows stamped earlier are not asked for, not even by looking back: where the feed began. */
	floor: z.iso.datetime().optional(),
	/** How far the present sweep has come, while it is not at the end. */
	at: positionSchema.extend({ look: lookSchema.optional() }).optional(),
	looks: looksSchema.optional(),
	/** Nobody has looked yet how much there is: the first page may choose a job of the Bulk API (bulk/reading.ts), and try so many. */
	jobs: z.int().min(0).optional(),
	/** The place in a job's results, while one is read. `stamp` is then just after the newest row of before the job. */
	bulk: z
		.object({
			job: z.string().regex(JOB_ID),
			/** Names a set of results; absent: the first. */
			locator: z.string().optional(),
			/** Rows of that set that were handed out. */
			row: z.int().min(0),
			/** How often the loop has waited for the job. */
			waited: z.int().min(0),
			/** How many more jobs may be tried. */
			jobs: z.int().min(0),
			/** The look that the job is, for looking back after it. */
			look: lookSchema.optional(),
		})
		.optional(),
});

/** The latest (SystemModstamp, Id) that was seen, and where to read on. It never moves back. */
export type Cursor = z.infer<typeof cursorSchema>;

/** Before every row: Salesforce has none older. */
export const BEGINNING = '1970-01-01T00:00:00.000Z';

export const writeCursor = (cursor: Cursor): string => JSON.stringify(cursor);

/** Throws `invalid` when it is no cursor of this source. */
export const readCursor = (text: string): Cursor =>
	readPosition(cursorSchema, text, "The stored reading position is no position of a Salesforce object. Reset the trigger's position for this object.");

/** How far back a read that was asked to look back by `lookBackMs` shall reach, ms. `now`: by Salesforce's clock, if it is known. */
export const reachOf = (cursor: Cursor, lookBackMs: number, now: Date | undefined): number =>
	now !== undefined && justLooked(cursor.looks ?? [], lookBackMs, now) ? 0 : lookBackMs;

/** The condition that selects what comes next, for reading in the order (SystemModstamp, Id). */
export function conditionAfter(cursor: Cursor, lookBackMs: number): string {
	if (cursor.at) return after(cursor.at);
	if (!looksBack(cursor, lookBackMs)) return after(cursor);
	const from = Math.min(Date.parse(cursor.stamp), Math.max(lookBackFrom(cursor, lookBackMs), Date.parse(cursor.floor ?? BEGINNING)));
	return `SystemModstamp >= ${soqlMoment(new Date(from).toISOString())}`;
}

/**
 * The cursor after a page that was asked for by `conditionAfter(cursor, lookBackMs)`. `last`: the page's last row; `more`: the sweep is
 * not at its end; `readAt`: Salesforce's time just before the page was read, if it is known.
 */
export function advance(
	cursor: Cursor,
	last: Position | undefined,
	more: boolean,
	{ lookBackMs = 0, readAt }: { lookBackMs?: number; readAt?: string | undefined } = {},
): Cursor {
	const { at: swept, ...kept } = cursor;
	// Rows come in order, and ISO stamps sort as text: only the first pages of a look-back lie before what was seen.
	const highest = last && last.stamp >= cursor.stamp ? last : { stamp: cursor.stamp, id: cursor.id };
	const look = lookOf(swept, readAt, Math.max(0, lookBackMs));
	if (more && last) return { ...kept, ...highest, at: { ...last, ...(look ? { look: { ...look, long: true } } : {}) } };
	// A read that neither looked back nor found anything leaves the cursor as it is: an idle poll writes nothing.
	const tells = swept !== undefined || last !== undefined || looksBack(cursor, lookBackMs);
	return { ...kept, ...highest, ...(tells && look ? { looks: withLook(cursor.looks ?? [], look) } : {}) };
}

/**
 * The look that a page belongs to. It counts from this very page while all pages before held only rows that were too old to be followed by
 * late ones: after a first sync of hours, just its end has to be looked back on.
 */
function lookOf(swept: Cursor['at'], readAt: string | undefined, lookBackMs: number): Look | undefined {
	if (swept === undefined) return readAt === undefined ? undefined : { back: lookBackMs, since: readAt };
	if (swept.look === undefined || readAt === undefined) return swept.look;
	const { back, since } = swept.look;
	return Date.parse(swept.stamp) < Date.parse(since) - back ? { ...swept.look, since: readAt } : swept.look;
}

/**
 * Whether rows at or before the cursor can still become visible. Without this the rows of a bulk update would be read again with every
 * poll until a later one is saved.
 */
function looksBack(cursor: Cursor, lookBackMs: number): boolean {
	return cursor.id === '' || (lookBackMs > 0 && lookBackFrom(cursor, lookBackMs) <= Date.parse(cursor.stamp));
}

const after = ({ stamp, id }: Position): string => {
	const moment = soqlMoment(stamp);
	return `(SystemModstamp > ${moment} OR (SystemModstamp = ${moment} AND Id > '${id}'))`;
};
