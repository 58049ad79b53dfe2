import type { ChangeSourcePort, RecordPort, SchemaPort } from '../../engine/run/system-port';
import { SystemError } from '../common/engine';
import { createSalesforceChanges } from './changes';
import { createSalesforceClient, type SalesforceClientOptions } from './client';
import { createDescriber } from './describer';
import { createSalesforceRecords } from './records';
import { createSalesforceSchema } from './schema';

export { API_VERSION } from './client';
export { soqlCondition } from './soql';
export type SalesforceOptions = SalesforceClientOptions;

/** One Salesforce org, by the ports of the engine. Cheap to make: limits and descriptions are shared by all of one connection. */
export function createSalesforce(options: SalesforceOptions): {
	source: ChangeSourcePort;
	records: RecordPort;
	schema: SchemaPort;
} {
	const client = createSalesforceClient(options);
	const describer = createDescriber(client, options.clock);
	return {
		source: createSalesforceChanges(client, describer),
		records: createSalesforceRecords(client, describer),
		schema: createSalesforceSchema(client, describer),
	};
}

/**
 * The connection's id: the org's 18-character id. Asked by SOQL, because every API user may read it, while the userinfo and identity
 * addresses need further OAuth scopes. Throws `SystemError`.
 */
export async function salesforceConnection(
	options: Omit<SalesforceOptions, 'connection'>,
): Promise<{ connection: string; name?: string }> {
	const client = createSalesforceClient({ ...options, connection: options.instanceUrl });
	const [org] = (await client.query('SELECT Id, Name FROM Organization LIMIT 1')).records;
	if (typeof org?.Id !== 'string') {
		throw new SystemError({
			class: 'bad-answer',
			message: 'Salesforce did not say which org this is. Connect the credential again.',
		});
	}
	return { connection: org.Id, ...(typeof org.Name === 'string' ? { name: org.Name } : {}) };
}
