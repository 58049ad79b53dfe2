import type { ChangeSourcePort, RecordPort, SchemaPort } from '../../engine/run/system-port';
import type { MatchField, MatchFieldSetup } from '../common/match-field';
import type { FieldSetup, NewField } from '../common/new-field';
import { createPactChanges } from './changes';
import { type AssumptionCheck, checkAssumptions } from './checks';
import { createPactClient, type PactClientOptions } from './client';
import { createDefinitions } from './definitions';
import { createPactLists } from './lists';
import { setUpMatchField } from './match-field';
import { createField } from './new-field';
import { createPactRecords } from './records';
import { createPactSchema } from './schema';
import { createPactStages, type PactStages } from './stages';
import { createPactSubscriptions, type PactSubscriptions } from './subscriptions';

export { SWEEP_REACH_MS } from './changes';
export type { AssumptionCheck } from './checks';
export type { NewPactStage, PactStages } from './stages';
export type { FeedFilter } from './feed-filter';
export { type PactObject, type PactSubscription, WEBHOOK_HEADERS } from './contract';
export type { PactSubscriptions, SubscriptionWithSecret } from './subscriptions';
export { type PactEvent, readEvent, validSignature } from './webhooks';
type PactOptions = PactClientOptions;

export interface PactSystem {
	source: ChangeSourcePort;
	records: RecordPort;
	schema: SchemaPort;
	subscriptions: PactSubscriptions;
	stages: PactStages;
	/** "Check Pact API": reads only. */
	checkAssumptions(): Promise<AssumptionCheck[]>;
	/** Whether the field that holds the linked record's id is there, or how a person makes it. Reads only. */
	setUpMatchField(field: MatchField): Promise<MatchFieldSetup>;
	/** Whether a field is there, or how a person makes it. Reads only. */
	createField(field: NewField): Promise<FieldSetup>;
}

/** One Pact workspace, by the ports of the engine. Cheap to make: limits and definitions are shared by all of one connection. */
export function createPact(options: PactOptions): PactSystem {
	const client = createPactClient(options);
	const definitions = createDefinitions(client, options.clock);
	const records = createPactRecords(client, definitions, createPactLists(client, options.clock));
	const schema = createPactSchema(client.connection, definitions);
	return {
		source: { ...createPactChanges(client, records, options.clock), usage: () => client.usage() },
		records,
		schema,
		subscriptions: createPactSubscriptions(client),
		stages: createPactStages(client, definitions),
		checkAssumptions: () => checkAssumptions(client, options.clock),
		setUpMatchField: (field) => setUpMatchField(schema, field),
		createField: (field) => createField(schema, field),
	};
}

/**
 * The connection's id. Pact publishes no way to ask which workspace a key belongs to, so it is made of what the user says and what
 * never changes: host, environment (test keys see other data) and the user's own name for the workspace. No part of a key but its
 * documented prefix goes in, so that links survive its rotation.
 */
export function pactConnection(where: { baseUrl: string; workspace?: string; apiKey?: string }): string {
	const { host } = new URL(where.baseUrl);
	const environment = where.apiKey?.startsWith('pact_test_') ? ['test'] : [];
	const workspace = where.workspace?.trim().toLowerCase();
	return [host, ...environment, ...(workspace ? [workspace] : [])].join('/');
}
