import type { ZodType } from 'zod';
import type { SystemErrorDetails, SystemName } from '../../../../engine/model';
import type { Clock } from '../../../../engine/run/clock-port';
import type { Http, HttpResponse } from '../../../../engine/run/http-port';
import { meterFor } from '../../../../systems/common/call-meter';
import { SystemError } from '../../../../systems/common/engine';
import { type CallKind, createExchange } from '../../../../systems/common/exchange';
import { parsedAnswer } from '../../../../systems/common/json';
import { Limiter } from '../../../../systems/common/limiter';
import { retryAfterMs } from '../../../../systems/common/retry';
import { shared } from '../../../../systems/common/shared';
import { errorSchema, type Problem } from './contract';

/** A real system stands in `SYSTEMS` (engine/model/ref.ts), and needs no such cast. */
export const LEDGER = 'ledger' as string as SystemName;

export interface LedgerOptions {
	http: Http;
	baseUrl: string;
	clock: Clock;
	connection: string;
}

/** The one place that sends requests to the ledger. Throws `SystemError`. */
export interface LedgerClient {
	readonly connection: string;
	get<T>(path: string, shape: ZodType<T>): Promise<T>;
	/** A question that is asked by POST: as repeatable as any read. */
	ask<T>(path: string, body: object, shape: ZodType<T>): Promise<T>;
	write<T>(path: string, body: object, shape: ZodType<T>): Promise<T>;
}

export function createLedgerClient({ http, baseUrl, clock, connection }: LedgerOptions): LedgerClient {
	const exchange = createExchange({
		http,
		clock,
		limiter: shared(clock, `limiter|ledger|${connection}`, () => new Limiter(clock, 2)),
		headers: {},
		timeoutMs: 30_000,
		errorOf: (response, kind) => errorOfAnswer(response, kind, clock.now()),
		meter: meterFor(clock, { system: LEDGER, connection }),
	});
	const post = (path: string, body: object) => ({ method: 'POST' as const, url: baseUrl + path, body: JSON.stringify(body) });
	return {
		connection,
		get: (path, shape) => exchange.read({ method: 'GET', url: baseUrl + path }, shape, path),
		ask: (path, body, shape) => exchange.read(post(path, body), shape, path),
		async write(path, body, shape) {
			const response = await exchange.write(post(path, body));
			try {
				return parsedAnswer(response, shape, path);
			} catch (error) {
				throw new SystemError({ class: 'unknown-outcome', status: response.status, message: 'The ledger’s answer to a write cannot be read. The records are looked for before anything else.' }, { cause: error });
			}
		},
	};
}

/** In words of our own: the service's may quote a value. */
const PROBLEMS: Record<string, Pick<SystemErrorDetails, 'class' | 'message'>> = {
	required: { class: 'missing-required', message: 'The ledger wants a value in this field.' },
	taken: { class: 'duplicate', message: 'The ledger has a record with this value already.' },
	no_such_record: { class: 'not-found', message: 'The ledger has no such record any more.' },
	no_such_field: { class: 'invalid', message: 'The ledger has no such field. Remove it from the mapping.' },
	too_long: { class: 'invalid', message: 'The text is longer than the ledger takes.' },
};

export const detailsOfProblem = ({ code, field }: Problem): SystemErrorDetails => ({
	...(PROBLEMS[code] ?? { class: 'invalid', message: 'The ledger does not take this value.' }),
	code,
	...(field === undefined ? {} : { fields: [field] }),
});

function errorOfAnswer(response: HttpResponse, kind: CallKind, now: Date): SystemErrorDetails {
	const { status } = response;
	const pause = retryAfterMs(response.headers, now);
	return { ...meaningOf(response, kind), status, ...(pause === undefined ? {} : { retryAfterMs: pause }) };
}

function meaningOf({ status, body }: HttpResponse, kind: CallKind): Pick<SystemErrorDetails, 'class' | 'message'> {
	if (status === 401) return { class: 'credential-refused', message: 'The ledger refused the credential. Enter a current token in n8n.' };
	if (status === 403) return { class: 'not-allowed', message: 'The ledger does not let this credential do that.' };
	if (status === 429) return { class: 'rate-limited', message: 'The ledger wants fewer calls for a while.' };
	// A gateway does not say whether the service behind it did what it was asked.
	if (status >= 500 && kind === 'write' && status !== 503) return { class: 'unknown-outcome', message: `The ledger answered ${status}: nobody knows what became of the write.` };
	if (status >= 500) return { class: 'temporary', message: `The ledger has trouble (${status}). It is asked again.` };
	const { class: meaning, message } = detailsOfProblem(problemIn(body) ?? { code: 'unknown' });
	return { class: meaning, message };
}

function problemIn(body: string): Problem | undefined {
	try {
		return errorSchema.safeParse(JSON.parse(body)).data?.error;
	} catch {
		// No answer of the ledger: a proxy's page, or one that was cut off.
		return undefined;
	}
}
