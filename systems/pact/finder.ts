import type { Lookup } from '../../engine/run/system-port';
import { normaliseKey } from '../common/engine';
import { DEDUPE_FIELD, DOMAIN_FIELDS, ID_FIELD, type PactRecord, SEARCHED_FIELDS } from './contract';
import { rawValue } from './values';

/** What is compared: lookups that differ in their value only share one. */
export type LookupKey = Pick<Lookup, 'kind' | 'field' | 'options'>;

/** The values, normalised, under which a record can be found by this key. */
export function keyValues(record: PactRecord, { kind, field, options }: LookupKey): string[] {
	const fields = kind === 'domain' && DOMAIN_FIELDS.includes(field) ? DOMAIN_FIELDS : [field];
	return fields.flatMap((name) => normaliseKey(kind, rawValue(record, name), options) ?? []);
}

/** True when the record's own value, normalised, is the one looked for. What a search found by itself proves nothing. */
export const matches = (record: PactRecord, lookup: Lookup): boolean =>
	keyValues(record, lookup).includes(lookup.value);

/**
 * What to search for, best first: the value itself where Pact's search looks at the field, then the hint. A later term is
 * for when the earlier ones found nothing. Empty: a search cannot find it, only a look at every record can.
 */
export function searchTerms(lookup: Lookup): string[] {
	// No search finds `ann+news@x.org` by `ann@x.org` and nothing else by it.
	if (lookup.options?.plusAddress) return [];
	const own =
		SEARCHED_FIELDS.has(lookup.field) || lookup.kind === 'domain' || lookup.kind === 'email' ? [lookup.value] : [];
	// A company may hold its website only, which no search covers; its name is then the way to it.
	const byName = lookup.kind === 'email' || !lookup.hint?.trim() ? [] : [lookup.hint.trim()];
	return [...new Set([...own, ...byName])];
}

/** What has this key is answered by the create itself, which then makes nothing new. */
export const isProvenByCreate = (lookup: Lookup): boolean => lookup.kind === 'external-id' && lookup.field === DEDUPE_FIELD;

export const isById = (lookup: Lookup): boolean => lookup.kind === 'external-id' && lookup.field === ID_FIELD;
