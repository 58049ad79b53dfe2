import type { z } from 'zod';
import type { Clock } from '../../engine/run/clock-port';
import type { Http, HttpRequest } from '../../engine/run/http-port';
import { DEFAULT_DAILY_SHARE } from '../common/budget';
import { SystemError } from '../common/engine';
import { createExchange } from '../common/exchange';
import { parsedAnswer } from '../common/json';
import type { AssociationInput, CallsOfDay, HubSpotClient } from './api';
import {
	accountSchema,
	type AssociationAnswer,
	associatedAnswerSchema,
	associationAnswerSchema,
	associationTypeSchema,
	batchAnswerSchema,
	changedMembersAnswerSchema,
	listAnswerSchema,
	type ListEntry,
	listsAnswerSchema,
	listsOfRecordsAnswerSchema,
	MEMBER_PROPERTIES,
	membersAnswerSchema,
	objectTypeSchema,
	ownerSchema,
	pageOf,
	PATHS,
	pipelineSchema,
	propertySchema,
	type Refusal,
	searchAnswerSchema,
	statusSetSchema,
	subscriptionStatusesSchema,
	subscriptionTypeSchema,
	type WideStatus,
	wideStatusesOfManySchema,
	wideStatusesSchema,
} from './contract';
import { errorOfAnswer, errorOfRefusal } from './errors';
import { callsIn, limitsFor, MAX_MEMBER_PAGE, TIMEOUT_MS } from './limits';

export type * from './api';

export interface HubSpotClientOptions {
	/** Adds the credential. */
	http: Http;
	/** `https://api.hubapi.com` */
	baseUrl: string;
	clock: Clock;
	/** The portal's id; limits are shared by all clients of one portal. */
	connection: string;
	/** Largest share (0 to 1) of the account's daily calls that we may make. */
	dailyShare?: number;
}

/** Owners and lists of one page (owners API: 500; list search: 500). */
const MAX_DEFINITIONS_PAGE = 500;

