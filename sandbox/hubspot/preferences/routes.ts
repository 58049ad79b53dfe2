import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';

import { requireScope } from '../auth/guard';
import { BATCH_STATUS_SCOPE } from '../auth/scopes';
import { invalid } from '../errors';
import { bodyOf, checkSize, queryFlag, queryText } from '../routes/request';
import type { Portal } from '../store/portal';
import { DEFINITIONS, type Definition } from './definitions';
import { LEGAL_BASES, type Preferences, type Success } from './preferences';

const V3 = '/communication-preferences/v3';
/** v4 and the dated paths answer the same. */
const NEWER = [
	'/communication-preferences/v4',
	'/communication-preferences/2026-03',
	'/communication-preferences/2026-09',
];

const basis = { legalBasis: z.enum(LEGAL_BASES).optional(), legalBasisExplanation: z.string().optional() };
const v3Schema = z.looseObject({ emailAddress: z.string().min(1), subscriptionId: z.coerce.string(), ...basis });
const v4Schema = z.looseObject({
	channel: z.literal('EMAIL'),
	statusState: z.enum(['SUBSCRIBED', 'UNSUBSCRIBED', 'NOT_SPECIFIED']),
	subscriptionId: z.coerce.string(),
	...basis,
});

const batchSchema = z.looseObject({ inputs: z.array(z.string().min(1)) });
/** As of the other batch endpoints. */
const MAX_STATUS_BATCH = 100;

interface OfAddress {
	Params: { email: string };
}

/** The one channel there is must be named. @throws HubSpotError 400 */
function checkChannel(request: FastifyRequest): void {
	const channel = queryText(request, 'channel');
	if (channel !== 'EMAIL') throw invalid(`Invalid channel: ${channel ?? '(missing)'}. Use EMAIL.`);
}

const mayRead = (request: FastifyRequest): void =>
	requireScope(request, 'communication_preferences.read', 'communication_preferences.read_write');
const mayWrite = (request: FastifyRequest): void =>
	requireScope(request, 'communication_preferences.write', 'communication_preferences.read_write');

/** Adds communication preferences in both generations. */
export function preferenceRoutes(api: FastifyInstance, portal: Portal, preferences: Preferences): void {
	const startedAt = portal.clock.now().toISOString();
	v3Routes(api, preferences, startedAt);
	for (const path of NEWER) newerRoutes(api, portal, preferences, path, startedAt);
}

/** Adds the switch for mirrors of opt-outs that are behind, as they are at HubSpot. */
export function preferenceControl(app: FastifyInstance, preferences: Preferences): void {
	app.put('/__sandbox/mirrors', async ({ body }) => {
		const { held } = z.strictObject({ held: z.boolean() }).parse(body);
		if (held) preferences.holdMirrors();
		else preferences.catchUpMirrors();
		return { held };
	});
}

function v3Routes(api: FastifyInstance, preferences: Preferences, definedAt: string): void {
	api.get(`${V3}/definitions`, async (request) => {
		mayRead(request);
		return { subscriptionDefinitions: DEFINITIONS.map((each) => dated(each, definedAt)) };
	});
	api.get<OfAddress>(`${V3}/status/email/:email`, async (request) => {
		mayRead(request);
		const { email } = request.params;
		return { recipient: email, subscriptionStatuses: DEFINITIONS.map(({ id }) => v3Status(preferences, email, id)) };
	});
	for (const action of ['subscribe', 'unsubscribe'] as const) {
		api.post(`${V3}/${action}`, async (request) => {
			mayWrite(request);
			const { emailAddress, subscriptionId, legalBasis, legalBasisExplanation } = bodyOf(v3Schema, request);
			preferences[action](emailAddress, subscriptionId, { legalBasis, legalBasisExplanation });
			return v3Status(preferences, emailAddress, subscriptionId);
		});
	}
}

