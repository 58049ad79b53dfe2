import type { FieldValues } from '../../engine/model';
import { asPlain, BODY_TEXT, propertyBehind } from './activities';
import { readRelations } from './associations';
import type { HubSpotClient } from './client';
import { type HubSpotRecord, ID_PROPERTY, MERGED_PROPERTY, modifiedProperty, OWNER_PROPERTY } from './contract';
import type { Definitions } from './definitions';
import { isOptOut, optOutProperties, type OptOuts } from './opt-outs';
import { OWNER_EMAIL, type Owners } from './owners';
import { isRelation, relationsAmong } from './relations';
import { SystemError } from '../common/engine';
import { isPlainMoment } from '../common/moment';

/** The properties that must be read to answer these fields, and what every reading needs. */
export function propertiesFor(object: string, fields: readonly string[]): string[] {
	const optOuts = fields.filter((field) => isOptOut(object, field));
	const own = fields
		.filter((field) => field !== OWNER_EMAIL && !isRelation(object, field) && !optOuts.includes(field))
		.map((field) => propertyBehind(object, field));
	const owner = fields.includes(OWNER_EMAIL) ? [OWNER_PROPERTY] : [];
	return [...new Set([modifiedProperty(object), ID_PROPERTY, MERGED_PROPERTY, ...own, ...owner, ...optOutProperties(optOuts)])];
}

/**
 * The named fields of records, by record id: properties as they are, pseudo-fields from owners, associations and communication
 * preferences. Blank is null. A contact without an e-mail address has no opt-out, not even a blank one: it has no say in it.
 */
export async function fieldsOfRecords(
	{ client, owners, optOuts, definitions }: { client: HubSpotClient; owners: Owners; optOuts: OptOuts; definitions: Definitions },
	object: string,
	records: readonly HubSpotRecord[],
	fields: readonly string[],
): Promise<Map<string, FieldValues>> {
	const relations = await relationsAmong(definitions, object, fields);
	// What is archived has lost its associations.
	const ids = records.filter(({ archived }) => !archived).map(({ id }) => id);
	const related = await readRelations(client, relations, ids);
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
		const relation = relations[field];
		if (relation?.many) return targets;
		// Which of several is the one is not guessed: the mapper holds the value, and says so.
		if (relation) return targets.length > 1 && !relation.lowest ? targets : (targets[0] ?? null);
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
	if (!isPlainMoment(moment)) {
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
