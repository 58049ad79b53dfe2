import {
	DEMO_TOKENS,
	startHubSpotSandbox,
	type HubSpotSandbox,
	type HubSpotSandboxOptions,
} from '../../../sandbox/hubspot';
import { SandboxClock } from '../../../sandbox/common/clock';
import { fetchHttp } from '../../../systems/common/fetch-http';
import { signatureV3 } from '../../../sandbox/hubspot/webhooks/signature';
import * as hubspot from '../../../systems/hubspot';
import type { Lacks } from './abilities';
import { sleepingClock, type Subject } from './subject';

const { createHubSpot, hubSpotConnection } = hubspot;
type HubSpotSystem = hubspot.HubSpotSystem;

export const HUBSPOT_LACKS: Lacks = {
	restore: 'the API brings back nothing; people do, in the list of deleted records',
};

const WEBHOOK_URI = 'https://n8n.acme.example/webhook/1/hubspot';
const LISTS = ['Trade fair', 'VIP'] as const;

export interface HubSpotSubject extends Subject {
	sandbox: HubSpotSandbox;
	records: HubSpotSystem['records'];
	choices: HubSpotSystem['choices'];
	connection: string;
	/** The same portal with another token. */
	withToken(token: string): HubSpotSystem;
	/** Calls the sandbox beside the adapter, as an administrator would. */
	call(method: string, path: string, body?: unknown): Promise<unknown>;
}

