import type { FieldSchema } from '../../engine/model';
import { type AssociationType, type ObjectType, portableName, STANDARD_OBJECTS } from './contract';
import type { Definitions } from './definitions';

/*
 * Associations as fields of a record. Those that everybody has are named here; others are what the portal's own schema has:
 * - `assoc.<object>.ids`: all associated records; `assoc.<object>.id`: the one, where there should be one only;
 * - `assoc.<object>.<label>.ids` and `….id`: those with that label.
 */

/** The primary company of a contact or deal: a record id. */
export const COMPANY_ID = 'company.id';
/** The contacts of a deal: record ids. */
export const CONTACT_IDS = 'contact.ids';
const OWN_PREFIX = 'assoc.';

export interface Relation {
	/** The other object, by the name that fields and mappers know it by. */
	to: string;
	/** Both objects as paths of the associations API name them. */
	path: { from: string; to: string };
	/** The association type that is read and written (associations v4 guide, "Association type IDs"). */
	typeId: number;
	category: AssociationType['category'];
	/** Any association between the two counts when reading, labelled or not. */
	anyType: boolean;
	many: boolean;
	/** Of several, where there should be one: the one with the lowest id. Absent: several are no answer. */
	lowest?: true;
	/** A new one takes the place of the old by itself. */
	primary?: true;
}

export type Relations = Readonly<Record<string, Relation>>;

const standard = (from: string, to: string, typeId: number, more: Partial<Relation> = {}): Relation => ({
	to, path: { from, to }, typeId, category: 'HUBSPOT_DEFINED', anyType: true, many: false, ...more,
});

/** Of activities: contact, company and deal that they are about; of several the one with the lowest id. */
const activity = (object: string, contact: number, company: number, deal: number): Relations => ({
	'contact.id': standard(object, 'contacts', contact, { lowest: true }),
	[COMPANY_ID]: standard(object, 'companies', company, { lowest: true }),
	'deal.id': standard(object, 'deals', deal, { lowest: true }),
});

/** Pseudo-fields by object. */
const RELATIONS: Readonly<Record<string, Relations>> = {
	contacts: { [COMPANY_ID]: standard('contacts', 'companies', 1, { anyType: false, primary: true }) },
	deals: {
		[COMPANY_ID]: standard('deals', 'companies', 5, { anyType: false, primary: true }),
		[CONTACT_IDS]: standard('deals', 'contacts', 3, { many: true }),
	},
	calls: activity('calls', 194, 182, 206),
	emails: activity('emails', 198, 186, 210),
	meetings: activity('meetings', 200, 188, 212),
	notes: activity('notes', 202, 190, 214),
	tasks: activity('tasks', 204, 192, 216),
};

/** The pseudo-fields of an object that are associations and that every portal has. */
export const relationsOf = (object: string): Relations => RELATIONS[object] ?? {};

/** Is the field an association, whichever? */
export const isRelation = (object: string, field: string): boolean => field in relationsOf(object) || field.startsWith(OWN_PREFIX);

/** HubSpot's own objects that records of which people make associations of their own kinds. */
const LABELLED: readonly string[] = ['contacts', 'companies', 'deals'];

/** The associations that these fields stand for; what the portal does not have (any more) is left out. */
export async function relationsAmong(definitions: Definitions, object: string, fields: readonly string[]): Promise<Relations> {
	const known = relationsOf(object);
	const found = new Map(fields.flatMap((field) => (known[field] ? [[field, known[field]] as const] : [])));
	if (fields.some((field) => field.startsWith(OWN_PREFIX))) {
		const wanted = new Set(fields);
		const targets = (await associatedObjects(definitions, object)).filter(({ name }) => fields.some((field) => field.startsWith(`${OWN_PREFIX}${name}.`)));
		for (const target of targets) {
			for (const { field, relation } of await ownRelations(definitions, object, target)) if (wanted.has(field.name)) found.set(field.name, relation);
		}
	}
	return Object.fromEntries(found);
}

