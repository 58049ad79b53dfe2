import type { FieldSchema, FieldType, PicklistOption } from '../../engine/model';
import type { SchemaPort } from '../../engine/run/system-port';
import { plainText } from '../common/flatten';
import { activityFields, isActivity, TIMESTAMP } from './activities';
import { ID_PROPERTY, OWNER_PROPERTY, type Pipeline, portableName, type Property, STANDARD_OBJECTS } from './contract';
import type { Definitions } from './definitions';
import { optOutFields } from './opt-out-fields';
import { OWNER_EMAIL, type Owners } from './owners';
import { COMPANY_ID, CONTACT_IDS, ownRelationFields, relationsOf } from './relations';

/** Longest text of a property (Knowledge base, "Property field types in HubSpot": 65,536 characters). */
const MAX_TEXT = 65_536;

/** HubSpot's types in our words, where the type alone tells. */
const TYPES: Readonly<Record<string, FieldType>> = {
	number: 'number',
	date: 'date',
	datetime: 'datetime',
	bool: 'boolean',
	phone_number: 'phone',
	json: 'json',
	string: 'text',
};

/** Texts whose meaning only their name tells. */
const NAMED: Readonly<Record<string, FieldType>> = {
	email: 'email',
	work_email: 'email',
	website: 'url',
	domain: 'url',
};
/** Numbers that are amounts of money, in HubSpot's own properties. */
const AMOUNTS: ReadonlySet<string> = new Set([
	'amount',
	'annualrevenue',
	'amount_in_home_currency',
	'hs_arr',
	'hs_acv',
	'hs_mrr',
	'hs_tcv',
]);

/** Where the stages of an object are: the property of the pipeline, and that of the stage. */
const STAGES = [
	{ pipeline: 'pipeline', stage: 'dealstage' },
	{ pipeline: 'hs_pipeline', stage: 'hs_pipeline_stage' },
];

interface Parts {
	connection: string;
	definitions: Definitions;
	owners: Owners;
}

export function createHubSpotSchema({ connection, definitions, owners }: Parts): SchemaPort {
	/** Options that live elsewhere: owners, pipelines and stages. */
	async function liveOptions(object: string, properties: readonly Property[]): Promise<Map<string, PicklistOption[]>> {
		const options = new Map<string, PicklistOption[]>();
		const names = new Set(properties.map(({ name }) => name));
		if (names.has(OWNER_PROPERTY)) {
			const active = await owners.active();
			if (active)
				options.set(
					OWNER_PROPERTY,
					active.map(({ id, email }) => ({ value: id, label: email, active: true })),
				);
		}
		for (const { pipeline, stage } of STAGES) {
			if (!names.has(pipeline) || !names.has(stage)) continue;
			const pipelines = await definitions.pipelines(object);
			options.set(
				pipeline,
				pipelines.map(({ id, label, archived }) => ({ value: id, label, active: !archived })),
			);
			options.set(stage, pipelines.flatMap(stageOptions));
		}
		return options;
	}

	return {
		async objects() {
			const custom = await definitions.objectTypes();
			return [
				...STANDARD_OBJECTS.map(({ name, label }) => ({ name, label, custom: false })),
				...custom
					.filter(({ archived }) => !archived)
					.map((type) => ({
						name: portableName(type),
						label: type.labels.plural ?? type.name,
						custom: true,
					})),
			];
		},

		forget: definitions.forget,

		async describe(object) {
			const properties = (await definitions.properties(object)).filter(
				({ archived, hidden, name }) => !archived && (!hidden || name === ID_PROPERTY),
			);
			const type = await definitions.objectType(object);
			const required = new Set([...(type?.requiredProperties ?? []), ...(isActivity(object) ? [TIMESTAMP] : [])]);
			const options = await liveOptions(object, properties);
			const fields = properties.map((property) => ownField(property, required, options.get(property.name)));
			return {
				system: 'hubspot',
				connection,
				name: object,
				label: STANDARD_OBJECTS.find(({ name }) => name === object)?.label ?? type?.labels.plural ?? object,
				fields: [
					...fields,
					...pseudoFields(object, fields),
					...activityFields(object),
					...(await ownRelationFields(definitions, object)),
					...(await optOutFields(definitions, object)),
				],
			};
		},
	};
}

