import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { SalesforceError } from '../errors';
import { makeId } from '../ids';
import type { Org } from '../org';
import { text } from '../schema/fields';
import { DATA, jsonObject } from './request';

/** Key prefix of custom fields in the Tooling API. */
const FIELD_PREFIX = '00N';
/** Metadata API Developer Guide, "CustomField": longest Text. */
const MAX_TEXT = 255;

/** Text fields only; whatever else the real service takes is refused here, so that nobody relies on it. */
const fieldSchema = z.strictObject({
	FullName: z.string().regex(/^\w+\.[A-Za-z]\w*__c$/),
	Metadata: z.strictObject({
		label: z.string().min(1).max(40),
		type: z.literal('Text'),
		length: z.int().min(1).max(MAX_TEXT),
		externalId: z.boolean().default(false),
		unique: z.boolean().default(false),
		caseSensitive: z.boolean().optional(),
		required: z.boolean().default(false),
		description: z.string().max(1_000).optional(),
		inlineHelpText: z.string().max(510).optional(),
	}),
});

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
		const schema = org.store.catalog.object(objectName);
		if (!schema?.writable) throw new SalesforceError(400, 'INVALID_CROSS_REFERENCE_KEY', `Entity enumeration Id: ${objectName}`);
		if (org.store.catalog.field(schema.name, name) || org.unseen.has(FullName)) {
			const message = `There is already a field named ${name.replace(/__c$/, '')} on ${schema.label}.`;
			throw new SalesforceError(400, 'DUPLICATE_DEVELOPER_NAME', message, ['DeveloperName']);
		}
		const { label, length, externalId, unique, required } = Metadata;
		org.unseen.add(schema.name, text(name, label, length, { externalId, unique, nillable: !required }));
		org.madeFields += 1;
		return reply.code(201).send({ id: makeId(FIELD_PREFIX, org.madeFields), success: true, errors: [], warnings: [], infos: [] });
	});
}
