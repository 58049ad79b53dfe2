const FIRST_MS = 5_000;
const LONGEST_MS = 15 * 60_000;
/** A run that failed this often with a record in it is a person's business. */
export const LAST_ATTEMPT = 10;

/** How long to wait before the next try, after so many earlier ones: 5 s · 2^attempts, at most 15 min. */
export function backOffMs(attempts: number): number {
	return Math.min(FIRST_MS * 2 ** attempts, LONGEST_MS);
}
