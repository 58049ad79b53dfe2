import type { Rule, Side } from '../model';
import type { Flips } from '../run/store-port';

type RowFlips = Flips[string];

/** So many times may a value be carried to and fro before it is taken for a fight between two systems. People rarely come to three. */
export const MOST_FLIPS = 6;
/** Counted from the first write. Long enough for triggers that poll every five minutes. */
export const FLIP_WINDOW_MS = 60 * 60_000;
/** How long a fought-over field rests before it is tried again: a fight that nobody ends then costs a handful of writes a day. */
export const FREEZE_MS = 24 * 60 * 60_000;

const ends = ({ count, since }: RowFlips): number => Date.parse(since) + (count >= MOST_FLIPS ? FREEZE_MS : FLIP_WINDOW_MS);

/** An opt-out is carried as often as it takes. It cannot go to and fro: only a withdrawal ever travels. */
export const isGuarded = (rule: Rule): boolean => rule !== 'mostRestrictive';

/** When the row may be written again; undefined when it may be now. ISO 8601 UTC. */
export function frozenUntil(flips: RowFlips | undefined, at: string): string | undefined {
	if (flips === undefined || flips.count < MOST_FLIPS || ends(flips) <= Date.parse(at)) return undefined;
	return new Date(ends(flips)).toISOString();
}

/**
 * The row's count after one more write. A flip is a write against the direction of the last one, or one that writes to a side what it
 * wrote there last time, because somebody has changed it back. A person who edits one side again and again makes no flips.
 */
export function afterWrite(before: RowFlips | undefined, write: { to: Side; wrote: string; at: string }): RowFlips {
	const { to, wrote, at } = write;
	if (before === undefined || ends(before) <= Date.parse(at)) return { to, wrote, count: 0, since: at };
	const flipped = before.to !== to || before.wrote === wrote;
	const count = before.count + (flipped ? 1 : 0);
	return { to, wrote, count, since: count >= MOST_FLIPS && before.count < MOST_FLIPS ? at : before.since };
}

/** After this time none of the rows' counts matters. ISO 8601 UTC. */
export function flipsMatterUntil(flips: Flips): string {
	return new Date(Math.max(0, ...Object.values(flips).map(ends))).toISOString();
}
