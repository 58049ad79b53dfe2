import type { FieldValues } from '../../engine/model';
import { asPlain, BODY_TEXT, propertyBehind } from './activities';
import { readRelation, relationsOf } from './associations';
import type { HubSpotClient } from './client';
import { type HubSpotRecord, ID_PROPERTY, MERGED_PROPERTY, modifiedProperty, OWNER_PROPERTY } from './contract';
import { isOptOut, optOutProperties, type OptOuts } from './opt-outs';
import { OWNER_EMAIL, type Owners } from './owners';
import { SystemError } from '../common/engine';

/** The properties that must be read to answer these fields, and what every reading needs. */
export function propertiesFor(object: string, fields: readonly string[]): string[] {
	const optOuts = fields.filter((field) => isOptOut(object, field));
	const relations = relationsOf(object);
	const own = fields
		.filter((field) => field !== OWNER_EMAIL && relations[field] === undefined && !optOuts.includes(field))
		.map((field) => propertyBehind(object, field));
	const owner = fields.includes(OWNER_EMAIL) ? [OWNER_PROPERTY] : [];
	return [...new Set([modifiedProperty(object), ID_PROPERTY, MERGED_PROPERTY, ...own, ...owner, ...optOutProperties(optOuts)])];
}

/**
 * The named fields of records, by record id: properties as they are, pseudo-fields from owners, associations and communication
 * preferences. Blank is null. A contact without an e-mail address has no opt-out, not even a blank one: it has no say in it.
 */
export async function fieldsOfRecords(
	{ client, owners, optOuts }: { client: HubSpotClient; owners: Owners; optOuts: OptOuts },
	object: string,
	records: readonly HubSpotRecord[],
	fields: readonly string[],
): Promise<Map<string, FieldValues>> {
	const relations = relationsOf(object);
	// What is archived has lost its associations.
	const ids = records.filter(({ archived }) => !archived).map(({ id }) => id);
	const related = new Map<string, Map<string, string[]>>();
	for (const field of fields) {
		if (relations[field] && ids.length > 0) related.set(field, await readRelation(client, object, field, ids));
	}
	const ownerIds = fields.includes(OWNER_EMAIL) ? records.map((record) => record.properties[OWNER_PROPERTY] ?? '') : [];
	const emails = await owners.emailsOf(new Set(ownerIds.filter((id) => id !== '')));

	const told = await optOuts.read(
		object,
		records,
		fields.filter((field) => isOptOut(object, field)),
	);

	const valueOf = (record: HubSpotRecord, field: string): FieldValues[string] => {
		if (field === OWNER_EMAIL) return emails.get(record.properties[OWNER_PROPERTY] ?? '') ?? null;
		const targets = related.get(field)?.get(record.id) ?? [];
		if (relations[field]?.many) return targets;
		if (relations[field]) return targets[0] ?? null;
		if (field === BODY_TEXT) return asPlain(object, record.properties[propertyBehind(object, field)] ?? null);
		return record.properties[field] || null;
	};
	return new Map(
		records.map((record) => {
			const plain = fields.filter((field) => !isOptOut(object, field));
			const values = Object.fromEntries(plain.map((field) => [field, valueOf(record, field)]));
			return [record.id, { ...values, ...told.get(record.id) }];
		}),
	);
}

/** When the record was last changed, ISO 8601 UTC; of an archived one, when it was archived. Throws `bad-answer`. */
export function modifiedAtOf(object: string, record: HubSpotRecord): string {
	const told = record.archived
		? (record.archivedAt ?? record.updatedAt)
		: (record.properties[modifiedProperty(object)] ?? record.updatedAt);
	const moment = new Date(told !== undefined && /^\d+$/.test(told) ? Number(told) : (told ?? Number.NaN));
	if (Number.isNaN(moment.getTime())) {
		throw new SystemError({
			class: 'bad-answer',
			message: 'HubSpot answered a record without a readable time of its last change.',
		});
	}
	return moment.toISOString();
}

/** The ids of the records that were merged into this one. */
export const mergedInto = ({ id, properties }: HubSpotRecord): string[] =>
	(properties[MERGED_PROPERTY] ?? '')
		.split(';')
		.map((one) => one.trim())
		.filter((one) => one !== '' && one !== id);