/** An empty HubSpot portal whose search is up to date, and the adapter connected to it. */
export async function hubSpotSubject(
	options: HubSpotSandboxOptions & { dailyShare?: number } = {},
): Promise<HubSpotSubject> {
	const { dailyShare, ...sandboxOptions } = options;
	const sandbox = await startHubSpotSandbox({
		clock: new SandboxClock({ startAt: new Date('2026-11-21T08:00:00Z'), frozen: true }),
		plan: 'unlimited',
		searchLagMs: 0,
		...sandboxOptions,
	});
	const clock = sleepingClock(sandbox);
	const where = (token: string) => ({
		http: fetchHttp({ authorise: () => ({ Authorization: `Bearer ${token}` }), timeoutMs: 5_000 }),
		baseUrl: sandbox.url,
		clock,
	});
	const { connection } = await hubSpotConnection(where(DEMO_TOKENS.full));
	const withToken = (token: string) =>
		createHubSpot({ ...where(token), connection, ...(dailyShare === undefined ? {} : { dailyShare }) });
	sandbox.stats.reset();
	const system = withToken(DEMO_TOKENS.full);
	return {
		...system,
		sandbox,
		connection,
		withToken,
		async call(method, path, body) {
			const headers = { authorization: `Bearer ${DEMO_TOKENS.full}`, 'content-type': 'application/json' };
			const answer = await fetch(sandbox.url + path, {
				method,
				headers,
				...(body === undefined ? {} : { body: JSON.stringify(body) }),
			});
			if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
			return await answer.json();
		},
		waitedMs: () => clock.sleptMs,
		people: 'contacts',
		companies: 'companies',
		fields: {
			email: 'email',
			lastName: 'lastname',
			title: 'jobtitle',
			domain: 'website',
			companyName: 'name',
			externalId: 'pact_id',
			list: { name: 'persona', good: 'influencer', bad: 'Secret Persona' },
		},
		// HubSpot tells every value as text.
		kinds: {
			text: 'jobtitle',
			longText: 'message',
			number: { field: 'engagement_score', given: ['0', '-12.5'] },
			flag: { field: 'is_champion', given: ['true', 'false'] },
			date: { field: 'date_of_birth_day', given: ['2024-02-29', '1969-12-31'] },
			multi: { field: 'preferred_channels', given: [['email'], ['email', 'phone']] },
		},
		required: { object: 'deals', field: 'dealstage', others: { dealname: 'Deal' } },
		paths: {
			read: { method: 'POST', path: '/crm/v3/objects/contacts/(batch/read|search)' },
			write: { method: 'POST', path: '/crm/v3/objects/contacts/batch/create$' },
		},
		tooMany: {
			status: 429,
			body: {
				status: 'error',
				errorType: 'RATE_LIMIT',
				policyName: 'TEN_SECONDLY_ROLLING',
				message: 'You have reached your ten_secondly_rolling limit.',
			},
		},
		refusal: (text) => ({ status: 'error', category: 'VALIDATION_ERROR', message: `Bad value: ${text}`, errors: [{ message: text, code: 'INVALID' }] }),
		unknownId: '999999999',
		// Batch endpoints take 100 records.
		batches: { write: 100, read: 100 },
		make: (object, values) => sandbox.create(object, values as Record<string, string>),
		makePeople: (count) =>
			Array.from({ length: count }, (_, n) =>
				sandbox.create('contacts', { lastname: `Person ${n}`, email: `person${n}@made.example` }),
			),
		edit: (object, id, values) => sandbox.edit(object, id, values as Record<string, string>),
		remove: (object, id) => sandbox.archive(object, id),
		countPeople: () => sandbox.records('contacts').filter(({ archivedAt }) => archivedAt === undefined).length,
		withBadCredential: () => withToken('pat-na1-revoked'),
		again: () => createHubSpot({ ...where(DEMO_TOKENS.full), connection, clock: sleepingClock(sandbox) }),
		connect: async () => (await hubSpotConnection(where(DEMO_TOKENS.full))).connection,
		check: () => system.checkConnection(['contacts'], ['pact_id']),
		exports: hubspot,
		secret: DEMO_TOKENS.full,
		raw: {
			headers: { authorization: `Bearer ${DEMO_TOKENS.full}` },
			read: { method: 'GET', path: '/crm/v3/objects/contacts?limit=1' },
			write: { method: 'POST', path: '/crm/v3/objects/contacts', body: { properties: { lastname: 'Raw' } } },
			tooLarge: { method: 'POST', path: '/crm/v3/objects/contacts/batch/create', body: { inputs: Array.from({ length: 101 }, () => ({ properties: { lastname: 'Raw' } })) } },
			isError: (body) => (body as { status?: unknown } | undefined)?.status === 'error' && typeof (body as { message?: unknown }).message === 'string',
		},
		abilities: {
			// What was archived is looked for every five minutes.
			tellsDeleted: { withinMs: 6 * 60_000 },
			bringBack: (object, id) => sandbox.restore(object, id),
			merge: async (object, winner, loser) => await Promise.resolve(sandbox.merge(object, winner, loser)),
			archive: true,
			history: true,
			past: { field: 'jobtitle', keep: () => undefined },
			filter: {
				ceo: JSON.stringify({ conditions: [{ property: 'jobtitle', operator: 'EQ', value: 'CEO' }] }),
				nonsense: JSON.stringify({ conditions: [{ property: 'jobtitle', operator: 'EQ' }] }),
			},
			lateRows: {
				lateMs: 60_000,
				edit(id, values) {
					sandbox.setSearchLag(60_000);
					sandbox.edit('contacts', id, values);
					sandbox.clock.advance(1);
					sandbox.setSearchLag(0);
				},
			},
			memberships: { field: 'lists.names', names: LISTS, make: () => LISTS.forEach((name) => sandbox.lists.create({ name, objectTypeId: '0-1', processingType: 'MANUAL' })) },
			activities: { object: 'notes', about: 'contact.id', values: { hs_timestamp: '2026-11-20T10:00:00.000Z' } },
			webhooks: {
				about(id, at, secret) {
					const text = JSON.stringify([{ portalId: sandbox.portalId, subscriptionType: 'contact.propertyChange', objectId: Number(id), propertyName: 'email', propertyValue: 'ann@acme.example', occurredAt: at.getTime(), eventId: 1 }]);
					return {
						body: Buffer.from(text),
						headers: { 'x-hubspot-request-timestamp': String(at.getTime()), 'x-hubspot-signature-v3': signatureV3(secret, 'POST', WEBHOOK_URI, text, at.getTime()) },
					};
				},
				accepts: ({ body, headers }, now, secret) =>
					hubspot.validSignature({ secret, method: 'POST', uri: WEBHOOK_URI, rawBody: body, timestamp: headers['x-hubspot-request-timestamp'], signature: headers['x-hubspot-signature-v3'], now }),
				records: ({ body }) => (hubspot.readWebhook(body) ?? []).map(({ object, id }) => ({ object, id })),
			},
		},
	};
}
