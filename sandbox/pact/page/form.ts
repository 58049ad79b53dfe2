import type { FormField } from '../../common/page';
import { STANDARD_FIELDS } from '../schema/fields';
import { DERIVED_FIELDS, SYSTEM_FIELDS, type ObjectName, type PactRecord, type Values } from '../schema/objects';
import type { Workspace } from '../store/workspace';

/** How a value is shown in and read back from an input. */
type Kind = 'text' | 'number' | 'date' | 'boolean' | 'list' | 'multi' | 'json' | 'select' | 'area';

interface Input {
	/** Name in the form; custom fields carry the prefix `custom_fields.`. */
	readonly name: string;
	readonly label: string;
	readonly kind: Kind;
	readonly options?: readonly string[];
	readonly hint?: string;
}

const CUSTOM_PREFIX = 'custom_fields.';
const NUMBERS = ['employees_total', 'revenue_usd', 'icp_score', 'value'];
const LISTS = ['tags', 'contact_ids'];

function standardInput(workspace: Workspace, field: string, object: ObjectName): Input {
	const select = (options: readonly string[]): Input => ({ name: field, label: field, kind: 'select', options });
	if (field === 'consent_status') return select(['confirmed', 'pending', 'declined']);
	if (field === 'pipeline') return select(workspace.pipelines.map((pipeline) => pipeline.name));
	if (field === 'stage' && object === 'opportunities') {
		return select(workspace.pipelines.flatMap((pipeline) => pipeline.stages.map((stage) => stage.name)));
	}
	if (field === 'owner' && workspace.assumptions.ownerCheck === 'user-email') {
		return select(workspace.users.map((user) => user.email));
	}
	if (field === 'consent_proof') {
		return { name: field, label: field, kind: 'text', hint: 'needed when someone who declined consents again' };
	}
	if (NUMBERS.includes(field)) return { name: field, label: field, kind: 'number' };
	if (field === 'close_date') return { name: field, label: field, kind: 'date' };
	if (LISTS.includes(field)) return { name: field, label: field, kind: 'list', hint: 'separated by commas' };
	return { name: field, label: field, kind: field === 'description' ? 'area' : 'text' };
}

const CUSTOM_KINDS = {
	text: 'text',
	url: 'text',
	email: 'text',
	phone: 'text',
	number: 'number',
	date: 'date',
	select: 'select',
	'multi-select': 'multi',
	boolean: 'boolean',
	json: 'json',
} as const;

/** The inputs of an object, standard fields first. */
function inputsOf(workspace: Workspace, object: ObjectName): Input[] {
	const custom = workspace.customFields
		.filter((field) => field.object === object)
		.map(({ key, label, type, options }) => ({
			name: `${CUSTOM_PREFIX}${key}`,
			label: `${label} (custom)`,
			kind: CUSTOM_KINDS[type],
			options,
		}));
	return [...Object.keys(STANDARD_FIELDS[object]).map((field) => standardInput(workspace, field, object)), ...custom];
}

function shown(kind: Kind, value: unknown): unknown {
	if (value === undefined || value === null) return '';
	if (kind === 'list') return (value as unknown[]).join(', ');
	return kind === 'json' ? JSON.stringify(value) : value;
}

const INPUT_TYPES = {
	text: 'text',
	number: 'number',
	date: 'date',
	boolean: 'select',
	list: 'text',
	multi: 'multiselect',
	json: 'textarea',
	select: 'select',
	area: 'textarea',
} as const;

/** The form fields of a record, or of a new one. */
export function formFields(workspace: Workspace, object: ObjectName, record: PactRecord | undefined): FormField[] {
	const editable = inputsOf(workspace, object).map(({ name, label, kind, options, hint }): FormField => {
		const isCustom = name.startsWith(CUSTOM_PREFIX);
		const value = isCustom ? record?.custom_fields[name.slice(CUSTOM_PREFIX.length)] : record?.[name];
		const choices = kind === 'boolean' ? ['true', 'false'] : options;
		return {
			name,
			label,
			type: INPUT_TYPES[kind],
			value: shown(kind, value),
			...(choices ? { options: choices.map((choice) => ({ value: choice, label: choice })) } : {}),
			...(hint ? { hint } : {}),
		};
	});
	if (!record) return editable;
	const fixed = [...SYSTEM_FIELDS, ...DERIVED_FIELDS[object]].map((name): FormField => ({
		name,
		label: name,
		type: 'text',
		value: record[name],
		readOnly: true,
	}));
	return [...editable, ...fixed];
}

function read(kind: Kind, raw: string | string[] | undefined): unknown {
	if (kind === 'multi') return raw === undefined || raw === '' ? null : [raw].flat();
	const text = [raw].flat().at(-1) ?? '';
	if (text === '') return kind === 'list' ? [] : null;
	if (kind === 'list') {
		const parts = text.split(',').map((part) => part.trim());
		return parts.filter((part) => part !== '');
	}
	if (kind === 'number') return Number.isNaN(Number(text)) ? text : Number(text);
	if (kind === 'boolean') return text === 'true';
	return kind === 'json' ? parsedOrText(text) : text;
}

function parsedOrText(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		// Any JSON value is allowed, so what does not parse is meant as a text.
		return text;
	}
}

/** The body that a submitted form stands for. What was left blank in a list of choices that must have a value is left out. */
export function bodyOf(workspace: Workspace, object: ObjectName, form: unknown): Values {
	const raw = form as Record<string, string | string[] | undefined>;
	const body: Values = {};
	const custom: Values = {};
	for (const { name, kind } of inputsOf(workspace, object)) {
		const value = read(kind, raw[name]);
		if (name.startsWith(CUSTOM_PREFIX)) custom[name.slice(CUSTOM_PREFIX.length)] = value;
		else if (value !== null || !['consent_status', 'consent_proof', 'pipeline', 'stage'].includes(name))
			body[name] = value;
	}
	return { ...body, custom_fields: custom };
}
