import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { SalesforceError } from '../errors';
import { makeId } from '../ids';
import type { Org } from '../org';
import { field, picklistValues } from '../schema/fields';
import type { FieldSchema } from '../schema/types';
import { DATA, jsonObject } from './request';

/** Key prefix of custom fields in the Tooling API. */
const FIELD_PREFIX = '00N';
/** Metadata API Developer Guide, "CustomField": longest Text, longest LongTextArea, and most digits of a number. */
const MAX_TEXT = 255;
const MAX_LONG_TEXT = 131_072;
const MAX_DIGITS = 18;

const common = {
	label: z.string().min(1).max(40),
	required: z.boolean().default(false),
	description: z.string().max(1_000).optional(),
	inlineHelpText: z.string().max(510).optional(),
};
const plain = (type: string) => z.strictObject({ ...common, type: z.literal(type) });
const number = (type: string) =>
	z.strictObject({ ...common, type: z.literal(type), precision: z.int().min(1).max(MAX_DIGITS), scale: z.int().min(0).max(17) })
		.refine(({ precision, scale }) => scale <= precision, { message: 'Scale cannot be larger than precision' });
const valueSet = z.strictObject({
	restricted: z.boolean().default(false),
	valueSetDefinition: z.strictObject({
		sorted: z.boolean(),
		value: z.array(z.strictObject({ valueName: z.string().min(1).max(255), label: z.string().min(1).max(255), default: z.boolean() })).min(1),
	}),
});

/** What each type must say and may say of itself; what is not here is refused, so that nobody relies on it. */
const metadataSchema = z.union([
	z.strictObject({
		...common,
		type: z.literal('Text'),
		length: z.int().min(1).max(MAX_TEXT),
		externalId: z.boolean().default(false),
		unique: z.boolean().default(false),
		caseSensitive: z.boolean().optional(),
	}),
	z.strictObject({ ...common, type: z.literal('LongTextArea'), length: z.int().min(256).max(MAX_LONG_TEXT), visibleLines: z.int().min(2).max(50) }),
	number('Number'),
	number('Currency'),
	number('Percent'),
	z.strictObject({ ...common, type: z.literal('Checkbox'), defaultValue: z.boolean() }),
	...['Date', 'DateTime', 'Email', 'Phone', 'Url'].map(plain),
	z.strictObject({ ...common, type: z.literal('Picklist'), valueSet }),
	z.strictObject({ ...common, type: z.literal('MultiselectPicklist'), valueSet, visibleLines: z.int().min(3).max(10) }),
]);
type Metadata = z.output<typeof metadataSchema>;

const fieldSchema = z.strictObject({ FullName: z.string().regex(/^\w+\.[A-Za-z]\w{0,39}__c$/), Metadata: metadataSchema });

/** Custom fields of tasks and events are made on Activity, and both have them. */
const ACTIVITIES = ['Task', 'Event'];

/** Lengths of addresses: Salesforce Field Types, "Email", "Phone", "URL". */
const PLAIN = {
	Date: ['date', 0], DateTime: ['datetime', 0], Email: ['email', 80], Phone: ['phone', 40], Url: ['url', 255],
} as const satisfies Record<string, readonly [FieldSchema['type'], number]>;

function fieldOf(name: string, metadata: Metadata): FieldSchema {
	const { label, required } = metadata;
	const base = { nillable: !required };
	if ('valueSet' in metadata) {
		const { restricted, valueSetDefinition } = metadata.valueSet;
		const labels = new Map(valueSetDefinition.value.map((value) => [value.valueName, value.label]));
		const picklist = picklistValues([...labels.keys()]).map((entry) => ({ ...entry, label: labels.get(entry.value) ?? entry.value }));
		return metadata.type === 'Picklist'
			? field(name, label, 'picklist', { ...base, length: 255, picklist, restricted })
			: field(name, label, 'multipicklist', { ...base, length: 4_099, picklist, restricted, sortable: false });
	}
	if ('precision' in metadata) {
		const { precision, scale } = metadata;
		const type = ({ Number: 'double', Currency: 'currency', Percent: 'percent' } as const)[metadata.type as 'Number' | 'Currency' | 'Percent'];
		return field(name, label, type, { ...base, precision, scale });
	}
	if ('defaultValue' in metadata) return field(name, label, 'boolean', { nillable: false, defaultedOnCreate: true, defaultValue: metadata.defaultValue });
	if ('visibleLines' in metadata) return field(name, label, 'textarea', { ...base, length: metadata.length, filterable: false, sortable: false });
	if ('length' in metadata) return field(name, label, 'string', { ...base, length: metadata.length, externalId: metadata.externalId, unique: metadata.unique });
	const [type, length] = PLAIN[metadata.type as keyof typeof PLAIN];
	return field(name, label, type, { ...base, length });
}

/** Adds the one call of the Tooling API that makes a custom field. At first nobody sees it: access is given by FieldPermissions. */
export function toolingRoutes(app: FastifyInstance, org: Org): void {
	app.post(`${DATA}/tooling/sobjects/CustomField`, async (request, reply) => {
		if (!org.rights.customizeApplication) {
			throw new SalesforceError(403, 'INSUFFICIENT_ACCESS', 'insufficient access rights on cross-reference id');
		}
		const parsed = fieldSchema.safeParse(jsonObject(request));
		if (!parsed.success) {
			const [issue] = parsed.error.issues;
			throw new SalesforceError(400, 'FIELD_INTEGRITY_EXCEPTION', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
		}
		const { FullName, Metadata } = parsed.data;
		const [objectName = '', name = ''] = FullName.split('.');
		const isActivity = objectName === 'Activity';
		if (isActivity && 'externalId' in Metadata && (Metadata.externalId || Metadata.unique)) {
			throw new SalesforceError(400, 'FIELD_INTEGRITY_EXCEPTION', 'Custom fields of activities can be neither External Ids nor unique');
		}
		for (const each of isActivity ? ACTIVITIES : [objectName]) {
			const schema = org.store.catalog.object(each);
			if (!schema?.writable || (!isActivity && ACTIVITIES.includes(schema.name))) {
				throw new SalesforceError(400, 'INVALID_CROSS_REFERENCE_KEY', `Entity enumeration Id: ${objectName}`);
			}
			if (org.store.catalog.field(schema.name, name) || org.unseen.has(`${schema.name}.${name}`)) {
				const message = `There is already a field named ${name.replace(/__c$/, '')} on ${schema.label}.`;
				throw new SalesforceError(400, 'DUPLICATE_DEVELOPER_NAME', message, ['DeveloperName']);
			}
			org.unseen.add(schema.name, fieldOf(name, Metadata));
		}
		org.madeFields += 1;
		return reply.code(201).send({ id: makeId(FIELD_PREFIX, org.madeFields), success: true, errors: [], warnings: [], infos: [] });
	});
}
