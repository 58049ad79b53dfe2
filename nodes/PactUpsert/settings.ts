import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { fieldOperations, parametersOf, upsertOptionsSchema } from '../common/upsert/settings';
import { MAX_CONCURRENCY, OBJECT_OPTIONS } from './properties';

const authentication = z.enum(['apiKey', 'oAuth2']);

const settingsSchema = z.discriminatedUnion('operation', [
	z.object({
		operation: z.literal('upsert'),
		authentication,
		options: upsertOptionsSchema.extend({ concurrency: z.number().int().min(1).max(MAX_CONCURRENCY).nullish() }),
	}),
	z.object({ operation: z.literal('checkApi'), authentication }),
	...fieldOperations(authentication, OBJECT_OPTIONS),
]);

export type UpsertSettings = z.output<typeof settingsSchema>;

/** The node's parameters, checked. @throws ZodError */
export const readSettings = (context: Pick<IExecuteFunctions, 'getNodeParameter'>): UpsertSettings =>
	settingsSchema.parse(parametersOf(context, { authentication: 'apiKey', linkedSystem: 'salesforce' }));