export function createHubSpotClient(options: HubSpotClientOptions): HubSpotClient {
	const { clock, connection } = options;
	const base = options.baseUrl.replace(/\/+$/, '');
	const limits = limitsFor(clock, connection);
	const share = options.dailyShare ?? DEFAULT_DAILY_SHARE;
	let serverAheadMs: number | undefined;
	let callsToday: CallsOfDay | undefined;

	const exchange = createExchange({
		// Inside the retries, so that every search waits for its turn.
		http: async (request) => {
			if (request.url.endsWith('/search')) await limits.searchTurn();
			return await options.http(request);
		},
		clock,
		limiter: limits.limiter,
		headers: {},
		timeoutMs: TIMEOUT_MS,
		errorOf: (response, kind) => errorOfAnswer(response, kind, clock.now()),
		onAnswer(response) {
			limits.noteAnswer(response);
			callsToday = callsIn(response) ?? callsToday;
			const serverTime = Date.parse(response.headers.date ?? '');
			if (!Number.isNaN(serverTime)) serverAheadMs = serverTime - clock.now().getTime();
		},
		beforeCall() {
			const refusal = limits.refusal(share);
			if (refusal) throw new SystemError(refusal);
		},
		meter: limits.meter,
	});

	const post = (path: string, body: object): Pick<HttpRequest, 'method' | 'url' | 'body'> => ({
		method: 'POST',
		url: base + path,
		body: JSON.stringify(body),
	});

	/** All pages of a list of definitions. */
	async function every<Item extends z.ZodType>(
		path: string,
		query: Record<string, string>,
		item: Item,
		what: string,
	): Promise<Array<z.output<Item>>> {
		const all: Array<z.output<Item>> = [];
		for (let after: string | undefined; ;) {
			const asked = new URLSearchParams({ ...query, ...(after === undefined ? {} : { after }) }).toString();
			const url = `${base}${path}${asked === '' ? '' : `?${asked}`}`;
			const page = await exchange.read({ method: 'GET', url }, pageOf(item), what);
			all.push(...page.results);
			after = page.paging?.next?.after;
			if (after === undefined || page.results.length === 0) return all;
		}
	}

	async function write<T>(path: string, body: object, shape: z.ZodType<T>, what: string, empty: T): Promise<T> {
		const response = await exchange.write(post(path, body));
		return response.status === 204 || (response.body.trim() === '' && response.status === 201)
			? empty
			: parsedAnswer(response, shape, what);
	}

	return {
		connection,
		usage: () => limits.usage(share),
		serverNow: () => (serverAheadMs === undefined ? undefined : new Date(clock.now().getTime() + serverAheadMs)),

		callsOfDay: () => callsToday,
		account: async () =>
			await exchange.read({ method: 'GET', url: base + PATHS.account }, accountSchema, 'the HubSpot account'),

		search: async (object, { sort, ...search }) =>
			await exchange.read(
				post(PATHS.search(object), { ...search, ...(sort ? { sorts: [sort] } : {}) }),
				searchAnswerSchema,
				`a search of ${object}`,
			),

		async list(object, { limit, properties, after, archived }) {
			const query = new URLSearchParams({
				limit: String(limit),
				archived: String(archived ?? false),
				...(properties.length > 0 ? { properties: properties.join(',') } : {}),
				...(after === undefined ? {} : { after }),
			});
			const url = `${base}${PATHS.records(object)}?${query.toString()}`;
			const page = await exchange.read({ method: 'GET', url }, listAnswerSchema, `the list of ${object}`);
			return { items: page.results, ...afterOf(page) };
		},

		async batchRead(object, { ids, properties, idProperty, archived, history }) {
			const body = {
				inputs: ids.map((id) => ({ id })),
				properties,
				propertiesWithHistory: history ?? [],
				...(idProperty === undefined ? {} : { idProperty }),
			};
			const path = `${PATHS.batch(object, 'read')}${archived ? '?archived=true' : ''}`;
			return complete(await exchange.read(post(path, body), batchAnswerSchema, `records of ${object}`));
		},

		batchWrite: async (object, kind, inputs) =>
			parsedAnswer(
				await exchange.write(post(PATHS.batch(object, kind), { inputs })),
				batchAnswerSchema,
				`written records of ${object}`,
			),

		async batchArchive(object, ids) {
			await exchange.write(post(PATHS.batch(object, 'archive'), { inputs: ids.map((id) => ({ id })) }));
		},

		async associations(from, to, ids) {
			// A record with very many associations is answered in pages of its own.
			const all: AssociationAnswer['results'] = [];
			for (let inputs: Array<{ id: string; after?: string }> = ids.map((id) => ({ id })); inputs.length > 0;) {
				const page: AssociationAnswer = await exchange.read(
					post(PATHS.associations(from, to, 'read'), { inputs }),
					associationAnswerSchema,
					`associations of ${from}`,
				);
				all.push(...complete(page).results);
				inputs = page.results.flatMap(({ from: { id }, paging }) =>
					paging?.next === undefined ? [] : [{ id, after: paging.next.after }],
				);
			}
			return all;
		},

		async associate(from, to, inputs) {
			return (
				await write(PATHS.associations(from, to, 'create'), typed(inputs), associatedAnswerSchema, 'written associations', {
					errors: [],
				})
			).errors;
		},

		associationTypes: async (from, to) =>
			await every(PATHS.associationTypes(from, to), {}, associationTypeSchema, `the association types of ${from}`),

		async removeLabels(from, to, inputs) {
			return (
				await write(PATHS.associations(from, to, 'labels/archive'), typed(inputs), associatedAnswerSchema, 'removed labels', {
					errors: [],
				})
			).errors;
		},

		async dissociate(from, to, inputs) {
			const body = {
				inputs: inputs.map((input) => ({ from: { id: input.from }, to: input.to.map((id) => ({ id })) })),
			};
			return (
				await write(PATHS.associations(from, to, 'archive'), body, associatedAnswerSchema, 'removed associations', {
					errors: [],
				})
			).errors;
		},

		properties: async (object) =>
			await every(PATHS.properties(object), {}, propertySchema, `the properties of ${object}`),
		async createProperty(object, property) {
			parsedAnswer(await exchange.write(post(PATHS.properties(object), property)), propertySchema, 'the new property');
		},
		pipelines: async (object) => await every(PATHS.pipelines(object), {}, pipelineSchema, `the pipelines of ${object}`),
		owners: async (archived) =>
			await every(
				PATHS.owners,
				{ limit: String(MAX_DEFINITIONS_PAGE), archived: String(archived) },
				ownerSchema,
				'the owners',
			),
		objectTypes: async () => await every(PATHS.schemas, {}, objectTypeSchema, 'the custom objects'),

		objectType: async (object) =>
			await exchange.read(
				{ method: 'GET', url: base + PATHS.schema(object) },
				objectTypeSchema,
				`the schema of ${object}`,
			),

		async members(list, { limit, after }) {
			const query = new URLSearchParams({
				limit: String(Math.min(limit, MAX_MEMBER_PAGE)),
				...(after === undefined ? {} : { after }),
			});
			const url = `${base}${PATHS.members(list)}?${query.toString()}`;
			const page = await exchange.read({ method: 'GET', url }, membersAnswerSchema, 'the members of a list');
			return { items: page.results, ...afterOf(page) };
		},

		async listsOf(objectTypeId, ids) {
			const answer = await exchange.read(
				post(PATHS.listsOfRecords, { inputs: ids.map((recordId) => ({ objectTypeId, recordId })) }),
				listsOfRecordsAnswerSchema,
				'the lists of records',
			);
			return new Map(
				answer.results.map(({ recordId, recordListMemberships }) => [
					recordId,
					new Set(recordListMemberships.map(({ listId }) => listId)),
				]),
			);
		},

		async lists(objectTypeId) {
			const all: ListEntry[] = [];
			for (let offset = 0; ;) {
				const page = await exchange.read(
					post(PATHS.listSearch, { query: '', objectTypeId, count: MAX_DEFINITIONS_PAGE, offset, additionalProperties: MEMBER_PROPERTIES }),
					listsAnswerSchema,
					'the lists',
				);
				all.push(...page.lists.filter((list) => list.objectTypeId === undefined || list.objectTypeId === objectTypeId));
				if (!page.hasMore || page.offset <= offset) return all;
				offset = page.offset;
			}
		},

		async changeMembers(list, { add, remove }) {
			const body = JSON.stringify({ recordIdsToAdd: add, recordIdsToRemove: remove });
			// Done twice it is the same, so that it may be repeated like a read.
			return await exchange.read({ method: 'PUT', url: base + PATHS.changedMembers(list), body }, changedMembersAnswerSchema, 'the members of a list');
		},

		subscriptionTypes: async () =>
			(await every(PATHS.subscriptionTypes, {}, subscriptionTypeSchema, 'the subscription types')).filter(
				({ isActive, communicationMethod }) => isActive && !/sms|whatsapp/i.test(communicationMethod ?? ''),
			),

		async optedOutOfAll(email) {
			const url = `${base}${PATHS.unsubscribedFromAll(email)}?${EMAIL_CHANNEL}`;
			const { results } = await exchange.read({ method: 'GET', url }, wideStatusesSchema, OPT_OUT_WORDS);
			return results.some(isOptOutOfAll);
		},

		async optedOutOfAllAmong(emails) {
			const path = `${PATHS.unsubscribedFromAllOfMany}?${EMAIL_CHANNEL}`;
			const answer = complete(
				await exchange.read(post(path, { inputs: emails }), wideStatusesOfManySchema, OPT_OUT_WORDS),
			);
			const out = answer.results.filter(({ wideStatuses }) => wideStatuses.some(isOptOutOfAll));
			return new Set(out.map(({ subscriberIdString }) => subscriberIdString.toLowerCase()));
		},

		async optedOutOf(email) {
			const url = `${base}${PATHS.subscriptions(email)}?${EMAIL_CHANNEL}`;
			const { results } = await exchange.read({ method: 'GET', url }, subscriptionStatusesSchema, OPT_OUT_WORDS);
			return new Set(results.flatMap(({ subscriptionId, status }) => (status === 'UNSUBSCRIBED' ? [subscriptionId] : [])));
		},

		async optOut(email, subscription) {
			// Done twice it is the same, so that it may be repeated like a read.
			await exchange.read(
				subscription === undefined
					? post(`${PATHS.unsubscribedFromAll(email)}?${EMAIL_CHANNEL}`, {})
					: post(PATHS.subscriptions(email), {
							channel: 'EMAIL',
							subscriptionId: Number(subscription),
							statusState: 'UNSUBSCRIBED',
						}),
				statusSetSchema,
				OPT_OUT_WORDS,
			);
		},
	};
}

