import type { FieldSchema, FieldType, PicklistOption } from '../../engine/model';
import type { SchemaPort } from '../../engine/run/system-port';
import {
	type CustomField,
	CUSTOM_PREFIX,
	OBJECT_NAMES,
	OBJECTS,
	type PactObject,
	type Pipeline,
	STANDARD_FIELDS,
} from './contract';
import { isAppendOnly } from './activities';
import type { Definitions } from './definitions';
import { pactObject } from './values';

/** [documented] Pact's ten types of custom fields, in our words. */
const CUSTOM_TYPES: Readonly<Record<string, FieldType>> = {
	text: 'text',
	number: 'number',
	date: 'date',
	select: 'picklist',
	'multi-select': 'multiselect',
	multiselect: 'multiselect',
	url: 'url',
	email: 'email',
	phone: 'phone',
	boolean: 'boolean',
	json: 'json',
};

const OWNER_FIELD = 'owner';

export function createPactSchema(connection: string, definitions: Definitions): SchemaPort {
	return {
		objects: () => Promise.resolve(OBJECT_NAMES.map((name) => ({ name, label: OBJECTS[name].label, custom: false }))),

		async describe(name) {
			const object = pactObject(name);
			const standard = STANDARD_FIELDS[object].map((field) => ({
				custom: false,
				requiredOnCreate: false,
				createable: true,
				updateable: true,
				...field,
			}));
			const custom = isAppendOnly(object) ? [] : (await definitions.customFields(object)).map(customField);
			const fields = [...(await withLiveOptions(object, standard, definitions)), ...custom];
			return { system: 'pact', connection, name: object, label: OBJECTS[object].label, fields };
		},

		forget: () => definitions.forget(),
	};
}

async function withLiveOptions(
	object: PactObject,
	fields: FieldSchema[],
	definitions: Definitions,
): Promise<FieldSchema[]> {
	const pipelines = object === 'opportunities' ? await definitions.pipelines() : [];
	const owners = fields.some((field) => field.name === OWNER_FIELD) ? await definitions.owners() : undefined;
	return fields.map((field) => {
		if (field.name === 'pipeline' && pipelines.length > 0)
			return { ...field, options: pipelines.map(({ name }) => optionOf(name)), restricted: true };
		if (field.name === 'stage' && pipelines.length > 0)
			return { ...field, options: stageOptions(pipelines), restricted: true };
		// A closed list, so that an owner who is no user of the workspace is a question in the review list and not a refused record.
		if (field.name === OWNER_FIELD && owners) return { ...field, type: 'picklist' as const, options: owners.map(optionOf), restricted: true };
		return field;
	});
}

const optionOf = (value: string): PicklistOption => ({ value, label: value, active: true });

/** A stage belongs to one pipeline; two pipelines may have stages of one name. */
const stageOptions = (pipelines: readonly Pipeline[]): PicklistOption[] =>
	pipelines.flatMap(({ name: pipeline, stages }) =>
		stages.map(({ name, type }) => ({ ...optionOf(name), pipeline, ...(type ? { stageType: type } : {}) })),
	);

function customField({ key, label, type: pactType, options }: CustomField): FieldSchema {
	const type = CUSTOM_TYPES[pactType] ?? 'text';
	return {
		name: `${CUSTOM_PREFIX}.${key}`,
		label: label ?? key,
		type,
		custom: true,
		requiredOnCreate: false,
		createable: true,
		updateable: true,
		...(options.length > 0 ? { options: options.map(optionOf), restricted: true } : {}),
	};
}
