import type { Canonical } from '../model';

/** Nothing to say: null, undefined, white space only, or an empty list. `0` and `false` are values. */
export function isBlank(value: unknown): boolean {
	if (value === null || value === undefined) return true;
	if (typeof value === 'string') return value.trim() === '';
	return Array.isArray(value) && value.length === 0;
}

/**
 * One string for each canonical value, and never the same for two different ones: the type is part of it, so that
 * the number 1, the text "1" and the list ["1"] have different hashes.
 */
export function canonicalText(value: Canonical): string {
	if (value === null) return 'null';
	if (typeof value === 'string') return `text:${value}`;
	if (typeof value === 'object') return `list:${JSON.stringify(value)}`;
	// `${-0}` is "0": the two zeros are one number to every system.
	return `${typeof value}:${value}`;
}

/** Equal as canonical values; the only equality that the merge knows. */
export function sameCanonical(one: Canonical, other: Canonical): boolean {
	return canonicalText(one) === canonicalText(other);
}
