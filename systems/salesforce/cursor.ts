import { z } from 'zod';
import { SystemError } from '../common/engine';
import { soqlMoment } from './soql';

/** The id goes into queries as it is, so that it may hold nothing but letters and digits. */
const positionSchema = z.object({ stamp: z.iso.datetime(), id: z.string().regex(/^[A-Za-z0-9]*$/) });
export type Position = z.infer<typeof positionSchema>;

const cursorSchema = positionSchema.extend({
	/** Rows stamped earlier are not asked for, not even by looking back: where the feed began. */
	floor: z.iso.datetime().optional(),
	/** How far the present sweep has come, while it is not at the end. */
	at: positionSchema.optional(),
});

/** The latest (SystemModstamp, Id) that was seen, and where to read on. It never moves back. */
export type Cursor = z.infer<typeof cursorSchema>;

/** Before every row: Salesforce has none older. */
export const BEGINNING = '1970-01-01T00:00:00.000Z';

export const writeCursor = (cursor: Cursor): string => JSON.stringify(cursor);

/** Throws `invalid` when it is no cursor of this source. */
export function readCursor(text: string): Cursor {
	try {
		return cursorSchema.parse(JSON.parse(text));
	} catch (error) {
		throw new SystemError(
			{
				class: 'invalid',
				message:
					"The stored reading position is no position of a Salesforce object. Reset the trigger's position for this object.",
			},
			{ cause: error },
		);
	}
}

/** The condition that selects what comes next, for reading in the order (SystemModstamp, Id). */
export function conditionAfter(cursor: Cursor, lookBackMs: number): string {
	if (cursor.at) return after(cursor.at);
	if (lookBackMs <= 0 && cursor.id !== '') return after(cursor);
	const from = new Date(
		Math.max(Date.parse(cursor.stamp) - Math.max(0, lookBackMs), Date.parse(cursor.floor ?? BEGINNING)),
	);
	return `SystemModstamp >= ${soqlMoment(from.toISOString())}`;
}

/** The cursor after a page. `last`: the page's last row; `more`: the sweep is not at its end. */
export function advance(cursor: Cursor, last: Position | undefined, more: boolean): Cursor {
	const { at: _swept, ...kept } = cursor;
	// Rows come in order, and ISO stamps sort as text: only the first pages of a look-back lie before what was seen.
	const highest = last && last.stamp >= cursor.stamp ? last : { stamp: cursor.stamp, id: cursor.id };
	return { ...kept, ...highest, ...(more && last ? { at: last } : {}) };
}

const after = ({ stamp, id }: Position): string => {
	const moment = soqlMoment(stamp);
	return `(SystemModstamp > ${moment} OR (SystemModstamp = ${moment} AND Id > '${id}'))`;
};
