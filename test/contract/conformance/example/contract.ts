import { z } from 'zod';
import { fieldValuesSchema } from '../../../../engine/model';

/*
 * The "Ledger CRM" of the worked example: a service that numbers every change, so that following it is easy. A real system's contract.ts
 * says for each statement where it is documented.
 */

export const PATHS = {
	account: '/account',
	schema: '/schema',
	changes: (object: string) => `/${object}/changes`,
	read: (object: string) => `/${object}/read`,
	find: (object: string) => `/${object}/find`,
	write: (object: string) => `/${object}/write`,
};
export const MAX_READ = 200;
export const MAX_WRITE = 50;

const fieldSchema = z.object({
	name: z.string(),
	type: z.enum(['text', 'longText', 'number', 'boolean', 'date', 'email', 'url', 'picklist', 'multiselect']),
	required: z.boolean().default(false),
	custom: z.boolean().default(false),
	length: z.number().optional(),
	options: z.array(z.string()).optional(),
});
export const accountSchema = z.object({ id: z.string(), name: z.string() });
export const schemaSchema = z.object({ objects: z.array(z.object({ name: z.string(), fields: z.array(fieldSchema) })) });

const rowSchema = z.object({ id: z.string(), at: z.iso.datetime(), deleted: z.boolean(), fields: fieldValuesSchema });
export type LedgerRow = z.infer<typeof rowSchema>;
export const changesSchema = z.object({ changes: z.array(rowSchema), next: z.number().int(), more: z.boolean(), records: z.number().int() });
export const rowsSchema = z.object({ rows: z.array(rowSchema) });
export const foundSchema = z.object({ found: z.array(z.array(rowSchema)) });

const problemSchema = z.object({ code: z.string(), field: z.string().optional() });
export type Problem = z.infer<typeof problemSchema>;
export const resultsSchema = z.object({ results: z.array(z.union([z.object({ id: z.string() }), z.object({ error: problemSchema })])) });
export const errorSchema = z.object({ error: problemSchema });
