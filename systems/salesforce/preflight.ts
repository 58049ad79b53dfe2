import type { FieldValue, FieldValues, SystemErrorDetails } from '../../engine/model';
import type { WriteOp } from '../../engine/run/system-port';
import type { FieldDescription, ObjectDescription, Row } from './contract';
import { errorOfRefusal } from './errors';
import { soqlName } from './soql';

/** A record as it is sent, or why Salesforce would refuse it. */
export type Preflight = { ok: true; values: Row } | { ok: false; error: SystemErrorDetails };

/** Types whose length is not that of a text. */
const NO_TEXT: ReadonlySet<string> = new Set(['id', 'reference']);

/**
 * What Salesforce is sure to refuse is not sent: fields that are not there or read-only, missing required values, values outside a closed
 * list, texts that are too long. The refusals are the ones that Salesforce itself would give. Values are spelt as the API takes them: lists
 * joined by semicolons, a checkbox without a value unticked.
 */
export function preflight(op: Pick<WriteOp, 'op' | 'values'>, description: ObjectDescription): Preflight {
	const fields = new Map(description.fields.map((field) => [field.name.toLowerCase(), field]));
	const values: Row = {};
	for (const [name, value] of Object.entries(op.values)) {
		if (name === 'Id') continue;
		const field = fields.get(soqlName(name).toLowerCase());
		if (field === undefined) return refuse('INVALID_FIELD', [], `No such column '${name}' on entity '${description.name}'`);
		const sent = spelt(field, value);
		if (sent === null && op.op === 'create' && field.defaultedOnCreate) continue;
		const code = refusalOf(field, sent, op.op);
		if (code !== undefined) return refuse(code, [field.name]);
		values[field.name] = sent;
	}
	const missing = op.op === 'create' ? missingOf(description, values) : [];
	return missing.length > 0 ? refuse('REQUIRED_FIELD_MISSING', missing) : { ok: true, values };
}

const refuse = (statusCode: string, fields: string[], message = ''): Preflight => ({
	ok: false,
	error: errorOfRefusal({ statusCode, fields, message, duplicateResut: undefined, duplicateResult: undefined }),
});

/** An empty text is no value, and neither is a list of nothing. */
function spelt(field: FieldDescription, value: FieldValue): FieldValue {
	const joined = Array.isArray(value) ? value.join(';') : value;
	if (joined !== null && joined !== '') return joined;
	return field.type === 'boolean' ? false : null;
}

function refusalOf(field: FieldDescription, value: FieldValue, op: WriteOp['op']): string | undefined {
	if (!(op === 'create' ? field.createable : field.updateable)) return 'INVALID_FIELD_FOR_INSERT_UPDATE';
	if (value === null) return field.nillable ? undefined : 'REQUIRED_FIELD_MISSING';
	if (typeof value !== 'string') return undefined;
	if (field.restrictedPicklist && !isListed(field, value)) return 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST';
	// Salesforce trims before it counts.
	const tooLong = field.length > 0 && !NO_TEXT.has(field.type) && value.trim().length > field.length;
	return tooLong ? 'STRING_TOO_LONG' : undefined;
}

/** In any case: Salesforce stores its own spelling. */
function isListed(field: FieldDescription, value: string): boolean {
	const options = new Set(field.picklistValues.filter(({ active }) => active).map((option) => option.value.toLowerCase()));
	const parts = field.type === 'multipicklist' ? value.split(';') : [value];
	return parts.every((part) => options.has(part.trim().toLowerCase()));
}

const missingOf = ({ fields }: ObjectDescription, values: Readonly<FieldValues | Row>): string[] =>
	fields
		.filter(({ createable, nillable, defaultedOnCreate }) => createable && !nillable && !defaultedOnCreate)
		.map(({ name }) => name)
		.filter((name) => (values[name] ?? null) === null);
