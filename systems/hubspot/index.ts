import type { ChangeSourcePort, SchemaPort } from '../../engine/run/system-port';
import type { ConnectionCheck } from '../common/connection-check';
import { withMemberships } from '../common/membership-records';
import { withMembershipChanges, withMembershipFields } from '../common/membership-source';
import type { MatchField, MatchFieldSetup } from '../common/match-field';
import type { FieldSetup, NewField } from '../common/new-field';
import { createHubSpotChanges } from './changes';
import { checkConnection } from './checks';
import { createHubSpotClient, type HubSpotClientOptions } from './client';
import { createDefinitions, type Definitions } from './definitions';
import { setUpMatchField } from './match-field';
import { createField } from './new-field';
import { createListMemberships } from './memberships';
import { createOptOuts } from './opt-outs';
import { createOwners } from './owners';
import { createHubSpotRecords, type HubSpotRecords } from './records';
import { createHubSpotSchema } from './schema';

export { type HubSpotScope, hubSpotScopeSchema, MAX_CONDITIONS, SCOPE_OPERATORS, scopeOf } from './scope';
export { readWebhook, type SignedRequest, validSignature, type WebhookHint } from './webhooks';
export type { HubSpotRecords } from './records';
type HubSpotOptions = HubSpotClientOptions;

/** A choice in a dropdown. */
export interface Choice {
	value: string;
	label: string;
}

/** What a node's dropdowns offer. Throws `SystemError`. */
interface HubSpotChoices {
	/** Lists of records of the object. */
	lists(object: string): Promise<Choice[]>;
	/** Pipelines of the object, with their stages. */
	pipelines(object: string): Promise<Array<Choice & { stages: Choice[] }>>;
	/** Active users; `value` is the owner's id, `label` the e-mail address. None where the credential may not list them. */
	owners(): Promise<Choice[]>;
}

export interface HubSpotSystem {
	source: ChangeSourcePort;
	records: HubSpotRecords;
	schema: SchemaPort;
	choices: HubSpotChoices;
	/** How lists and webhooks call an object: `0-1`. Throws `SystemError`. */
	objectTypeId: Definitions['objectTypeId'];
	/** The account, its calls, and what the credential may do with these objects. Changes nothing. */
	checkConnection(objects: readonly string[], matchFields: readonly string[]): Promise<ConnectionCheck[]>;
	/** Makes the property that holds the linked record's id, where it is not there yet and the credential may. */
	setUpMatchField(field: MatchField): Promise<MatchFieldSetup>;
	/** Makes a property, where it is not there yet and the credential may. */
	createField(field: NewField): Promise<FieldSetup>;
}

/** One HubSpot portal, by the ports of the engine. Cheap to make: limits and definitions are shared by all of one connection. */
export function createHubSpot(options: HubSpotOptions): HubSpotSystem {
	const client = createHubSpotClient(options);
	const definitions = createDefinitions(client, options.clock);
	const owners = createOwners(definitions);
	const optOuts = createOptOuts(client, options.clock);
	const parts = { client, definitions, owners, optOuts, clock: options.clock };
	const memberships = createListMemberships(client, definitions);
	const schema = withMembershipFields(createHubSpotSchema({ connection: client.connection, definitions, owners }), memberships);
	return {
		source: { ...withMembershipChanges(createHubSpotChanges(parts), memberships), usage: () => client.usage() },
		records: withMemberships(createHubSpotRecords(parts), memberships),
		schema,
		objectTypeId: definitions.objectTypeId,
		checkConnection: (objects, matchFields) => checkConnection(client, schema, objects, matchFields),
		setUpMatchField: (field) => setUpMatchField(client, definitions, schema, field),
		createField: (field) => createField(client, definitions, schema, field),
		choices: {
			lists: async (object) =>
				((await definitions.lists(object)) ?? []).map(({ listId, name }) => ({ value: listId, label: name })),
			pipelines: async (object) =>
				(await definitions.pipelines(object)).map(({ id, label, stages }) => ({
					value: id,
					label,
					stages: stages.map((stage) => ({ value: stage.id, label: stage.label })),
				})),
			owners: async () => ((await owners.active()) ?? []).map(({ id, email }) => ({ value: id, label: email })),
		},
	};
}

/** The connection's id: the portal's (hub) id. Throws `SystemError`. */
export async function hubSpotConnection(options: Omit<HubSpotOptions, 'connection'>): Promise<{ connection: string }> {
	const { portalId } = await createHubSpotClient({ ...options, connection: options.baseUrl }).account();
	return { connection: portalId };
}
