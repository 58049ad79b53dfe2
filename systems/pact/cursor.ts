import { z } from 'zod';
import { readPosition } from '../common/position';

const stamp = z.iso.datetime();
const place = z.number().int().nonnegative();

const cursorSchema = z.strictObject({
	/** Where the feed began: what was changed earlier is not told. Absent: everything is. */
	floor: stamp.optional(),
	/** Changes up to here were told, by Pact's clock. Counts where lists come newest change first. */
	mark: stamp,
	/** How many records the list had: new ones stand behind them. Counts where lists come in order of creation. */
	tail: place,
	/** A walk from the newest change down to the mark that is not at its end. `top` is the mark from its end on. */
	walk: z.strictObject({ offset: place, top: stamp }).optional(),
	/** A reading of the whole list that is not at its end. `first`: the one that the feed begins with, which nothing holds back. */
	sweep: z.strictObject({ offset: place, first: z.literal(true).optional() }).optional(),
});

/** How far an object's list was read. A few dozen characters, however large the workspace is. */
export type PactCursor = z.infer<typeof cursorSchema>;

export const writeCursor = (cursor: PactCursor): string => JSON.stringify(cursor);

/** Throws `invalid` for what is none. */
export const readCursor = (text: string): PactCursor =>
	readPosition(cursorSchema, text, "The stored reading position is no position of a Pact list. Reset the trigger's position for this object.");
