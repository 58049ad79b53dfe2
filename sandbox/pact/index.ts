import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';

import { SandboxClock } from '../common/clock';
import { seededRandom } from '../common/random';
import { INVALID_JSON, startSandboxServer, type RunningSandbox } from '../common/server';
import { ApiKeys, DEMO_KEYS, type ApiKey, type NewKey } from './auth/apiKeys';
import { guard } from './auth/guard';
import { DEMO_APPS, OAuth, OAuthError, type OAuthApp } from './auth/oauth';
import { assumptionsSchema, DEFAULT_ASSUMPTIONS, type Assumptions } from './assumptions';
import { errorBody, notFound, PactError } from './errors';
import type { Plan, Policy } from './limits/policies';
import { RateLimits } from './limits/rateLimits';
import { pageRoutes } from './page/routes';
import { activityRoutes } from './routes/activities';
import { BY_HAND, controlRoutes } from './routes/control';
import { definitionRoutes } from './routes/definitions';
import { engagementRoutes } from './routes/engagement';
import { oauthRoutes } from './routes/oauthRoutes';
import { recordRoutes } from './routes/records';
import { webhookRoutes } from './routes/webhookRoutes';
import type { ObjectName, PactRecord, Values } from './schema/objects';
import { seedRecords } from './seedRecords';
import type { Activity } from './store/activityFeed';
import { type ActivityInput, Workspace } from './store/workspace';
import { ORDERLY, type Attempt, type Delivery, type Subscription, type WebhookBehaviour } from './webhooks/deliveries';
import { WebhookDispatcher } from './webhooks/dispatcher';

export { DEMO_APPS, DEMO_KEYS };
export type { Activity, ApiKey, Assumptions, Attempt, Delivery, ObjectName, PactRecord, Plan, Subscription };

/** How to start a Pact sandbox. */
export interface PactSandboxOptions {
	/** 0 (default): any free port. */
	port?: number;
	/** One seed, one sequence of ids; default 1. */
	seed?: number;
	clock?: SandboxClock;
	/** Decides the rate limits; default `growth`. */
	plan?: Plan;
	/** Unpublished behaviours that differ from the defaults. */
	assumptions?: Partial<Assumptions>;
	/** How webhook deliveries misbehave; default: they do not. */
	webhooks?: Partial<WebhookBehaviour>;
	/** Registered OAuth apps beside the demo ones. */
	oauthApps?: readonly OAuthApp[];
	/** Starts with a handful of records; default: an empty workspace. */
	seedRecords?: boolean;
}

/** What webhooks have done so far. */
interface WebhookState {
	readonly subscriptions: readonly Subscription[];
	readonly pending: readonly Delivery[];
	readonly attempts: readonly Attempt[];
	readonly deadLetters: readonly Delivery[];
}

/** A running Pact sandbox. Its own methods act as a person at the screen, and count as no API call. */
export interface PactSandbox extends RunningSandbox {
	/** All records of an object, in order of creation. */
	records(object: ObjectName): PactRecord[];
	/** @throws PactError */
	create(object: ObjectName, values: Values): PactRecord;
	/** @throws PactError */
	edit(object: ObjectName, publicId: string, values: Values): PactRecord;
	/** @throws PactError */
	remove(object: ObjectName, publicId: string): void;
	activities(): readonly Activity[];
	/** Something that happened to a record, such as `email.opened`: an entry of the feed, and an event. */
	happen(activity: ActivityInput): Activity;
	webhooks(): WebhookState;
	/** Resolves when every delivery that is due has been attempted. */
	webhooksSettled(): Promise<void>;
	/** Ids of contacts erased for good through the API. A sync must leave this empty. */
	erasures(): readonly string[];
	/** Makes an API key and answers it with its secret. */
	createKey(input?: NewKey): ApiKey;
	/** Switches the plan; own policies add to or replace its rate policies. */
	setPlan(plan: Plan, policies?: readonly Policy[]): void;
	/** Switches assumptions while running. */
	assume(changed: Partial<Assumptions>): void;
}

declare module 'fastify' {
	interface FastifyRequest {
		/** Id of a request to the Pact sandbox, as its answer carries it. */
		pactRequestId: string;
	}
}

