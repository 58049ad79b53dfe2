import { normaliseKey } from '../../engine/identity';
import type { Lookup } from '../../engine/run/system-port';
import { DOMAIN_FIELDS, ID_FIELD, type PactRecord, SEARCHED_FIELDS } from './contract';
import { rawValue } from './values';

/** True when the record's own value, normalised, is the one looked for. What a search found by itself proves nothing. */
export function matches(record: PactRecord, lookup: Lookup): boolean {
	const fields = lookup.kind === 'domain' && DOMAIN_FIELDS.includes(lookup.field) ? DOMAIN_FIELDS : [lookup.field];
	return fields.some((field) => normaliseKey(lookup.kind, rawValue(record, field)) === lookup.value);
}

/**
 * What to search for, best first: the value itself where Pact's search looks at the field, then the hint. A later term is
 * for when the earlier ones found nothing. Undefined: a search cannot find it, only a look at every record can.
 */
export function searchTerms(lookup: Lookup): string[] | undefined {
	const own = SEARCHED_FIELDS.has(lookup.field) || lookup.kind === 'domain' || lookup.kind === 'email' ? [lookup.value] : [];
	// A company may hold its website only, which no search covers; its name is then the way to it.
	const byName = lookup.kind === 'email' || !lookup.hint?.trim() ? [] : [lookup.hint.trim()];
	const terms = [...new Set([...own, ...byName])];
	return terms.length > 0 ? terms : undefined;
}

export const isById = (lookup: Lookup): boolean => lookup.kind === 'external-id' && lookup.field === ID_FIELD;
