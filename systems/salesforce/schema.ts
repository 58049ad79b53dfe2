import type { FieldSchema, FieldType, FieldValue, PicklistOption } from '../../engine/model';
import type { SchemaPort } from '../../engine/run/system-port';
import { SystemError } from '../common/engine';
import type { SalesforceClient } from './client';
import type { FieldDescription, ObjectDescription } from './contract';
import type { Describer } from './describer';

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

export function createSalesforceSchema(client: SalesforceClient, describer: Describer): SchemaPort {
	return {
		async objects() {
			const all = await client.objects();
			return all
				.filter((object) => object.queryable && object.replicateable && !object.deprecatedAndHidden)
				.map(({ name, label, custom }) => ({ name, label, custom }));
		},

		forget: describer.forget,

		async describe(object) {
			const description = await describer.describe(object);
			const fields = description.fields.flatMap((field) => [...ownField(field), ...relatedFields(field, description)]);
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
			requiredOnCreate: field.createable && !field.nillable && !field.defaultedOnCreate,
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

/** `Owner.Email`, `RecordType.Name`: read through the reference, never written. */
function relatedFields(field: FieldDescription, { recordTypeInfos }: ObjectDescription): FieldSchema[] {
	const relationship = field.relationshipName;
	if (!relationship) return [];
	return RELATED.filter(({ object }) => field.referenceTo.includes(object)).flatMap(({ object, fields }) =>
		fields.map((related) => {
			const named = object === 'RecordType' && related.name === 'Name';
			const options = recordTypeInfos
				.filter((info) => !info.master)
				.map(({ name, active }) => ({ value: name, label: name, active }));
			return {
				...related,
				...(named && options.length > 0 ? { type: 'picklist' as const, options } : {}),
				name: `${relationship}.${related.name}`,
				label: `${field.label.replace(/ ID$/, '')}: ${related.label}`,
				custom: false,
				requiredOnCreate: false,
				createable: false,
				updateable: false,
			};
		}),
	);
}

type StageType = NonNullable<PicklistOption['stageType']>;

/** What each opportunity stage means. Unknown where the user may not read the stages: the options then do without. */
async function stageTypes(client: SalesforceClient): Promise<ReadonlyMap<string, StageType>> {
	try {
		const rows = await client.rows('SELECT ApiName, IsClosed, IsWon FROM OpportunityStage');
		return new Map(
			rows.map((row) => [String(row.ApiName), row.IsWon === true ? 'won' : row.IsClosed === true ? 'lost' : 'open']),
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