/** The fields of an object that stand for associations of the portal's own kinds: with custom objects, and with labels of its own. */
export async function ownRelationFields(definitions: Definitions, object: string): Promise<FieldSchema[]> {
	const targets = await associatedObjects(definitions, object);
	const found = await Promise.all(targets.map(async (target) => await ownRelations(definitions, object, target)));
	return found.flat().map(({ field }) => field);
}

interface AssociatedObject {
	name: string;
	label: string;
	custom: boolean;
	path: string;
}

const standardObject = (name: string): AssociatedObject[] =>
	STANDARD_OBJECTS.filter((object) => object.name === name).map(({ label }) => ({ name, label, custom: false, path: name }));
const customObject = (type: ObjectType): AssociatedObject => ({
	name: portableName(type), label: type.labels.plural ?? type.name, custom: true, path: type.objectTypeId,
});

/** The objects that an object's records can be associated with in kinds of the portal's own. */
async function associatedObjects(definitions: Definitions, object: string): Promise<AssociatedObject[]> {
	const customs = (await definitions.objectTypes()).filter(({ archived }) => !archived);
	const own = customs.find((type) => [portableName(type), type.fullyQualifiedName, type.name, type.objectTypeId].includes(object));
	if (own === undefined && !LABELLED.includes(object)) return [];
	const typeId = own?.objectTypeId ?? (await definitions.objectTypeId(object));
	// Every custom object tells whom it can be associated with; of HubSpot's own it is known.
	const joined = (one: ObjectType, other: string): boolean =>
		one.associations.some(({ fromObjectTypeId, toObjectTypeId }) => fromObjectTypeId === other || toObjectTypeId === other);
	const standards = LABELLED.flatMap(standardObject).filter(({ name }) => {
		const id = STANDARD_OBJECTS.find((one) => one.name === name)?.typeId ?? '';
		return own === undefined || joined(own, id);
	});
	const others = customs.filter((type) => type !== own && (joined(type, typeId) || (own !== undefined && joined(own, type.objectTypeId))));
	return [...standards, ...others.map(customObject)];
}

/** The fields for one other object. Between HubSpot's own objects only labels of the portal's own: the rest has names already. */
async function ownRelations(definitions: Definitions, object: string, target: AssociatedObject): Promise<Array<{ field: FieldSchema; relation: Relation }>> {
	const from = await pathOf(definitions, object);
	const types = await definitions.associationTypes(from, target.path);
	const custom = target.custom || from !== object;
	const offered = types.filter(({ label, category }) => (label ? category !== 'HUBSPOT_DEFINED' : custom));
	// The plain type of two objects is one; where HubSpot lists more, the first is the one that records get by themselves.
	const [plain] = offered.filter(({ label }) => !label);
	const labelled = offered.filter(({ label }) => label);
	return [...(plain ? [plain] : []), ...labelled].flatMap((type) => {
		const labels = labelled.filter(({ label }) => wordOf(label ?? '') === wordOf(type.label ?? ''));
		// Two labels that read alike are told apart by their ids.
		const word = !type.label ? '' : labels.length > 1 ? `.${wordOf(type.label)}_${type.typeId}` : `.${wordOf(type.label)}`;
		const path = { from, to: target.path };
		const relation = { to: target.name, path, typeId: type.typeId, category: type.category, anyType: !type.label };
		const label = type.label ? `${target.label}: ${type.label}` : target.label;
		const base = { custom: false, requiredOnCreate: false, createable: true, updateable: true, referenceTo: [target.name] };
		const name = `${OWN_PREFIX}${target.name}${word}`;
		return [
			{ field: { ...base, name: `${name}.id`, label: `${label} (the only one)`, type: 'reference' as const }, relation: { ...relation, many: false } },
			{ field: { ...base, name: `${name}.ids`, label: `${label} (all)`, type: 'references' as const }, relation: { ...relation, many: true } },
		];
	});
}

/** Custom objects are named by their type ids in paths: every part of the API takes these. */
async function pathOf(definitions: Definitions, object: string): Promise<string> {
	return STANDARD_OBJECTS.some(({ name }) => name === object) ? object : await definitions.objectTypeId(object);
}

/** A label as part of a field's name: "Decision maker" is `decision_maker`. */
const wordOf = (label: string): string => label.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '_').replace(/^_+|_+$/g, '') || 'label';
