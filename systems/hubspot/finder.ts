import { groupBy } from 'lodash';
import type { Lookup } from '../../engine/run/system-port';
import { chunksOf } from '../common/chunks';
import { normaliseKey } from '../common/engine';
import type { Filter, HubSpotClient } from './client';
import { type HubSpotRecord, ID_PROPERTY } from './contract';
import type { Definitions } from './definitions';
import type { FreshWrites } from './fresh';
import type { LeftOpen } from './left-open';
import { MAX_BATCH, MAX_FILTER_GROUPS } from './limits';
import { recordsById, recordsByUnique } from './reader';
import { everyHit, valueChunks } from './search';

const EMAIL = 'email';
/** Further addresses of a contact; unique among all contacts, like the first. */
const MORE_EMAILS = 'hs_additional_emails';

interface Parts {
	client: HubSpotClient;
	definitions: Definitions;
	fresh: FreshWrites;
	left: LeftOpen;
}

/** One list of matching live records for each lookup, in the same order. What a search finds is read before it is believed: its index lags. */
export async function findRecords(
	parts: Parts,
	object: string,
	lookups: readonly Lookup[],
	properties: readonly string[],
): Promise<HubSpotRecord[][]> {
	const found = new Map<Lookup, HubSpotRecord[]>();
	for (const alike of Object.values(
		groupBy(lookups, ({ kind, field, options, createFollows = false }) => `${kind}|${field}|${JSON.stringify(options ?? {})}|${createFollows}`),
	)) {
		for (const [lookup, records] of await findAlike(parts, object, alike, properties)) found.set(lookup, records);
	}
	return lookups.map((lookup) => found.get(lookup) ?? []);
}

/** Lookups of one field and kind. */
async function findAlike(
	parts: Parts,
	object: string,
	lookups: readonly Lookup[],
	asked: readonly string[],
): Promise<Map<Lookup, HubSpotRecord[]>> {
	const [{ field, kind, options, createFollows }] = lookups as [Lookup];
	const { client, definitions, fresh, left } = parts;
	const properties = [...new Set([...asked, field, ...(isContactEmail(object, field) ? [MORE_EMAILS] : [])])];
	const values = [...new Set(lookups.map(({ value }) => value))];
	const records = new Map<string, HubSpotRecord>();
	const keep = (some: readonly HubSpotRecord[]): void => some.forEach((record) => void records.set(record.id, record));

	if (field === ID_PROPERTY) {
		keep(liveOnes(await recordsById(client, object, values, properties)));
	} else {
		const unique = isContactEmail(object, field) || (await isUnique(definitions, object, field));
		const remembered = lookups.flatMap((lookup) => fresh.idsFor(object, lookup));
		const provable = unique && kind !== 'domain' && options === undefined;
		if (provable && createFollows && remembered.length === 0 && left.mayLeave(object, field, values.length)) {
			left.leave(object, field, values);
			return new Map(lookups.map((lookup) => [lookup, []]));
		}
		// By a unique property the records themselves are asked, which never lags.
		if (unique && kind !== 'domain') keep(await recordsByUnique(client, object, field, values, properties));
		const missing = values.filter(
			(value) => ![...records.values()].some((record) => keysOf(object, record, lookups[0] as Lookup).includes(value)),
		);
		const groups = filterGroups(
			object,
			{ field, kind, ...(options ? { options } : {}) },
			unique ? { missing, all: values } : { missing: values, all: values },
			unique,
		);
		const ids = new Set(remembered);
		for (const some of groups) for (const id of await everyHit(client, object, some)) ids.add(id);
		const unread = [...ids].filter((id) => !records.has(id));
		keep(liveOnes(await recordsById(client, object, unread, properties)));
		if (provable) left.looked(object, field, values.length, records.size > 0);
	}
	return new Map(
		lookups.map((lookup) => [
			lookup,
			[...records.values()].filter((record) => keysOf(object, record, lookup).includes(lookup.value)),
		]),
	);
}

const isContactEmail = (object: string, field: string): boolean =>
	field === EMAIL && (object === 'contacts' || object === '0-1');

const liveOnes = (fates: Awaited<ReturnType<typeof recordsById>>): HubSpotRecord[] =>
	[...fates.values()].flatMap((fate) => (fate.kind === 'there' ? [fate.record] : []));

async function isUnique(definitions: Definitions, object: string, field: string): Promise<boolean> {
	return (await definitions.properties(object)).some(({ name, hasUniqueValue }) => name === field && hasUniqueValue);
}

/** What the record can be matched by, in the form in which the lookup names it. */
function keysOf(object: string, { properties }: HubSpotRecord, { kind, field, options }: Lookup): string[] {
	const values = [
		properties[field],
		...(isContactEmail(object, field) ? (properties[MORE_EMAILS] ?? '').split(';') : []),
	];
	return values.flatMap((value) => normaliseKey(kind, value, options) ?? []);
}

/** The searches that find candidates: one list of filter groups for each search. */
function filterGroups(
	object: string,
	{ field, kind, options }: Pick<Lookup, 'field' | 'kind' | 'options'>,
	values: { missing: readonly string[]; all: readonly string[] },
	unique: boolean,
): Filter[][][] {
	if (kind === 'domain') return containing(field, values.all, (domain) => `*${domain}*`, field === 'domain');
	const plus = options?.plusAddress === 'drop' && isContactEmail(object, field) ? plusAddresses(values.all) : [];
	if (isContactEmail(object, field)) return [...plus, ...among(MORE_EMAILS, values.missing)];
	return [...plus, ...(unique ? [] : among(field, values.missing))];
}

/** `IN` takes its values in lower case and does not care about the case of what records hold. */
const among = (propertyName: string, values: readonly string[]): Filter[][][] =>
	valueChunks(
		values.map((value) => value.toLowerCase()),
		MAX_BATCH,
	).map((chunk) => [[{ propertyName, operator: 'IN', values: chunk }]]);

/** A contact's own property with the part of its e-mail address behind the @. */
const EMAIL_DOMAIN = 'hs_email_domain';

/** `ann@x.org` with any plus-address: a word that begins the address, and its domain. */
const plusAddresses = (emails: readonly string[]): Filter[][][] =>
	chunksOf(emails, MAX_FILTER_GROUPS).map((chunk) =>
		chunk.map((email) => {
			const at = email.lastIndexOf('@');
			return [
				{ propertyName: EMAIL, operator: 'CONTAINS_TOKEN', value: `${email.slice(0, at)}*` },
				{ propertyName: EMAIL_DOMAIN, operator: 'EQ', value: email.slice(at + 1) },
			];
		}),
	);

/** Words within a text, five to a search. Where records usually hold just the value, many are asked for at once as well. */
function containing(
	propertyName: string,
	values: readonly string[],
	pattern: (value: string) => string,
	bare: boolean,
): Filter[][][] {
	if (bare)
		return among(
			propertyName,
			values.flatMap((value) => [value, `www.${value}`]),
		);
	return chunksOf(values, MAX_FILTER_GROUPS).map((chunk) =>
		chunk.map((value) => [{ propertyName, operator: 'CONTAINS_TOKEN', value: pattern(value) }]),
	);
}
