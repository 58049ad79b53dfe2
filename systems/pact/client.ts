import type { ZodType } from 'zod';
import type { Clock } from '../../engine/run/clock-port';
import type { Http, HttpResponse } from '../../engine/run/http-port';
import type { Usage } from '../../engine/run/usage-port';
import { meterFor } from '../common/call-meter';
import { SystemError } from '../common/engine';
import { createExchange } from '../common/exchange';
import { isObject } from '../common/flatten';
import { readJson } from '../common/read-json';
import { asRead } from './activities';
import {
	definitionListSchema,
	ID_FIELD,
	listSchema,
	MAX_PAGE,
	type PactList,
	type PactObject,
	type PactRecord,
	type PactSort,
	type PactSubscription,
	PATHS,
	recordSchema,
	SECRET_FIELDS,
	subscriptionSchema,
	UPDATE_METHOD,
	UPDATE_METHOD_FALLBACK,
} from './contract';
import { errorOfAnswer } from './errors';
import { DEFAULT_CONCURRENCY, noteWorkspace, type PactWorkspaceState, TIMEOUT_MS, workspaceState } from './limits';

export interface PactClientOptions {
	/** Adds the credential. */
	http: Http;
	/** `https://app.pact.place` */
	baseUrl: string;
	clock: Clock;
	/** See `pactConnection`; limits are shared by all clients of one connection. */
	connection: string;
	/** Calls at a time. */
	concurrency?: number;
}

/** Pact's REST API. The one file that sends requests to it; what they look like is contract.ts. Every method throws `SystemError`. */
export interface PactClient {
	readonly connection: string;
	readonly state: PactWorkspaceState;
	/** Our calls of the last 24 hours. Pact has no daily limit. */
	usage(): Usage;
	/** One page, in order of creation unless `sort` asks for another order and the workspace knows it. */
	list(object: PactObject, page: { limit: number; offset: number; search?: string; sort?: PactSort; filter?: Readonly<Record<string, string>> }): Promise<PactList>;
	/** Undefined when there is none. */
	get(object: PactObject, id: string): Promise<PactRecord | undefined>;
	create(object: PactObject, body: object): Promise<PactRecord>;
	update(object: PactObject, id: string, body: object): Promise<PactRecord>;
	/** A whole list of definitions; undefined when this workspace does not offer it. */
	definitions<T>(path: string, item: ZodType<T>): Promise<T[] | undefined>;
	/** Makes something that is no record. False when this workspace has no such call. */
	make(path: string, body: object): Promise<boolean>;
	/** Makes a webhook subscription; the secret is shown this once. */
	subscribe(body: { name: string; url: string; event_types: readonly string[] }): Promise<PactSubscription & { secret: string }>;
	/** Removes one. One that is not there is no error. */
	unsubscribe(id: string): Promise<void>;
}

