import type { FieldValues, Mapping, Side } from '../model';
import { asText, foldCase } from './lenses/clean-text';

/** `email.*`: every value that begins so. */
const WILDCARD = '*';

/** Is it one of these values, or does it begin like one that ends in `*`? In any case of letters. */
export function isOneOf(value: string, patterns: readonly string[]): boolean {
	const folded = foldCase(value);
	return patterns.some((pattern) =>
		pattern.endsWith(WILDCARD) ? folded.startsWith(foldCase(pattern.slice(0, -WILDCARD.length))) : folded === foldCase(pattern),
	);
}

/** Is a record with these fields, of that side, one that the pair is about? A field that was not read tells nothing against it. */
export function belongs(mapping: Pick<Mapping, 'only'>, side: Side, fields: FieldValues): boolean {
	const condition = mapping.only?.[side];
	const value = condition && fields[condition.field];
	if (condition === undefined || value === undefined) return true;
	return (Array.isArray(value) ? value : [value === null ? '' : asText(value)]).some((one) => isOneOf(one, condition.values));
}
