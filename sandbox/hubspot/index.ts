import { SandboxClock } from '../common/clock';
import { Faults } from '../common/faults';
import { latestRoute } from '../common/latest';
import { startSandboxServer, type RunningSandbox } from '../common/server';
import { AccessTokens, DEMO_TOKENS, guard } from './auth/guard';
import { DirectAccess } from './direct';
import { pathNotFound } from './errors';
import { Extensions } from './extensions';
import type { Hub } from './hub';
import { RateLimits, type Plan } from './limits/rateLimits';
import { accountRoutes } from './routes/account';
import { answerError } from './routes/answerError';
import { associationRoutes } from './routes/associations';
import { batchRoutes } from './routes/batch';
import { controlRoutes } from './routes/control';
import { ownerRoutes } from './routes/owners';
import { pipelineRoutes } from './routes/pipelines';
import { propertyRoutes } from './routes/properties';
import { recordRoutes } from './routes/records';
import { schemaRoutes } from './routes/schemas';
import { searchRoutes } from './routes/search';
import { seedPortal, type SeedSize, type TwinSource } from './seed';
import { addProjects } from './seed/projects';
import { Portal } from './store/portal';
import type { WebhookDispatcher } from './webhooks/dispatcher';

export { DEMO_TOKENS };
export { DEMO_APP } from './auth/app';
export { DEMO_REFRESH_TOKEN } from './auth/oauth';
export { HubSpotError } from './errors';
export type { AssociationKind } from './direct';
export type { Plan } from './limits/rateLimits';
export type { PortalChange } from './store/changes';
export type { StoredRecord } from './store/record';

/** Hub id of the demo portal. */
export const DEMO_PORTAL_ID = 44_800_123;

/** How to start the HubSpot sandbox; everything has a default. */
export interface HubSpotSandboxOptions {
	/** 0 (default): any free port. */
	port?: number;
	/** Seed of the demo data, default 42. */
	seed?: number;
	clock?: SandboxClock;
	/** Decides the rate limits; default `professional`. */
	plan?: Plan;
	portalId?: number;
	/** How long search is behind, in ms of the clock; default 3,000. */
	searchLagMs?: number;
	/** Starts with sample records, 500 companies, 2,000 contacts and 400 deals unless sizes are given; default: none. */
	seedRecords?: boolean | Partial<SeedSize>;
	/** Also has the custom object `p_projects`. */
	projects?: boolean;
	/** The Salesforce sandbox that half of the sample records are in, too; default: one with all defaults. */
	salesforce?: TwinSource;
	/** False: subscribing an address to e-mail needs no legal basis; default true. */
	gdpr?: boolean;
}

type DirectMethods = Pick<
	DirectAccess,
	| 'records'
	| 'record'
	| 'create'
	| 'edit'
	| 'archive'
	| 'restore'
	| 'erase'
	| 'merge'
	| 'associate'
	| 'dissociate'
	| 'bulkTouch'
	| 'generate'
>;

/** A running HubSpot sandbox. Its own methods act as a person at the screen, and count as no API call. */
export interface HubSpotSandbox extends RunningSandbox, DirectMethods {
	/** Hub id, as `GET /account-info/v3/details` tells it. */
	portalId: number;
	/** Schema, pipelines, owners, records and `onChange`. */
	portal: Portal;
	/** Service keys and OAuth tokens that are valid. */
	tokens: AccessTokens;
	/** Ids of records erased for good. A sync must leave this empty. */
	erasures(): readonly string[];
	/** Switches the plan, and if given the daily limit. */
	setPlan(plan: Plan, daily?: number): void;
	/** How long search is behind from now on, in ms of the clock. */
	setSearchLag(ms: number): void;
	oauth: Extensions['oauth'];
	lists: Extensions['lists'];
	preferences: Extensions['preferences'];
	/** Subscriptions, requests made and events on their way. */
	webhooks: WebhookDispatcher;
}

/**
 * Starts a stand-in for the HubSpot CRM API on 127.0.0.1, as strict as the real service. Needs no network and touches no
 * file. Rejects when the port is taken.
 */
