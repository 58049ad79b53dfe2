import { z } from 'zod';
import { justLooked, lookBackFrom, lookSchema, looksSchema, withLook } from '../common/looks';
import { readPosition } from '../common/position';

const momentSchema = z.iso.datetime();

/** A reading that goes over a whole listing, because HubSpot tells nothing of it by time: what was archived, who joined a list. */
const roundSchema = z.object({
	/** What happened before was told by an earlier round. By HubSpot's clock. */
	since: momentSchema,
	/** Not before this time. */
	due: momentSchema,
	/** Where the present one is. */
	at: z.object({ after: z.string().optional(), began: momentSchema, pages: z.number().int().nonnegative() }).optional(),
});
export type Round = z.infer<typeof roundSchema>;

export const ROUNDS = ['archived', 'joined'] as const;
export type RoundName = (typeof ROUNDS)[number];

const cursorSchema = z.object({
	/** Every change up to this time that the search index showed was read. It never moves back. */
	stamp: momentSchema,
	/** Changes before are not asked for, not even by looking back: where the feed began. */
	floor: momentSchema,
	/** The present sweep, while it is not at its end: from this time on; with `id`, `until` that time (absent: `from`) and after this record. */
	at: z
		.object({
			from: momentSchema,
			until: momentSchema.optional(),
			id: z.string().regex(/^\d+$/).optional(),
			/** Where the sweep began. */
			start: momentSchema,
			look: lookSchema.optional(),
			/** The sweep has something to tell: it looked back, or found changes. */
			tells: z.boolean(),
		})
		.optional(),
	looks: looksSchema.optional(),
	/** The first reading of everything, in the order of ids, while it is not at its end. */
	backfill: z.object({ after: z.string().optional() }).optional(),
	rounds: z.object({ archived: roundSchema, joined: roundSchema }),
});

/** How far an object's changes were read. */
export type Cursor = z.infer<typeof cursorSchema>;

/** Before every record: HubSpot has none older. */
export const BEGINNING = '1970-01-01T00:00:00.000Z';

/** Between two rounds. A deleted record is told this much later at most. */
const ROUND_EVERY_MS = 5 * 60_000;
/** A long listing is gone over less often: ten pages a minute are 14,400 calls a day, 6 % of the smallest daily limit (250,000). */
const ROUND_MS_PER_PAGE = 6_000;

export const iso = (ms: number): string => new Date(ms).toISOString();
const ms = (moment: string): number => Date.parse(moment);

/** In the order of the schema's keys: the same position is the same text, so that an idle poll is seen to be one. */
export const writeCursor = (cursor: Cursor): string => JSON.stringify(cursorSchema.parse(cursor));

/** Throws `invalid` when it is no cursor of this source. */
export const readCursor = (text: string): Cursor =>
	readPosition(cursorSchema, text, "The stored reading position is no position of a HubSpot object. Reset the trigger's position for this object.");

/** A cursor that reads on after `stamp`; `now` is HubSpot's time, from which on deletions and new list members are told. */
export function startCursor(stamp: string, floor: string, now: string): Cursor {
	const round: Round = { since: now, due: iso(ms(now) + ROUND_EVERY_MS) };
	return { stamp, floor, rounds: { archived: round, joined: round } };
}

/** Where a sweep begins: the lower bound of `lastmodifieddate`, inclusive; and how far back it reaches with that, ms. `now`: by HubSpot's clock. */
export function sweepStart(cursor: Cursor, lookBackMs: number, now: Date): { from: string; looksBack: boolean; reach: number } {
	const next = ms(cursor.stamp) + 1;
	if (lookBackMs <= 0 || justLooked(cursor.looks ?? [], lookBackMs, now)) return { from: iso(next), looksBack: false, reach: 0 };
	const back = Math.max(lookBackFrom(cursor, lookBackMs), ms(cursor.floor));
	return back < next ? { from: iso(back), looksBack: true, reach: lookBackMs } : { from: iso(next), looksBack: false, reach: lookBackMs };
}

/** Where a sweep goes on: from this time on; with `id`, until that time and after this record. */
export interface Place {
	from: string;
	until?: string;
	id?: string;
}

/** The cursor after a page of a sweep: where it goes on (`next`), or that it is at its end. */
export function advance(
	cursor: Cursor,
	sweep: NonNullable<Cursor['at']>,
	seen: string | undefined,
	next: Place | undefined,
): Cursor {
	const { at: _, ...kept } = cursor;
	const stamp = seen !== undefined && seen > cursor.stamp ? seen : cursor.stamp;
	const tells = sweep.tells || seen !== undefined;
	// A page after the first: it is a long one.
	const look = sweep.look === undefined ? {} : { look: next ? { ...sweep.look, long: true as const } : sweep.look };
	if (next) return { ...kept, stamp, at: { ...next, start: sweep.start, ...look, tells } };
	// A sweep that neither looked back nor found anything leaves the cursor as it is: an idle poll writes nothing.
	return { ...kept, stamp, ...(tells && sweep.look ? { looks: withLook(cursor.looks ?? [], sweep.look) } : {}) };
}

/** The round that is under way, if any. */
export const roundUnderWay = (cursor: Cursor): RoundName | undefined =>
	ROUNDS.find((name) => cursor.rounds[name].at !== undefined);

/** Begins the first of these rounds that is due; undefined when none is. */
export function beginDue(cursor: Cursor, names: readonly RoundName[], now: string): Cursor | undefined {
	const due = names.find((name) => cursor.rounds[name].due <= now);
	return due && withRound(cursor, due, { ...cursor.rounds[due], at: { began: now, pages: 0 } });
}

/** The cursor after a page of a round; `after`: where its next page starts, undefined at its end. */
export function advanceRound(cursor: Cursor, name: RoundName, after: string | undefined): Cursor {
	const round = cursor.rounds[name];
	if (!round.at) return cursor;
	const { began } = round.at;
	const pages = round.at.pages + 1;
	if (after !== undefined) return withRound(cursor, name, { ...round, at: { began, pages, after } });
	return withRound(cursor, name, {
		since: began,
		due: iso(ms(began) + Math.max(ROUND_EVERY_MS, pages * ROUND_MS_PER_PAGE)),
	});
}

const withRound = (cursor: Cursor, name: RoundName, round: Round): Cursor => ({
	...cursor,
	rounds: { ...cursor.rounds, [name]: round },
});
