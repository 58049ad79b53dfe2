import type { EventPort } from '../../engine/run/events-port';
import type { ChangeSourcePort, RecordPort, SchemaPort } from '../../engine/run/system-port';
import type { ConnectionCheck } from '../common/connection-check';
import { SystemError } from '../common/engine';
import { withMemberships } from '../common/membership-records';
import { withMembershipChanges, withMembershipFields } from '../common/membership-source';
import type { MatchField, MatchFieldSetup } from '../common/match-field';
import type { FieldSetup, NewField } from '../common/new-field';
import { createBulkWriting } from './bulk/writing';
import { type ChangesOptions, createSalesforceChanges } from './changes';
import { checkConnection } from './checks';
import { API_VERSION, createSalesforceClient, type SalesforceClientOptions, type SaveOptions } from './client';
import { withContactRoleChanges } from './contact-role-changes';
import { createDescriber } from './describer';
import { createDirectory } from './directory';
import { setUpMatchField } from './match-field';
import { createField } from './new-field';
import { createCampaignMemberships } from './memberships';
import { createSalesforceRecords } from './records';
import { createSalesforceSchema } from './schema';
import { createSalesforceEvents } from './streaming';

export { API_VERSION } from './client';
export { soqlCondition } from './soql';
export interface SalesforceOptions extends SalesforceClientOptions, Pick<ChangesOptions, 'log' | 'bulk'> {}

export interface SalesforceSystem {
	source: ChangeSourcePort;
	records: RecordPort;
	schema: SchemaPort;
	/** Change Data Capture, where the org has it. */
	events: EventPort;
	/** The records, saved in another way. */
	recordsWith(options: SaveOptions): RecordPort;
	/** The org, its calls, and the connected user's rights on these objects. Reads only. */
	checkConnection(objects: readonly string[], matchFields: readonly string[]): Promise<ConnectionCheck[]>;
	/** Makes the field that holds the linked record's id, where it is not there yet and the user may. */
	setUpMatchField(field: MatchField): Promise<MatchFieldSetup>;
	/** Makes a field, where it is not there yet and the user may. */
	createField(field: NewField): Promise<FieldSetup>;
}

/** One Salesforce org, by the ports of the engine. Cheap to make: limits and descriptions are shared by all of one connection. */
export function createSalesforce(options: SalesforceOptions): SalesforceSystem {
	const { clock } = options;
	const client = createSalesforceClient(options);
	const describer = createDescriber(client, clock);
	const directory = createDirectory(client, clock);
	const memberships = createCampaignMemberships({ client, describer, clock });
	const schema = withMembershipFields(createSalesforceSchema(client, describer, directory), memberships);
	const bulk = options.bulk === 'never' ? undefined : createBulkWriting({ client, clock, log: options.log ?? (() => undefined), ...(options.bulk === undefined ? {} : { sizes: options.bulk }) });
	const recordsWith = (save: SaveOptions) => withMemberships(createSalesforceRecords({ client, describer, directory, clock, bulk }, save), memberships);
	return {
		source: { ...withMembershipChanges(withContactRoleChanges(createSalesforceChanges(client, describer, options), client), memberships), usage: () => client.usage() },
		records: recordsWith({}),
		schema,
		events: createSalesforceEvents({ ...options, version: API_VERSION.slice(1), client }),
		recordsWith,
		checkConnection: (objects, matchFields) => checkConnection(client, describer, objects, matchFields),
		setUpMatchField: (field) => setUpMatchField(client, describer, field),
		createField: (field) => createField(client, describer, schema, field),
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