function ownField(property: Property, required: ReadonlySet<string>, live: PicklistOption[] | undefined): FieldSchema {
	const { name, label, hasUniqueValue, hubspotDefined } = property;
	const type = typeOf(property);
	const writable =
		!property.calculated && property.modificationMetadata?.readOnlyValue !== true && name !== ID_PROPERTY;
	const listed = type === 'picklist' || type === 'multiselect';
	const options =
		live ??
		property.options.map((option) => ({
			value: option.value,
			label: option.label ?? option.value,
			active: !option.hidden,
		}));
	return {
		name,
		label: label === '' ? name : label,
		type,
		custom: !hubspotDefined,
		requiredOnCreate: required.has(name),
		createable: writable,
		updateable: writable,
		...(type === 'text' || type === 'longText' ? { maxLength: MAX_TEXT } : {}),
		// Without options a list is one that we may not see: then it is no closed one for us.
		...(listed ? { options, restricted: options.length > 0 } : {}),
		...(hasUniqueValue && name !== ID_PROPERTY ? { externalId: true } : {}),
	};
}

function typeOf({ name, type, fieldType }: Property): FieldType {
	if (name === ID_PROPERTY) return 'id';
	if (fieldType === 'booleancheckbox') return 'boolean';
	if (type === 'enumeration') return fieldType === 'checkbox' ? 'multiselect' : 'picklist';
	if (type === 'number' && AMOUNTS.has(name)) return 'money';
	if (type !== 'string') return TYPES[type] ?? 'text';
	if (fieldType === 'textarea' || fieldType === 'html') return 'longText';
	if (fieldType === 'phonenumber') return 'phone';
	return NAMED[name] ?? 'text';
}

/** A stage belongs to one pipeline; what it means is in its metadata. */
const stageOptions = ({ id: pipeline, archived, stages }: Pipeline): PicklistOption[] =>
	stages.map((stage) => ({
		value: stage.id,
		label: stage.label,
		active: !archived && !stage.archived,
		pipeline,
		...stageType(stage.metadata),
	}));

/** Deals: closed or not, and the probability of 0 or 1. */
function stageType({
	isClosed,
	probability,
}: Pipeline['stages'][number]['metadata']): Pick<PicklistOption, 'stageType'> {
	if (isClosed === undefined && probability === undefined) return {};
	if (Number(probability) === 1) return { stageType: 'won' };
	return { stageType: plainText(isClosed) === 'true' ? 'lost' : 'open' };
}

/** Fields that HubSpot has no property for: the owner by e-mail, and associations. */
function pseudoFields(object: string, fields: readonly FieldSchema[]): FieldSchema[] {
	const base = { custom: false, requiredOnCreate: false, createable: true, updateable: true };
	const owner = fields.find(({ name }) => name === OWNER_PROPERTY);
	const pseudo: FieldSchema[] = [];
	if (owner) {
		const emails = (owner.options ?? []).map(({ label }) => ({ value: label, label, active: true }));
		const known = emails.length > 0;
		// A closed list, so that an owner who is no user of the account is a question in the review list and not a refused record.
		pseudo.push(
			known
				? { ...base, name: OWNER_EMAIL, label: 'Owner: E-mail', type: 'picklist', options: emails, restricted: true }
				: { ...base, name: OWNER_EMAIL, label: 'Owner: E-mail', type: 'email', createable: false, updateable: false },
		);
	}
	if (isActivity(object)) return pseudo;
	const relations = relationsOf(object);
	if (relations[COMPANY_ID])
		pseudo.push({ ...base, name: COMPANY_ID, label: 'Primary company', type: 'reference', referenceTo: ['companies'] });
	if (relations[CONTACT_IDS])
		pseudo.push({ ...base, name: CONTACT_IDS, label: 'Contacts', type: 'references', referenceTo: ['contacts'] });
	return pseudo;
}
