import type { ZodType } from 'zod';
import type { SystemErrorDetails } from '../../engine/model';
import type { Clock } from '../../engine/run/clock-port';
import type { Http, HttpRequest, HttpResponse } from '../../engine/run/http-port';
import type { CallMeter } from './call-meter';
import { SystemError } from './engine';
import { parsedAnswer } from './json';
import type { Limiter } from './limiter';
import { LONGEST_PATIENCE_MS, withRetries } from './retry';

/** A read may be repeated freely; a write only when the server said that it did nothing. */
export type CallKind = 'read' | 'write';

interface ExchangeOptions {
	http: Http;
	clock: Clock;
	limiter: Limiter;
	/** Sent with every call; the credential is added by `http`. */
	headers: Readonly<Record<string, string>>;
	timeoutMs: number;
	/** What an answer outside 2xx means. */
	errorOf(response: HttpResponse, kind: CallKind, request: Pick<HttpRequest, 'method' | 'url'>): SystemErrorDetails;
	/** Sees every answer's headers, refusals too. */
	onAnswer?(response: HttpResponse): void;
	/** Asked before every try; throws when no call may be made (a spent budget). */
	beforeCall?(): void;
	/** Where calls are counted, and what became of them. */
	meter: Pick<CallMeter, 'count' | 'answered' | 'refused'>;
}

/** Errors of a read that are worth another try at once. */
const PASSING: ReadonlySet<SystemErrorDetails['class']> = new Set([
	'temporary',
	'rate-limited',
	'unknown-outcome',
	'bad-answer',
]);
/** Statuses with which a server refuses a call before doing anything (RFC 6585 section 4, RFC 9110 section 15.6.4). */
const NOTHING_DONE: ReadonlySet<number | undefined> = new Set([429, 503]);

/** The one way in which a client talks to its system. `read` parses inside the retries, so that a cut-off answer is asked for again. */
export function createExchange(options: ExchangeOptions) {
	async function once(kind: CallKind, request: Omit<HttpRequest, 'timeoutMs'>): Promise<HttpResponse> {
		const response = await options.limiter.run(() => told(async () => {
			options.beforeCall?.();
			options.meter.count();
			const answer = await options.http({
				...request,
				headers: {
					Accept: 'application/json',
					...(request.body === undefined ? {} : { 'Content-Type': 'application/json' }),
					...options.headers,
					...request.headers,
				},
				timeoutMs: options.timeoutMs,
			});
			options.onAnswer?.(answer);
			return answer;
		}));
		if (response.status >= 200 && response.status < 300) {
			options.meter.answered();
			return response;
		}
		const details = options.errorOf(response, kind, request);
		options.meter.refused(details);
		const pause = details.retryAfterMs ?? 0;
		if (details.class === 'rate-limited' && pause <= LONGEST_PATIENCE_MS) options.limiter.pause(pause);
		throw new SystemError(details);
	}

	/** A call that got no answer at all: a credential that cannot be renewed, say. */
	async function told<T>(call: () => Promise<T>): Promise<T> {
		try {
			return await call();
		} catch (error) {
			// What we refuse ourselves is known already, and until when.
			if (error instanceof SystemError && error.details.class === 'credential-refused') options.meter.refused(error.details);
			throw error;
		}
	}

	const nothingDone = (error: SystemErrorDetails): boolean =>
		NOTHING_DONE.has(error.status) && error.retryAfterMs !== undefined;

	/** A read whose answer is anything: what `parse` makes of it, within the retries. It throws `SystemError`. */
	async function readAs<T>(request: Omit<HttpRequest, 'timeoutMs'>, parse: (response: HttpResponse) => T): Promise<T> {
		return await withRetries(
			options.clock,
			(error) => PASSING.has(error.class),
			async () => parse(await once('read', request)),
		);
	}

	return {
		readAs,
		/** Reads and checks an answer's JSON. Repeatable, whatever the HTTP method. */
		async read<T>(request: Omit<HttpRequest, 'timeoutMs'>, shape: ZodType<T>, what: string): Promise<T> {
			return await readAs(request, (response) => parsedAnswer(response, shape, what));
		},
		/** Sends a write; the answer's body is the caller's to judge. */
		async write(request: Omit<HttpRequest, 'timeoutMs'>): Promise<HttpResponse> {
			return await withRetries(options.clock, nothingDone, async () => await once('write', request));
		},
	};
}
