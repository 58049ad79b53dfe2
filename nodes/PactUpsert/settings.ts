import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { MAX_CONCURRENCY } from './properties';

/** Zero means what it says: nothing is written. An option that was not added sets no limit. */
const limitSchema = z.number().int().min(0).nullish();

const settingsSchema = z.object({
	authentication: z.enum(['apiKey', 'oAuth2']),
	operation: z.enum(['upsert', 'checkApi']),
	options: z.object({
		dryRun: z.boolean().nullish(),
		maxCreates: limitSchema,
		maxWrites: limitSchema,
		concurrency: z.number().int().min(1).max(MAX_CONCURRENCY).nullish(),
	}),
});

export type UpsertSettings = z.output<typeof settingsSchema>;

/** The node's parameters, checked. One run has one set, so expressions see the first item. @throws ZodError */
export function readSettings(context: Pick<IExecuteFunctions, 'getNodeParameter'>): UpsertSettings {
	const read = (name: string, fallback: unknown): unknown => context.getNodeParameter(name, 0, fallback);
	return settingsSchema.parse({
		authentication: read('authentication', 'apiKey'),
		operation: read('operation', 'upsert'),
		options: read('options', {}),
	});
}

/** The largest numbers of writes in this run, as the runner takes them. */
export function guardsOf({ options: { maxCreates, maxWrites } }: UpsertSettings): { maxCreates?: number; maxWrites?: number } {
	return { ...(maxCreates == null ? {} : { maxCreates }), ...(maxWrites == null ? {} : { maxWrites }) };
}
