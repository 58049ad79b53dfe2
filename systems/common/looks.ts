import { z } from 'zod';

/** A sweep over what was changed, up to its end. */
export const lookSchema = z.object({
	/** How far back it looked, ms. */
	back: z.number().nonnegative(),
	/** When it began, by the system's clock: whatever was visible then, and is no older than `back`, has been seen. */
	since: z.iso.datetime(),
	/** It took more than a page. */
	long: z.literal(true).optional(),
});
export type Look = z.infer<typeof lookSchema>;

/** The latest sweep of each reach, the farthest first. A short one must not pass for a long one. */
export const looksSchema = z.array(lookSchema);

/** A look replaces earlier ones that reached no farther; it never replaces one that began later by the system's clock. */
export function withLook(looks: readonly Look[], look: Look): Look[] {
	if (looks.some(({ back, since }) => back >= look.back && since >= look.since)) return [...looks];
	return [...looks.filter(({ back }) => back > look.back), look];
}

/** A long look is not repeated sooner. */
const REST_MS = 60_000;

/**
 * Was there a look a moment ago that reached as far and took long? After a bulk edit every look back is long until it does not reach the
 * edit any more. The next one waits a minute, and loses nothing by it: it reaches back behind the one before.
 */
export const justLooked = (looks: readonly Look[], lookBackMs: number, now: Date): boolean =>
	looks.some(({ back, since, long }) => long && back >= lookBackMs && now.getTime() - Date.parse(since) < REST_MS);

/**
 * Where a look back of `lookBackMs` begins, epoch ms. Counted from the latest look that reached as far: what was stamped earlier was
 * visible then. From the newest change (`stamp`) before the first one.
 */
export function lookBackFrom({ stamp, looks = [] }: { stamp: string; looks?: readonly Look[] | undefined }, lookBackMs: number): number {
	const reaching = looks.filter(({ back }) => back >= lookBackMs).map(({ since }) => Date.parse(since));
	return (reaching.length > 0 ? Math.max(...reaching) : Date.parse(stamp)) - Math.max(0, lookBackMs);
}