/** Associations of these types, as a body. */
const typed = (inputs: readonly AssociationInput[]): object => ({
	inputs: inputs.map(({ from, to, typeId, category }) => ({
		from: { id: from },
		to: { id: to },
		types: [{ associationCategory: category, associationTypeId: typeId }],
	})),
});

/** The one channel of communication preferences that is synced; it must be named. */
const EMAIL_CHANNEL = 'channel=EMAIL';
const OPT_OUT_WORDS = 'an e-mail opt-out';

/** An opt-out from the e-mail of one brand leaves that of the others. */
const isOptOutOfAll = ({ channel, status, wideStatusType, businessUnitId }: WideStatus): boolean =>
	channel === 'EMAIL' && status === 'UNSUBSCRIBED' && (wideStatusType === 'PORTAL_WIDE' || !businessUnitId);

/**
 * A read that answers for some records only: it is no answer when others failed, because they would pass for records that are gone. That a
 * record is not there, or has no associations, is said in the same way and is an answer.
 */
function complete<T extends { errors: readonly Refusal[] }>(answer: T): T {
	const failed = answer.errors.find(({ category }) => category !== 'OBJECT_NOT_FOUND');
	if (failed === undefined) return answer;
	const { class: kind, ...details } = errorOfRefusal(failed);
	throw new SystemError({ ...details, class: kind === 'unknown-outcome' ? 'temporary' : kind });
}

const afterOf = ({
	paging,
}: {
	paging?: { next?: { after: string } | undefined } | null | undefined;
}): { after?: string } => (paging?.next === undefined ? {} : { after: paging.next.after });
