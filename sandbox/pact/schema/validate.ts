import { z } from 'zod';

import { invalid, type FieldProblem } from '../errors';
import { customValueSchema, type CustomFieldDefinition } from './customFields';
import { REQUIRED_FIELDS, STANDARD_FIELDS } from './fields';
import { DERIVED_FIELDS, SYSTEM_FIELDS, type ObjectName, type Values } from './objects';

/** Checks bodies of one object against its standard fields and the custom fields that exist. */
export class BodyValidator {
	private readonly schema: z.ZodType<Values>;

	constructor(
		private readonly object: ObjectName,
		definitions: readonly CustomFieldDefinition[],
	) {
		const custom = Object.fromEntries(definitions.map((field) => [field.key, customValueSchema(field).optional()]));
		const standard = Object.fromEntries(
			Object.entries(STANDARD_FIELDS[object]).map(([name, type]) => [name, type.optional()]),
		);
		this.schema = z.strictObject({ ...standard, custom_fields: z.strictObject(custom).nullable().optional() });
	}

	/**
	 * The values of a create, cleaned. `null` counts as "not given".
	 * @throws PactError 422 naming every offending field.
	 */
	create(body: unknown): Values {
		const given = isPlainObject(body) ? withoutNulls(body) : body;
		const values = this.parse(given);
		const missing = REQUIRED_FIELDS[this.object].filter((field) => values[field] === undefined);
		if (missing.length > 0) {
			throw invalid(missing.map((field) => ({ field, code: 'required', message: `Field '${field}' is required.` })));
		}
		return values;
	}

	/**
	 * The values of a partial update, cleaned; `null` means "clear".
	 * @throws PactError 422 naming every offending field.
	 */
	update(body: unknown): Values {
		return this.parse(body);
	}

	private parse(body: unknown): Values {
		const parsed = this.schema.safeParse(body);
		if (parsed.success) return parsed.data;
		throw invalid(parsed.error.issues.flatMap((issue) => this.problemsOf(issue)));
	}

	private problemsOf(issue: z.core.$ZodIssue): FieldProblem[] {
		const path = issue.path.map(String);
		if (issue.code === 'unrecognized_keys') {
			return issue.keys.map((key) => this.unknownField([...path, key]));
		}
		const field = path.join('.') || 'body';
		if (issue.code === 'invalid_value' && path[0] === 'custom_fields') {
			return [{ field, code: 'invalid_option', message: `Field '${field}' does not have this option.` }];
		}
		return [{ field, code: 'invalid_value', message: `Field '${field}': ${issue.message}.` }];
	}

	private unknownField(path: string[]): FieldProblem {
		const field = path.join('.');
		const readOnly: readonly string[] = [...SYSTEM_FIELDS, ...DERIVED_FIELDS[this.object]];
		if (readOnly.includes(field)) {
			return { field, code: 'read_only_field', message: `Field '${field}' is read-only.` };
		}
		if (path[0] === 'custom_fields') {
			return { field, code: 'unknown_custom_field', message: `Custom field '${path.at(-1)}' does not exist.` };
		}
		return { field, code: 'unknown_field', message: `Field '${field}' is unknown.` };
	}
}

/**
 * Parses a body with a zod schema.
 * @throws PactError 422 naming every offending field.
 */
export function parseBody<T>(schema: z.ZodType<T>, body: unknown): T {
	const parsed = schema.safeParse(body);
	if (parsed.success) return parsed.data;
	throw invalid(
		parsed.error.issues.flatMap((issue): FieldProblem[] => {
			if (issue.code === 'unrecognized_keys') {
				return issue.keys.map((key) => ({
					field: key,
					code: 'unknown_field',
					message: `Field '${key}' is unknown.`,
				}));
			}
			const field = issue.path.map(String).join('.') || 'body';
			return [{ field, code: 'invalid_value', message: `Field '${field}': ${issue.message}.` }];
		}),
	);
}

const isPlainObject = (value: unknown): value is Values =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

const withoutNulls = (values: Values): Values =>
	Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
