import type { FieldValue, FieldValues, SystemErrorDetails } from '../../engine/model';
import { isActivity } from './activities';
import type { FieldDescription, ObjectDescription } from './contract';
import type { Directory } from './directory';

/** A field of the record that is pointed at, by which people name it: writing it sets the reference. */
export interface Relation {
	/** `Owner.Email`, `RecordType.Name`. */
	name: string;
	kind: 'user' | 'recordType';
	/** The field that holds the id. */
	reference: FieldDescription;
}

type Resolved = { ok: true; values: FieldValues } | { ok: false; error: SystemErrorDetails };

const NAMED_BY: ReadonlyArray<{ object: string; field: string; kind: Relation['kind'] }> = [
	{ object: 'User', field: 'Email', kind: 'user' },
	{ object: 'RecordType', field: 'Name', kind: 'recordType' },
];

/** The names by which an object's references can be written. */
export function relationsOf({ fields }: Pick<ObjectDescription, 'fields'>): Map<string, Relation> {
	const relations = fields.flatMap((reference) =>
		NAMED_BY.filter(({ object }) => reference.relationshipName && reference.referenceTo.includes(object)).map(
			({ field, kind }): Relation => ({ name: `${reference.relationshipName}.${field}`, kind, reference }),
		),
	);
	return new Map(relations.map((relation) => [relation.name, relation]));
}

/** The record types that the connected user may give to records. */
export const usableRecordTypes = ({ recordTypeInfos }: ObjectDescription) =>
	recordTypeInfos.filter((type) => !type.master && type.active && type.available);

/**
 * The values with e-mails of users and names of record types turned into ids. A reference that cannot be empty (the owner) is left as it
 * is when its name is cleared. A name that means nobody, or several, is a refusal of the record.
 */
export async function resolveRelations(
	values: FieldValues,
	description: ObjectDescription,
	directory: Directory,
): Promise<Resolved> {
	const relations = relationsOf(description);
	const resolved: FieldValues = {};
	const ids: FieldValues = {};
	for (const [name, value] of Object.entries(values)) {
		const relation = relations.get(name);
		if (relation === undefined) resolved[name] = value;
		else if (isEmpty(value)) {
			if (relation.reference.nillable) ids[relation.reference.name] = null;
		} else {
			const found = await idOf(relation, String(value), description, directory);
			if ('id' in found) ids[relation.reference.name] = found.id;
			// What somebody did who has left, or works elsewhere, was done all the same.
			else if (relation.kind !== 'user' || !isActivity(description.name)) return { ok: false, error: found.error };
		}
	}
	return { ok: true, values: { ...resolved, ...ids } };
}

const isEmpty = (value: FieldValue): boolean => value === null || value === '';

type Found = { id: string } | { error: SystemErrorDetails };

async function idOf(
	{ name, kind }: Relation,
	value: string,
	description: ObjectDescription,
	directory: Directory,
): Promise<Found> {
	const wanted = value.trim().toLowerCase();
	if (kind === 'recordType') {
		const type = usableRecordTypes(description).find((info) =>
			[info.name, info.developerName].some((spelling) => spelling?.toLowerCase() === wanted),
		);
		return type ? { id: type.recordTypeId } : refusal(name, noRecordType(name, description.label));
	}
	const users = await directory.users();
	if (users === undefined) {
		return refusal(name, `The connected Salesforce user may not look up users, so that ${name} cannot be written. Give it the right to view users, or take the row out of the mapping.`);
	}
	const [id, ...others] = users.get(wanted) ?? [];
	if (id === undefined) {
		return refusal(name, `The e-mail for ${name} belongs to no active user of this Salesforce org. Add or activate the user there, or give the value a partner in the Field & Stage Mapper.`);
	}
	if (others.length > 0) {
		return refusal(name, `The e-mail for ${name} belongs to several active users of this Salesforce org (${[id, ...others].join(', ')}). Give each an address of their own.`);
	}
	return { id };
}

const noRecordType = (name: string, label: string): string =>
	`The value for ${name} is no record type of ${label} that the connected Salesforce user may use. Give the value a partner in the Field & Stage Mapper, or assign the record type to the user's profile.`;

const refusal = (field: string, message: string): Found => ({ error: { class: 'invalid', fields: [field], message } });
