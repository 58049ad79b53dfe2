import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { linkedSystemSchema, objectsSchema, parameterReader, upsertOptionsSchema } from '../common/upsert/settings';
import { MAX_CONCURRENCY, OBJECT_OPTIONS } from './properties';

const authentication = z.enum(['apiKey', 'oAuth2']);

const settingsSchema = z.discriminatedUnion('operation', [
	z.object({
		operation: z.literal('upsert'),
		authentication,
		options: upsertOptionsSchema.extend({ concurrency: z.number().int().min(1).max(MAX_CONCURRENCY).nullish() }),
	}),
	z.object({ operation: z.literal('checkApi'), authentication }),
	z.object({ operation: z.literal('createField'), authentication }),
	z.object({ operation: z.literal('setUpMatchField'), authentication, linkedSystem: linkedSystemSchema, objects: objectsSchema(OBJECT_OPTIONS) }),
]);

export type UpsertSettings = z.output<typeof settingsSchema>;

/** The node's parameters, checked. @throws ZodError */
export function readSettings(context: Pick<IExecuteFunctions, 'getNodeParameter'>): UpsertSettings {
	const read = parameterReader(context);
	return settingsSchema.parse({
		authentication: read('authentication', 'apiKey'),
		operation: read('operation', 'upsert'),
		options: read('options', {}),
		linkedSystem: read('linkedSystem', 'salesforce'),
		objects: read('objects', []),
	});
}