/** v3 cannot tell an opt-out from silence: both are NOT_SUBSCRIBED. */
function v3Status(preferences: Preferences, email: string, subscriptionId: string): Record<string, unknown> {
	const { name, description } = preferences.definition(subscriptionId);
	const { state, legalBasis, legalBasisExplanation } = preferences.status(email, subscriptionId);
	return {
		id: subscriptionId,
		name,
		description,
		status: state === 'SUBSCRIBED' ? 'SUBSCRIBED' : 'NOT_SUBSCRIBED',
		sourceOfStatus: preferences.optedOutAt(email) === undefined ? 'SUBSCRIPTION_STATUS' : 'PORTAL_WIDE_STATUS',
		brandId: null,
		preferenceGroupName: null,
		legalBasis: legalBasis ?? null,
		legalBasisExplanation: legalBasisExplanation ?? null,
	};
}

function newerRoutes(
	api: FastifyInstance,
	portal: Portal,
	preferences: Preferences,
	path: string,
	definedAt: string,
): void {
	const complete = (results: readonly unknown[]): Record<string, unknown> => {
		const now = portal.clock.now().toISOString();
		return { status: 'COMPLETE', results, startedAt: now, completedAt: now };
	};
	const statusesOf = (email: string) => DEFINITIONS.map(({ id }) => v4Status(portal, preferences, email, id));

	api.get(`${path}/definitions`, async (request) => {
		mayRead(request);
		return complete(DEFINITIONS.map((each) => dated(each, definedAt)));
	});
	api.get<OfAddress>(`${path}/statuses/:email`, async (request) => {
		mayRead(request);
		checkChannel(request);
		return complete(statusesOf(request.params.email));
	});
	api.post<OfAddress>(`${path}/statuses/:email`, async (request) => {
		mayWrite(request);
		const { email } = request.params;
		const { subscriptionId, statusState, legalBasis, legalBasisExplanation } = bodyOf(v4Schema, request);
		const success = preferences.set(email, subscriptionId, statusState, { legalBasis, legalBasisExplanation });
		return complete([v4Status(portal, preferences, email, subscriptionId, success)]);
	});
	/** Empty unless the address has left all e-mail. */
	api.get<OfAddress>(`${path}/statuses/:email/unsubscribe-all`, async (request) => {
		mayRead(request);
		checkChannel(request);
		return complete(wideStatuses(preferences, request.params.email));
	});
	/** For Marketing Hub Enterprise. */
	api.post(`${path}/statuses/batch/unsubscribe-all/read`, async (request) => {
		requireScope(request, BATCH_STATUS_SCOPE);
		checkChannel(request);
		const { inputs } = bodyOf(batchSchema, request);
		checkSize(inputs, MAX_STATUS_BATCH);
		return complete(inputs.map((email) => ({ subscriberIdString: email, wideStatuses: wideStatuses(preferences, email) })));
	});
	/** Answers the statuses only when asked to be `verbose`. */
	api.post<OfAddress>(`${path}/statuses/:email/unsubscribe-all`, async (request) => {
		mayWrite(request);
		checkChannel(request);
		preferences.unsubscribeAll(request.params.email);
		return complete(queryFlag(request, 'verbose') ? statusesOf(request.params.email) : []);
	});
}

function wideStatuses(preferences: Preferences, email: string): Array<Record<string, unknown>> {
	const at = preferences.optedOutAt(email);
	if (at === undefined) return [];
	const wide = { channel: 'EMAIL', status: 'UNSUBSCRIBED', wideStatusType: 'PORTAL_WIDE' };
	return [{ subscriberIdString: email, ...wide, timestamp: new Date(at).toISOString(), businessUnitId: 0 }];
}

function v4Status(
	portal: Portal,
	preferences: Preferences,
	email: string,
	subscriptionId: string,
	success?: Success,
): Record<string, unknown> {
	const { state, at, source, legalBasis, legalBasisExplanation } = preferences.status(email, subscriptionId);
	return {
		channel: 'EMAIL',
		source,
		status: state,
		subscriberIdString: email,
		subscriptionId: Number(subscriptionId),
		subscriptionName: preferences.definition(subscriptionId).name,
		timestamp: new Date(at ?? portal.now()).toISOString(),
		businessUnitId: 0,
		...(legalBasis === undefined ? {} : { legalBasis, legalBasisExplanation }),
		...(success === undefined ? {} : { setStatusSuccessReason: success }),
	};
}

const dated = (definition: Definition, at: string): Record<string, unknown> => ({
	...definition,
	createdAt: at,
	updatedAt: at,
});
