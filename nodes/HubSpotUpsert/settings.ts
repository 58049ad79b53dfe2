import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { linkedSystemSchema, objectsSchema, parameterReader, upsertOptionsSchema } from '../common/upsert/settings';
import { OBJECT_OPTIONS } from './properties';

const authentication = z.enum(['serviceKey', 'oAuth2']);

const settingsSchema = z.discriminatedUnion('operation', [
	z.object({ operation: z.literal('upsert'), authentication, options: upsertOptionsSchema }),
	z.object({ operation: z.literal('checkConnection'), authentication, objects: objectsSchema(OBJECT_OPTIONS) }),
	z.object({ operation: z.literal('createField'), authentication }),
	z.object({ operation: z.literal('setUpMatchField'), authentication, linkedSystem: linkedSystemSchema, objects: objectsSchema(OBJECT_OPTIONS) }),
]);

export type UpsertSettings = z.output<typeof settingsSchema>;

/** The node's parameters, checked. @throws ZodError */
export function readSettings(context: Pick<IExecuteFunctions, 'getNodeParameter'>): UpsertSettings {
	const read = parameterReader(context);
	return settingsSchema.parse({
		authentication: read('authentication', 'serviceKey'),
		operation: read('operation', 'upsert'),
		options: read('options', {}),
		linkedSystem: read('linkedSystem', 'pact'),
		objects: read('objects', []),
	});
}
