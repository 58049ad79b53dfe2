import type { Clock } from '../../engine/run/clock-port';
import type { Http, HttpResponse } from '../../engine/run/http-port';
import type { Usage } from '../../engine/run/usage-port';
import { DEFAULT_DAILY_SHARE } from '../common/budget';
import { SystemError } from '../common/engine';
import { createExchange } from '../common/exchange';
import { parsedAnswer } from '../common/json';
import { pathPart, wellFormed } from '../common/path-part';
import { type BulkCalls, createBulkCalls } from './bulk/calls';
import {
	type CollectionAnswer,
	collectionAnswerSchema,
	compositeAnswerSchema,
	createdSchema,
	type Limits,
	limitsSchema,
	type ObjectDescription,
	objectDescriptionSchema,
	type ObjectList,
	objectListSchema,
	type QueryAnswer,
	queryAnswerSchema,
	type Row,
	versionRootSchema,
} from './contract';
import { errorOfAnswer } from './errors';
import { limitsFor, MAX_SOQL_CHARACTERS, MAX_URI_BYTES, TIMEOUT_MS } from './limits';

/** Spring '24: old enough for every org, and supported for at least three years from its release (API End-of-Life Policy). */
export const API_VERSION = 'v60.0';

/** Shows up as `changeOrigin` in Change Data Capture events, and in the org's API usage reports. */
const CLIENT_NAME = 'n8n-nodes-pact';

export interface SalesforceClientOptions {
	/** Adds the credential. */
	http: Http;
	/** `https://acme.my.salesforce.com`, as the token's `instance_url` says. */
	instanceUrl: string;
	clock: Clock;
	/** The org's id; limits are shared by all clients of one org. */
	connection: string;
	/** Largest share (0 to 1) of the org's daily calls that we may make. */
	dailyShare?: number;
	/** The connected user's id, where the credential tells it; otherwise it is asked when it is needed. */
	userId?: string;
}

/** How records are saved. */
export interface SaveOptions {
	/** Also where a duplicate rule of the org that allows it would refuse: REST API Developer Guide, "Duplicate Rule Header". */
	saveDuplicates?: boolean;
}

/** A field of the org's setup, as the Metadata API describes it ("CustomField"). */
export interface FieldMetadata {
	type: string;
	label?: string;
	description?: string;
	length?: number;
	precision?: number;
	scale?: number;
	visibleLines?: number;
	defaultValue?: boolean;
	externalId?: boolean;
	unique?: boolean;
	caseSensitive?: boolean;
	required?: boolean;
	valueSet?: { restricted: boolean; valueSetDefinition: { sorted: boolean; value: Array<{ valueName: string; label: string; default: boolean }> } };
}

/**
 * Salesforce's REST API, as much of it as the sync speaks. The one file that knows paths, versions and headers.
 * Every method throws `SystemError`.
 */
export interface SalesforceClient {
	readonly connection: string;
	/** The calls of the last 24 hours, as far as they are known. */
	usage(): Usage;
	/** The time by the clock that the latest answer's `Date` header showed; undefined while no answer had one. */
	serverNow(): Date | undefined;
	/** One answer of a query: its first page. `deleted`: rows in the recycle bin too. */
	query(soql: string, options?: { deleted?: boolean }): Promise<QueryAnswer>;
	/** All rows of a query, page after page. */
	rows(soql: string, options?: { deleted?: boolean }): Promise<Row[]>;
	/** The rows of a query of the Tooling API: its first page. */
	toolingRows(soql: string): Promise<Row[]>;
	describe(object: string): Promise<ObjectDescription>;
	objects(): Promise<ObjectList>;
	/** Creates (POST) or updates (PATCH) up to 200 records; one result each, in order. Not all-or-nothing. */
	saveCollection(method: 'POST' | 'PATCH', records: readonly Row[], options?: SaveOptions): Promise<CollectionAnswer>;
	/** Moves up to 200 records to the recycle bin; one result each, in order. Not all-or-nothing. */
	deleteCollection(ids: readonly string[]): Promise<CollectionAnswer>;
	/** The connected user's id. Needs no OAuth scope beyond `api`, unlike the userinfo address; asked once. */
	userId(): Promise<string>;
	/** The org's calls of the last 24 hours. */
	limits(): Promise<Limits>;
	/** The Bulk API 2.0, for much at a time. */
	readonly bulk: BulkCalls;
	/** Creates one record; answers its id. */
	create(object: string, values: Row): Promise<string>;
	/** Creates a custom field (`Contact.Pact_Id__c`) by the Tooling API; answers its id. */
	createField(fullName: string, metadata: FieldMetadata): Promise<string>;
}

