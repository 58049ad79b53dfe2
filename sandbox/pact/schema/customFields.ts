import { z } from 'zod';

import { OBJECT_NAMES, type ObjectName } from './objects';

/** The ten types that Pact's documentation names ("Custom fields", DATA). */
const CUSTOM_FIELD_TYPES = [
	'text',
	'number',
	'date',
	'select',
	'multi-select',
	'url',
	'email',
	'phone',
	'boolean',
	'json',
] as const;
export type CustomFieldType = (typeof CUSTOM_FIELD_TYPES)[number];

/** Definition of a custom field. Its `key` never changes once made. */
export interface CustomFieldDefinition {
	readonly object: ObjectName;
	readonly key: string;
	readonly label: string;
	readonly type: CustomFieldType;
	readonly options: readonly string[];
}

/** What a user may hand in to make a custom field. */
export const customFieldInput = z
	.strictObject({
		object: z.enum(OBJECT_NAMES),
		key: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/),
		label: z.string().min(1),
		type: z.enum(CUSTOM_FIELD_TYPES),
		options: z.array(z.string().min(1)).default([]),
	})
	.refine((field) => field.options.length > 0 === (field.type === 'select' || field.type === 'multi-select'), {
		path: ['options'],
		error: 'Options belong to select and multi-select fields, which need them.',
	});

/** `YYYY-MM-DD` that exists in the calendar. */
export const calendarDate = z.iso.date();

/** Zod type of the value of one custom field, `null` (cleared) included. */
export function customValueSchema(definition: CustomFieldDefinition): z.ZodType {
	switch (definition.type) {
		case 'text':
		case 'phone':
			return z.string().nullable();
		case 'number':
			return z.number().nullable();
		case 'date':
			return calendarDate.nullable();
		case 'select':
			return z.enum(definition.options).nullable();
		case 'multi-select':
			return z.array(z.enum(definition.options)).nullable();
		case 'url':
			return z.url({ protocol: /^https?$/ }).nullable();
		case 'email':
			return z.email().nullable();
		case 'boolean':
			return z.boolean().nullable();
		case 'json':
			return z.json();
	}
}
