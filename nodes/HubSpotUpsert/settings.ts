import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { fieldOperations, objectsSchema, parametersOf, upsertOptionsSchema } from '../common/upsert/settings';
import { OBJECT_OPTIONS } from './properties';

const authentication = z.enum(['serviceKey', 'oAuth2']);

const settingsSchema = z.discriminatedUnion('operation', [
	z.object({ operation: z.literal('upsert'), authentication, options: upsertOptionsSchema }),
	z.object({ operation: z.literal('checkConnection'), authentication, objects: objectsSchema(OBJECT_OPTIONS) }),
	...fieldOperations(authentication, OBJECT_OPTIONS),
]);

export type UpsertSettings = z.output<typeof settingsSchema>;

/** The node's parameters, checked. @throws ZodError */
export const readSettings = (context: Pick<IExecuteFunctions, 'getNodeParameter'>): UpsertSettings =>
	settingsSchema.parse(parametersOf(context, { authentication: 'serviceKey', linkedSystem: 'pact' }));