export function createSalesforceClient(options: SalesforceClientOptions): SalesforceClient {
	const { clock, connection } = options;
	const base = options.instanceUrl.replace(/\/+$/, '');
	const data = `/services/data/${API_VERSION}`;
	const limits = limitsFor(clock, connection);
	const share = options.dailyShare ?? DEFAULT_DAILY_SHARE;

	let serverAheadMs: number | undefined;
	let userId: Promise<string> | undefined = options.userId === undefined ? undefined : Promise.resolve(options.userId);

	const exchange = createExchange({
		http: options.http,
		clock,
		limiter: limits.limiter,
		headers: { 'Sforce-Call-Options': `client=${CLIENT_NAME}` },
		timeoutMs: TIMEOUT_MS,
		errorOf: (response, kind) => errorOfAnswer(response, kind, clock.now()),
		onAnswer(response) {
			limits.noteAnswer(response);
			const serverTime = Date.parse(response.headers.date ?? '');
			if (!Number.isNaN(serverTime)) serverAheadMs = serverTime - clock.now().getTime();
		},
		beforeCall() {
			const refusal = limits.refusal(share);
			if (refusal) throw new SystemError(refusal);
		},
		meter: limits.meter,
	});

	async function query(soql: string, { deleted = false } = {}): Promise<QueryAnswer> {
		if (soql.length > MAX_SOQL_CHARACTERS) {
			throw new SystemError({
				class: 'invalid',
				message: `The query is longer than the ${MAX_SOQL_CHARACTERS} characters that Salesforce takes. Choose fewer fields.`,
			});
		}
		const path = `${data}/${deleted ? 'queryAll' : 'query'}?q=${encodeURIComponent(wellFormed(soql))}`;
		if (Buffer.byteLength(base + path) <= MAX_URI_BYTES) {
			return await exchange.read({ method: 'GET', url: base + path }, queryAnswerSchema, 'a Salesforce query');
		}
		return await queryInBody(path);
	}

	/** A query too long for a URI travels in the body of a composite call, as Salesforce Help 000386264 advises. */
	async function queryInBody(path: string): Promise<QueryAnswer> {
		const body = JSON.stringify({ compositeRequest: [{ method: 'GET', url: path, referenceId: 'query' }] });
		const answer = await exchange.read(
			{ method: 'POST', url: `${base}${data}/composite`, body },
			compositeAnswerSchema,
			'a Salesforce query',
		);
		const part = answer.compositeResponse[0];
		const inner: HttpResponse = { status: part?.httpStatusCode ?? 0, headers: {}, body: JSON.stringify(part?.body) };
		if (inner.status !== 200) throw new SystemError(errorOfAnswer(inner, 'read', clock.now()));
		return parsedAnswer(inner, queryAnswerSchema, 'a Salesforce query');
	}

	async function askUserId(): Promise<string> {
		const { identity } = await exchange.read({ method: 'GET', url: base + data }, versionRootSchema, 'the connected user');
		const id = /\/(005[0-9A-Za-z]{12,15})$/.exec(identity)?.[1];
		if (id) return id;
		throw new SystemError({ class: 'bad-answer', message: 'Salesforce did not say which user is connected.' });
	}

	async function createOne(path: string, values: object, what: string): Promise<string> {
		const response = await exchange.write({ method: 'POST', url: `${base}${data}${path}`, body: JSON.stringify(values) });
		return parsedAnswer(response, createdSchema, what).id;
	}

	return {
		connection,
		usage: () => limits.usage(share),
		serverNow: () => (serverAheadMs === undefined ? undefined : new Date(clock.now().getTime() + serverAheadMs)),
		query,
		async rows(soql, where) {
			const first = await query(soql, where);
			const rows = [...first.records];
			const asked = new Set<string>();
			for (let next = first.nextRecordsUrl; next !== undefined;) {
				const url = urlOnHost(base, next);
				if (asked.has(url)) throw new SystemError({ class: 'bad-answer', message: 'Salesforce names the same page of a query again and again.' });
				asked.add(url);
				const page: QueryAnswer = await exchange.read(
					{ method: 'GET', url },
					queryAnswerSchema,
					'a Salesforce query',
				);
				rows.push(...page.records);
				next = page.done ? undefined : page.nextRecordsUrl;
			}
			return rows;
		},
		async toolingRows(soql) {
			const url = `${base}${data}/tooling/query?q=${encodeURIComponent(wellFormed(soql))}`;
			return (await exchange.read({ method: 'GET', url }, queryAnswerSchema, 'a query of the Tooling API')).records;
		},
		async describe(object) {
			const url = `${base}${data}/sobjects/${pathPart(object)}/describe`;
			return await exchange.read({ method: 'GET', url }, objectDescriptionSchema, `the fields of ${object}`);
		},
		async objects() {
			return (
				await exchange.read({ method: 'GET', url: `${base}${data}/sobjects` }, objectListSchema, 'the list of objects')
			).sobjects;
		},
		async saveCollection(method, records, { saveDuplicates = false } = {}) {
			const response = await exchange.write({
				method,
				url: `${base}${data}/composite/sobjects`,
				body: JSON.stringify({ allOrNone: false, records }),
				...(saveDuplicates ? { headers: { 'Sforce-Duplicate-Rule-Header': 'allowSave=true' } } : {}),
			});
			return parsedAnswer(response, collectionAnswerSchema, 'saved Salesforce records');
		},
		async deleteCollection(ids) {
			const query = new URLSearchParams({ ids: ids.join(','), allOrNone: 'false' }).toString();
			const response = await exchange.write({ method: 'DELETE', url: `${base}${data}/composite/sobjects?${query}` });
			return parsedAnswer(response, collectionAnswerSchema, 'deleted Salesforce records');
		},
		async userId() {
			const asked = userId ?? askUserId();
			userId = asked;
			try {
				return await asked;
			} catch (error) {
				userId = undefined;
				throw error;
			}
		},
		bulk: createBulkCalls(exchange, base + data),
		limits: () => exchange.read({ method: 'GET', url: `${base}${data}/limits` }, limitsSchema, "the org's limits"),
		create: (object, values) => createOne(`/sobjects/${pathPart(object)}`, values, `the new ${object}`),
		createField: (fullName, metadata) =>
			createOne('/tooling/sobjects/CustomField', { FullName: fullName, Metadata: metadata }, `the new field ${fullName}`),
	};
}

/** A path that the server named, on our own host only: an absolute address of another host would carry the credential there. */
function urlOnHost(base: string, path: string): string {
	const url = URL.canParse(path, base) ? new URL(path, base) : undefined;
	if (url?.origin !== new URL(base).origin) {
		throw new SystemError({
			class: 'bad-answer',
			message: 'Salesforce named a next page on another host. It was not followed.',
		});
	}
	return url.href;
}
