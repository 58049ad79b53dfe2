import type { FieldSchema, FieldType, FieldValue, PicklistOption } from '../../engine/model';
import type { SchemaPort } from '../../engine/run/system-port';
import { SystemError } from '../common/engine';
import { plainText } from '../common/flatten';
import { activityFields } from './activities';
import type { SalesforceClient } from './client';
import { contactRoleFields } from './contact-roles';
import type { FieldDescription, ObjectDescription, ObjectList } from './contract';
import type { Describer } from './describer';
import type { Directory } from './directory';
import { relationsOf, usableRecordTypes } from './relations';

/** Salesforce's field types in our words. Types that are not here (address, location, base64) have no single value. */
const TYPES: Readonly<Record<string, FieldType>> = {
	string: 'text',
	textarea: 'longText',
	encryptedstring: 'text',
	combobox: 'text',
	time: 'text',
	int: 'number',
	long: 'number',
	double: 'number',
	currency: 'money',
	percent: 'percent',
	boolean: 'boolean',
	date: 'date',
	datetime: 'datetime',
	email: 'email',
	phone: 'phone',
	url: 'url',
	picklist: 'picklist',
	multipicklist: 'multiselect',
	reference: 'reference',
	id: 'id',
};

/** Fields of the referenced record that are of use beside its id. */
const RELATED: ReadonlyArray<{ object: string; fields: Array<Pick<FieldSchema, 'name' | 'label' | 'type'>> }> = [
	{
		object: 'User',
		fields: [
			{ name: 'Email', label: 'E-mail', type: 'email' },
			{ name: 'Name', label: 'Name', type: 'text' },
		],
	},
	{
		object: 'RecordType',
		fields: [
			{ name: 'Name', label: 'Name', type: 'text' },
			{ name: 'DeveloperName', label: 'API name', type: 'text' },
		],
	},
];

/** Written as `When` (activities.ts), which is required in its place. */
const EVENT_START = 'ActivityDateTime';

/** What Salesforce keeps of the past of another object's fields has no changes to follow. */
const isHistory = ({ name, createable }: ObjectList[number]): boolean => name.endsWith('History') && !createable;

export function createSalesforceSchema(client: SalesforceClient, describer: Describer, directory: Directory): SchemaPort {
	return {
		async objects() {
			const all = await client.objects();
			return all
				.filter((object) => object.queryable && object.replicateable && !object.deprecatedAndHidden && !isHistory(object))
				.map(({ name, label, custom }) => ({ name, label, custom }));
		},

		forget: describer.forget,

		async describe(object) {
			const description = await describer.describe(object);
			const own = description.fields.flatMap(ownField);
			const all = [...own, ...description.fields.flatMap(relatedFields), ...activityFields(description.name, own), ...(await contactRoleFields(describer, description.name))];
			const fields = await withRelations(all, description, directory);
			const schema = {
				system: 'salesforce' as const,
				connection: client.connection,
				name: description.name,
				label: description.label,
				fields,
			};
			return description.name === 'Opportunity'
				? { ...schema, fields: withStageTypes(fields, await stageTypes(client)) }
				: schema;
		},
	};
}

function ownField(field: FieldDescription): FieldSchema[] {
	const type = TYPES[field.type];
	if (!type) return [];
	const listed = type === 'picklist' || type === 'multiselect';
	return [
		{
			name: field.name,
			label: field.label,
			type,
			custom: field.custom,
			requiredOnCreate: field.createable && !field.nillable && !field.defaultedOnCreate && field.name !== EVENT_START,
			createable: field.createable,
			updateable: field.updateable,
			...(field.length > 0 ? { maxLength: field.length } : {}),
			...(listed ? { options: field.picklistValues.map(optionOf), restricted: field.restrictedPicklist } : {}),
			...(type === 'reference' ? { referenceTo: field.referenceTo } : {}),
			...(field.externalId || (field.unique && field.idLookup) ? { externalId: true } : {}),
			...(isValue(field.defaultValue) ? { defaultValue: field.defaultValue } : {}),
		},
	];
}

const optionOf = ({ value, label, active }: FieldDescription['picklistValues'][number]): PicklistOption => ({
	value,
	label: label ?? value,
	active,
});

const isValue = (value: unknown): value is FieldValue =>
	typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

/** `Owner.Email`, `RecordType.Name`: read through the reference. */
function relatedFields(field: FieldDescription): FieldSchema[] {
	const relationship = field.relationshipName;
	if (!relationship) return [];
	return RELATED.filter(({ object }) => field.referenceTo.includes(object)).flatMap(({ fields }) =>
		fields.map((related) => ({
			...related,
			name: `${relationship}.${related.name}`,
			label: `${field.label.replace(/ ID$/, '')}: ${related.label}`,
			custom: false,
			requiredOnCreate: false,
			createable: false,
			updateable: false,
		})),
	);
}

/** Names that can be written for their reference (relations.ts) get its rights, and the list of what it may point at. */
async function withRelations(fields: FieldSchema[], description: ObjectDescription, directory: Directory): Promise<FieldSchema[]> {
	const relations = relationsOf(description);
	const writesUser = [...relations.values()].some(({ kind, reference }) => kind === 'user' && isWritable(reference));
	const users = writesUser ? await directory.users() : undefined;
	return fields.map((field) => {
		const relation = relations.get(field.name);
		if (relation === undefined) return field;
		const { createable, updateable } = relation.reference;
		const rights = { ...field, createable, updateable };
		if (relation.kind === 'recordType') return withList(rights, usableRecordTypes(description).map(({ name }) => name), 'picklist');
		// Stays an e-mail, so that it can also go to a plain text field, whoever it belongs to; the list keeps unknown owners out.
		return isWritable(relation.reference) ? withList(rights, [...(users?.keys() ?? [])], 'email') : rights;
	});
}

const isWritable = ({ createable, updateable }: FieldDescription): boolean => createable || updateable;

function withList(field: FieldSchema, values: readonly string[], type: FieldType): FieldSchema {
	if (values.length === 0) return field;
	return { ...field, type, options: values.map((value) => ({ value, label: value, active: true })), restricted: true };
}

type StageType = NonNullable<PicklistOption['stageType']>;

/** What each opportunity stage means. Unknown where the user may not read the stages: the options then do without. */
async function stageTypes(client: SalesforceClient): Promise<ReadonlyMap<string, StageType>> {
	try {
		const rows = await client.rows('SELECT ApiName, IsClosed, IsWon FROM OpportunityStage');
		return new Map(
			rows.map((row) => [plainText(row.ApiName), row.IsWon === true ? 'won' : row.IsClosed === true ? 'lost' : 'open']),
		);
	} catch (error) {
		if (
			error instanceof SystemError &&
			(error.details.class === 'not-allowed' || error.details.code === 'INVALID_FIELD')
		)
			return new Map();
		throw error;
	}
}

function withStageTypes(fields: FieldSchema[], types: ReadonlyMap<string, StageType>): FieldSchema[] {
	return fields.map((field) => {
		if (field.name !== 'StageName' || !field.options) return field;
		const options = field.options.map((option) => {
			const stageType = types.get(option.value);
			return stageType ? { ...option, stageType } : option;
		});
		return { ...field, options };
	});
}
