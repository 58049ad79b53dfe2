import { StoreError } from './errors';

/** ms since 1970 of an ISO 8601 time. Refuses anything else: an entry that is due at no time would never come back. */
export function msOf(time: string): number {
	const ms = Date.parse(time);
	if (Number.isNaN(ms)) throw new StoreError('invalid-use', `The store takes ISO 8601 times, not "${time}".`);
	return ms;
}

export const isoOf = (ms: number): string => new Date(ms).toISOString();