export async function startHubSpotSandbox(options: HubSpotSandboxOptions = {}): Promise<HubSpotSandbox> {
	const clock = options.clock ?? new SandboxClock();
	const faults = new Faults();
	const portal = new Portal({
		clock,
		portalId: options.portalId ?? DEMO_PORTAL_ID,
		...(options.searchLagMs === undefined ? {} : { searchLagMs: options.searchLagMs }),
	});
	const hub: Hub = {
		portal,
		tokens: new AccessTokens(clock),
		limits: new RateLimits(clock, options.plan ?? 'professional'),
		clock,
		faults,
		seed: options.seed ?? 42,
	};
	if (options.projects) addProjects(portal);
	const direct = new DirectAccess(hub);
	const extensions = new Extensions(hub, options.gdpr ?? true);
	if (options.seedRecords) {
		seedPortal({
			portal,
			preferences: extensions.preferences,
			lists: extensions.lists,
			seed: hub.seed,
			...(options.seedRecords === true ? {} : { size: options.seedRecords }),
			...(options.salesforce === undefined ? {} : { salesforce: options.salesforce }),
		});
	}
	const running = await startSandboxServer({
		clock,
		faults,
		kept: [
			// Custom objects that were made meanwhile have tables, too.
			{ of: portal, only: ['catalog'] },
			{ of: portal, prepare: () => portal.catalog.allTypes().forEach(({ id }) => portal.table(id)) },
			{ of: extensions.lists },
			{ of: extensions.preferences },
			{ of: extensions.webhooks, only: ['apps'] },
		],
		port: options.port ?? 0,
		onError: (error, _request, reply) => answerError(error, reply),
		onNotFound: (_request, reply) => answerError(pathNotFound(), reply),
		routes: async (app) => {
			controlRoutes(app, hub, direct, () => portal.clearRecords());
			latestRoute(app, (object) =>
				direct.records(object).flatMap(({ id, updatedAt, archivedAt, properties }) => (archivedAt === undefined ? [{ id, changedAt: new Date(updatedAt).toISOString(), values: properties }] : [])),
			);
			await extensions.open(app);
			await app.register(async (api) => {
				guard(api, hub.tokens, hub.limits);
				recordRoutes(api, hub);
				batchRoutes(api, hub);
				searchRoutes(api, hub);
				associationRoutes(api, hub);
				propertyRoutes(api, hub);
				pipelineRoutes(api, hub);
				ownerRoutes(api, hub);
				schemaRoutes(api, hub);
				accountRoutes(api, hub);
				extensions.guarded(api);
			});
		},
	});
	return {
		...running,
		close: async () => {
			await extensions.webhooks.close();
			await running.close();
		},
		records: (object) => direct.records(object),
		record: (object, id) => direct.record(object, id),
		create: (object, properties) => direct.create(object, properties),
		edit: (object, id, properties) => direct.edit(object, id, properties),
		archive: (object, id) => direct.archive(object, id),
		restore: (object, id) => direct.restore(object, id),
		erase: (object, id) => direct.erase(object, id),
		merge: (object, primaryId, otherId) => direct.merge(object, primaryId, otherId),
		associate: (object, id, toObject, toId, kind) => direct.associate(object, id, toObject, toId, kind),
		dissociate: (object, id, toObject, toId) => direct.dissociate(object, id, toObject, toId),
		bulkTouch: (object, ids, properties, limit) => direct.bulkTouch(object, ids, properties, limit),
		generate: (object, count) => direct.generate(object, count),
		portalId: portal.portalId,
		portal,
		tokens: hub.tokens,
		erasures: () => portal.erasures,
		setPlan: (plan, daily) => hub.limits.setPlan(plan, daily),
		setSearchLag: (ms) => {
			portal.searchLagMs = ms;
		},
		oauth: extensions.oauth,
		lists: extensions.lists,
		preferences: extensions.preferences,
		webhooks: extensions.webhooks,
	};
}