export function createPactClient(options: PactClientOptions): PactClient {
	const { clock, connection } = options;
	const base = options.baseUrl.replace(/\/+$/, '');
	const state = workspaceState(clock, connection, options.concurrency ?? DEFAULT_CONCURRENCY);
	const meter = meterFor(clock, { system: 'pact', connection });
	const exchange = createExchange({
		http: options.http,
		clock,
		limiter: state.limiter,
		headers: {},
		timeoutMs: TIMEOUT_MS,
		errorOf: (response, kind, request) => errorOfAnswer(response, kind, request, clock.now()),
		onAnswer: (response) => noteWorkspace(state, response, clock.now()),
		meter,
	});

	async function get(object: PactObject, id: string): Promise<PactRecord | undefined> {
		const record = await unlessMissing(
			exchange.read({ method: 'GET', url: base + PATHS.record(object, id) }, recordSchema, `a record of ${object}`),
		);
		return record && asRead(object, record);
	}

	async function update(object: PactObject, id: string, body: object): Promise<PactRecord> {
		const method = state.updatesByPut ? UPDATE_METHOD_FALLBACK : UPDATE_METHOD;
		let response: HttpResponse;
		try {
			response = await exchange.write({ method, url: base + PATHS.record(object, id), body: JSON.stringify(body) });
		} catch (error) {
			if (method !== UPDATE_METHOD || !(error instanceof SystemError) || error.details.status !== 405) throw error;
			state.updatesByPut = true;
			return await update(object, id, body);
		}
		const written = recordIn(response) ?? (isReadable(response) ? await get(object, id) : undefined);
		if (written?.[ID_FIELD] === id) return written;
		throw new SystemError({
			class: 'unknown-outcome',
			status: response.status,
			message: 'Pact’s answer to an update does not show whether it was made. The record is read before anything else.',
		});
	}

	return {
		connection,
		usage: () => ({ own: meter.own() }),
		state,
		get,
		update,

		async list(object, { limit, offset, search, sort, filter }) {
			const query = new URLSearchParams({
				limit: String(limit),
				offset: String(offset),
				...(search ? { search } : {}),
				...(sort ? { sort } : {}),
				...filter,
			});
			const page = await exchange.read(
				{ method: 'GET', url: `${base}${PATHS.records(object)}?${query}` },
				listSchema,
				`the list of ${object}`,
			);
			if (!search && !filter) state.totals[object] = page.total;
			return { ...page, items: page.items.map((record) => asRead(object, record)) };
		},

		async create(object, body) {
			const response = await exchange.write({
				method: 'POST',
				url: base + PATHS.records(object),
				body: JSON.stringify(body),
			});
			const made = recordIn(response);
			if (made) return asRead(object, made);
			const id = idInLocation(response);
			const found = id && (await get(object, id));
			if (found) return found;
			throw new SystemError({
				class: 'unknown-outcome',
				status: response.status,
				message: 'Pact’s answer to a new record does not say which it is. It is looked for before anything else.',
			});
		},

		async definitions<T>(path: string, item: ZodType<T>) {
			const all: T[] = [];
			for (;;) {
				const url = `${base}${path}?${new URLSearchParams({ limit: String(MAX_PAGE), offset: String(all.length) })}`;
				const page = await unlessMissing(exchange.read({ method: 'GET', url }, definitionListSchema(item), path));
				if (!page) return undefined;
				all.push(...page.items);
				if (page.items.length === 0 || all.length >= page.total) return all;
			}
		},

		async make(path, body) {
			try {
				return (await unlessMissing(exchange.write({ method: 'POST', url: base + path, body: JSON.stringify(body) }))) !== undefined;
			} catch (error) {
				if (error instanceof SystemError && error.details.status === 405) return false;
				throw error;
			}
		},

		async subscribe(body) {
			const response = await exchange.write({ method: 'POST', url: base + PATHS.subscriptions, body: JSON.stringify(body) });
			const made = subscriptionIn(response);
			if (made) return made;
			throw new SystemError({
				class: 'bad-answer',
				status: response.status,
				message: 'Pact made the webhook subscription, but its answer holds no signing secret, without which no delivery can be believed.',
			});
		},

		async unsubscribe(id) {
			await unlessMissing(exchange.write({ method: 'DELETE', url: base + PATHS.subscription(id) }));
		},
	};
}

async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
	try {
		return await answer;
	} catch (error) {
		if (error instanceof SystemError && error.details.class === 'not-found') return undefined;
		throw error;
	}
}

/**
 * Empty, or JSON: an answer of the API. Anything else is somebody else's (a sign-in page, a proxy's notice) or was cut off, so that
 * it proves no write, and a record that still shows the old values proves none either.
 */
function isReadable({ body }: HttpResponse): boolean {
	if (body.trim() === '') return true;
	try {
		JSON.parse(body);
		return true;
	} catch {
		// Not JSON: the answer to the question.
		return false;
	}
}

/** A new subscription with its secret, bare or under `data`. */
function subscriptionIn({ body }: HttpResponse): (PactSubscription & { secret: string }) | undefined {
	for (const json of [jsonIn(body), jsonIn(body)?.data]) {
		const subscription = subscriptionSchema.safeParse(json).data;
		const secret = SECRET_FIELDS.map((name) => (json as Record<string, unknown> | undefined)?.[name]).find((value) => typeof value === 'string' && value !== '');
		if (subscription?.id && typeof secret === 'string') return { ...subscription, secret };
	}
	return undefined;
}

function jsonIn(body: string): Record<string, unknown> | undefined {
	try {
		const json = readJson(body);
		return isObject(json) ? json : undefined;
	} catch {
		// Not JSON: it holds nothing.
		return undefined;
	}
}

/** The record in a write's answer, bare or under `data`; undefined when it holds none. */
function recordIn({ body }: HttpResponse): PactRecord | undefined {
	// The write was accepted; an empty or broken body only means that the record must be read back.
	const json = jsonIn(body);
	return recordSchema.safeParse(json).data ?? recordSchema.safeParse(json?.data).data;
}

function idInLocation({ headers }: HttpResponse): string | undefined {
	const last = headers.location?.split(/[?#]/)[0]?.split('/').filter(Boolean).at(-1);
	return last && isEncoded(last) ? decodeURIComponent(last) : undefined;
}

/** Only the record's id matters: an address that is not one is as none. */
function isEncoded(text: string): boolean {
	try {
		return decodeURIComponent(text) !== '';
	} catch {
		// A URIError: the answer to the question.
		return false;
	}
}