/** Starts a stand-in for the Pact REST API. Rejects when the port is taken or an assumption is unknown. */
export async function startPactSandbox(options: PactSandboxOptions = {}): Promise<PactSandbox> {
	const clock = options.clock ?? new SandboxClock();
	const seed = options.seed ?? 1;
	const assumptions = assumptionsSchema.parse({ ...DEFAULT_ASSUMPTIONS, ...options.assumptions });
	// Deliveries run beside the calls: with one sequence for all, the ids of records would depend on timing.
	const randomOf = (part: number) => seededRandom(seed * 10 + part);
	const webhooks = new WebhookDispatcher(clock, randomOf(1), assumptions);
	webhooks.behaviour = { ...ORDERLY, ...options.webhooks };
	const workspace = new Workspace(clock, randomOf(0), assumptions, (event) => webhooks.publish(event));
	const keys = new ApiKeys(clock, randomOf(2));
	const oauth = new OAuth(clock, randomOf(3), assumptions, [...DEMO_APPS, ...(options.oauthApps ?? [])]);
	const limits = new RateLimits(clock, assumptions, options.plan ?? 'growth');
	const requestIds = randomOf(4);
	const subscriptionIds = randomOf(5);
	if (options.seedRecords) seedRecords(workspace);

	const running = await startSandboxServer({
		port: options.port ?? 0,
		clock,
		kept: [
			// Its validators are made anew from the custom fields; the assumptions are this start's.
			{ of: workspace, only: ['tables', 'feed', 'pipelines', 'customFields', 'erasures', 'mergedAway', 'trackingEvents', 'trackingKeys', 'validators', 'nextId', 'random'] },
			{ of: webhooks, only: ['subscriptions', 'deadLetters', 'random'] },
			{ of: requestIds },
			{ of: subscriptionIds },
		],
		onError: answerError,
		onNotFound: (request, reply) => {
			return reply.code(404).send(errorBody(notFound('This path'), request.pactRequestId));
		},
		routes: async (app) => {
			app.decorateRequest('pactRequestId', '');
			app.addHook('onRequest', async (request, reply) => {
				request.pactRequestId = `req_${requestIds.uuid().replaceAll('-', '')}`;
				if (assumptions.requestIdHeader !== 'none') reply.header(assumptions.requestIdHeader, request.pactRequestId);
			});
			controlRoutes(app, { workspace, keys, oauth, limits, webhooks });
			oauthRoutes(app, oauth, workspace.users);
			pageRoutes(app, workspace, webhooks);
			await app.register(async (api) => {
				guard(api, keys, oauth, limits);
				recordRoutes(api, workspace);
				activityRoutes(api, workspace);
				definitionRoutes(api, workspace);
				engagementRoutes(api, workspace);
				webhookRoutes(api, { webhooks, clock, random: subscriptionIds, assumptions });
				// Paths that do not exist are guarded like the others: 401 without a credential, and they count.
				api.all('/v1/*', async () => {
					throw notFound('This path');
				});
			});
		},
	});

	return {
		...running,
		close: async () => {
			await webhooks.close();
			await running.close();
		},
		records: (object) => workspace.tables[object].all(),
		create: (object, values) => workspace.create(object, values, BY_HAND),
		edit: (object, publicId, values) => workspace.update(object, publicId, values, BY_HAND),
		remove: (object, publicId) => void workspace.remove(object, publicId, BY_HAND),
		activities: () => workspace.feed.all(),
		happen: (activity) => workspace.logAndPublish(activity),
		webhooks: () => ({
			subscriptions: [...webhooks.subscriptions.values()],
			pending: webhooks.pending,
			attempts: webhooks.attempts,
			deadLetters: webhooks.deadLetters,
		}),
		webhooksSettled: () => webhooks.settled(),
		erasures: () => workspace.erasures,
		createKey: (input = {}) => keys.create(input),
		setPlan: (plan, policies) => limits.setPlan(plan, policies),
		assume: (changed) => void Object.assign(assumptions, assumptionsSchema.partial().parse(changed)),
	};
}

function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
	if (error instanceof OAuthError) {
		const status = error.error === 'invalid_client' ? 401 : 400;
		return reply.code(status).send({ error: error.error, error_description: error.message });
	}
	const pactError = error instanceof PactError ? error : asPactError(error);
	return reply.code(pactError.statusCode).headers(pactError.headers).send(errorBody(pactError, request.pactRequestId));
}

/** Errors of the server itself: bodies that cannot be read, and faults of this sandbox. */
function asPactError(error: FastifyError): PactError {
	if (error.code === INVALID_JSON) return new PactError(400, 'invalid_json', 'The body is not valid JSON.');
	const status = error.statusCode ?? 500;
	return new PactError(status, status < 500 ? 'invalid_request' : 'internal_error', error.message);
}
