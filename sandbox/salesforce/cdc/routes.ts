import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { READ_ONLY } from '../../common/routes';
import type { Org } from '../org';
import { SalesforceError } from '../errors';
import { makeId } from '../ids';
import { DATA, param, queryParam } from '../routes/request';
import { eventNameOf } from './bus';
import { answer, requestsSchema, type Caller } from './bayeux';
import { MAX_REQUEST_BYTES, MIN_VERSION } from './limits';
import type { Transaction } from './transactions';

declare module 'fastify' {
	interface FastifyRequest {
		/** What this call writes. */
		salesforceTransaction?: Transaction;
	}
}

const COOKIE = 'BAYEUX_BROWSER';

/** Every call is one transaction: its events come together, and tell by which API and client they were made. */
export function groupWrites(app: FastifyInstance, org: Org): void {
	app.addHook('preHandler', (request, _reply, done) => {
		const transaction = org.cdc.transactions.begin(originOf(request));
		request.salesforceTransaction = transaction;
		org.cdc.transactions.within(transaction, done);
	});
	app.addHook('onSend', async (request, _reply, payload) => {
		if (request.salesforceTransaction) org.cdc.transactions.commit(request.salesforceTransaction);
		return payload;
	});
}

/** `com/salesforce/api/rest/60.0;client=Astro`; empty for what a person did by hand. */
function originOf({ url, headers }: FastifyRequest): string {
	const version = /^\/services\/data\/v(\d+\.\d)/.exec(url)?.[1];
	if (version === undefined) return '';
	const client = /client\s*=\s*([^,;\s]+)/i.exec(String(headers['sforce-call-options'] ?? ''))?.[1];
	return `com/salesforce/api/rest/${version}${client === undefined ? '' : `;client=${client}`}`;
}

/** Adds the Streaming API. Its calls do not count against the org's daily API calls. */
export function cometdRoutes(app: FastifyInstance, org: Org): void {
	app.post('/cometd', READ_ONLY, async (_request, reply) => reply.code(400).send("API version in the URI is mandatory. URI format: '/cometd/64.0'"));
	app.post('/cometd/:version', READ_ONLY, async (request, reply) => {
		if (!/^\d\d\.0$/.test(param(request, 'version')) || Number(param(request, 'version')) < MIN_VERSION) {
			return reply.code(400).send(`Unsupported API version. Only API versions '${MIN_VERSION}.0' and later are supported. URI format: '/cometd/64.0'`);
		}
		if (Number(request.headers['content-length'] ?? 0) > MAX_REQUEST_BYTES) return reply.code(413).send('Maximum Request Size Exceeded');
		const requests = requestsSchema.safeParse(request.body);
		if (!requests.success) return reply.code(400).send('');
		const caller = callerOf(request, reply);
		const messages: object[] = [];
		for (const one of requests.data) {
			const said = await answer(one, caller, org);
			if (said.cookie !== undefined) {
				caller.cookie = said.cookie;
				// A second one beside it, as the real service sets several.
				reply.header('set-cookie', [`CookieConsentPolicy=0:1; Expires=Sat, 20-Nov-2027 08:00:00 GMT; Path=/`, `${COOKIE}=${said.cookie}; Path=/cometd/; HttpOnly`]);
			}
			messages.push(...said.messages);
		}
		return messages;
	});
}

/** Key prefixes of entity definitions and of channel members in the Tooling API. */
const ENTITY_PREFIX = '01I';
const MEMBER_PREFIX = '0v8';
const SELECTIONS = /^\s*select\s+selectedentity\s+from\s+platformeventchannelmember\s*$/i;

/** Adds the one query of the Tooling API that this sandbox answers: which objects are selected. */
export function selectionRoutes(app: FastifyInstance, org: Org): void {
	app.get(`${DATA}/tooling/query`, async (request) => {
		const soql = queryParam(request, 'q') ?? '';
		if (!SELECTIONS.test(soql)) throw new SalesforceError(400, 'MALFORMED_QUERY', 'This sandbox answers no other query of the Tooling API');
		const { viewSetup, selected } = org.cdc.behaviour;
		if (!viewSetup) throw new SalesforceError(400, 'INVALID_TYPE', "sObject type 'PlatformEventChannelMember' is not supported.");
		const records = selected.map((entity, index) => ({
			attributes: { type: 'PlatformEventChannelMember', url: `/services/data/${param(request, 'version')}/tooling/sobjects/PlatformEventChannelMember/${makeId(MEMBER_PREFIX, index + 1)}` },
			// Of custom objects the id is told, as the guide's samples show.
			SelectedEntity: entity.endsWith('__c') ? makeId(ENTITY_PREFIX, index + 1) : eventNameOf(entity),
		}));
		return { size: records.length, totalSize: records.length, done: true, queryLocator: null, entityTypeName: 'PlatformEventChannelMember', records };
	});
}

function callerOf(request: FastifyRequest, reply: FastifyReply): Caller {
	const gone = new AbortController();
	reply.raw.on('close', () => {
		if (!reply.raw.writableFinished) gone.abort();
	});
	const [, token] = /^(?:Bearer|OAuth) (.+)$/i.exec(request.headers.authorization ?? '') ?? [];
	const [, cookie] = new RegExp(`(?:^|;\\s*)${COOKIE}=([^;]+)`).exec(request.headers.cookie ?? '') ?? [];
	return { token, cookie, gone: gone.signal };
}
