import type { ErrorClass, SystemErrorDetails } from '../../engine/model';
import type { HttpRequest, HttpResponse } from '../../engine/run/http-port';
import { SystemError } from '../common/engine';
import type { CallKind } from '../common/exchange';
import { redact } from '../common/redact';
import { retryAfterMs } from '../common/retry';
import { SHOWN_NAME } from '../common/shown-name';
import {
	DUPLICATE_WORDS,
	errorBodySchema,
	OBJECT_NAMES,
	OBJECTS,
	REQUEST_ID_HEADERS,
	REQUIRED_WORDS,
	STANDARD_FIELDS,
} from './contract';
import { DEFAULT_PAUSE_MS } from './limits';

/** Names that Pact may quote in a message and that are no values. */
const FIELD_NAMES = [...new Set(OBJECT_NAMES.flatMap((object) => STANDARD_FIELDS[object].map(({ name }) => name)))];

interface Told {
	code?: string;
	message?: string;
	fields: string[];
	requestId?: string;
	/** Codes and messages together, for telling refusals apart. */
	words: string;
}

/** An answer outside 2xx, in our classes and in plain words. */
export function errorOfAnswer(
	response: HttpResponse,
	kind: CallKind,
	request: Pick<HttpRequest, 'method' | 'url'>,
	now: Date,
): SystemErrorDetails {
	const { status } = response;
	const told = toldIn(response);
	const wait = retryAfterMs(response.headers, now) ?? (status === 429 ? DEFAULT_PAUSE_MS : undefined);
	const meaning = meaningOf(status, told, kind, request);
	return {
		class: meaning.class,
		message: told.requestId ? `${meaning.message} (request ${told.requestId})` : meaning.message,
		status,
		...(told.code ? { code: told.code } : {}),
		...(told.fields.length > 0 ? { fields: told.fields } : {}),
		...(wait === undefined ? {} : { retryAfterMs: wait }),
		...(told.requestId ? { requestId: told.requestId } : {}),
	};
}

/** What became of a write that threw: its details as a value. Anything but a `SystemError` is a fault of ours and goes on. */
export function detailsOf(error: unknown): SystemErrorDetails {
	if (error instanceof SystemError) return error.details;
	throw error;
}

function meaningOf(
	status: number,
	told: Told,
	kind: CallKind,
	request: Pick<HttpRequest, 'method' | 'url'>,
): { class: ErrorClass; message: string } {
	const said = told.message ? ` Pact says: ${redact(told.message, [...told.fields, ...FIELD_NAMES])}` : '';
	const on = told.fields.length > 0 ? ` (${told.fields.join(', ')})` : '';
	if (status === 401) {
		return {
			class: 'credential-refused',
			message:
				'Pact refused the credential: the key or token is wrong, revoked or expired. Put a new one into the Pact credential in n8n.',
		};
	}
	if (status === 403)
		return {
			class: 'not-allowed',
			message: `The Pact credential lacks a right: ${scopeFor(request)}. Scopes of a key are fixed; make a new key with it.`,
		};
	if (status === 404) return { class: 'not-found', message: 'Pact has no such record (any more).' };
	if (status === 405)
		return {
			class: 'not-allowed',
			message: `Pact does not offer ${request.method} here. Run "Check Pact API" to see what this workspace answers.`,
		};
	if (status === 429)
		return { class: 'rate-limited', message: 'Pact asks for a pause: the calls of this minute are used up.' };
	if (status === 409 || ((status === 422 || status === 400) && DUPLICATE_WORDS.test(told.words))) {
		return { class: 'duplicate', message: `Pact has a record with this value already${on}.` };
	}
	if (status === 400 || status === 422) {
		if (REQUIRED_WORDS.test(told.words) && told.fields.length > 0) {
			return {
				class: 'missing-required',
				message: `Pact requires a value${on}. Map the field, or give it a default in the mapper.${said}`,
			};
		}
		return { class: 'invalid', message: `Pact refused the record${on}.${said}` };
	}
	if (status === 503) return { class: 'temporary', message: 'Pact is not available at the moment (503).' };
	// A gateway's error after a write leaves open whether it was applied.
	if (status >= 500)
		return {
			class: kind === 'write' ? 'unknown-outcome' : 'temporary',
			message: `Pact or a gateway before it had a fault (${status}).`,
		};
	if (status >= 300 && status < 400)
		return {
			class: 'bad-answer',
			message: `The base URL leads elsewhere (${status}). Correct it in the Pact credential; the key was not sent on.`,
		};
	return { class: 'invalid', message: `Pact refused the call (${status}).${said}` };
}

/** [documented] Read and write are separate scopes; a missing one answers 403. */
function scopeFor({ method, url }: Pick<HttpRequest, 'method' | 'url'>): string {
	const object = OBJECT_NAMES.find((name) => new RegExp(`/v1/${name}(?:[/?]|$)`).test(url));
	return object
		? `the scope ${method === 'GET' ? 'read' : 'write'}:${OBJECTS[object].scope}`
		: 'a scope for this address';
}

function toldIn(response: HttpResponse): Told {
	const body = errorBodySchema.safeParse(jsonOrNothing(response.body)).data;
	const inner =
		typeof body?.error === 'object'
			? body.error
			: { ...body, message: typeof body?.error === 'string' ? body.error : body?.message };
	const problems = [...(inner.fields ?? []), ...(inner.errors ?? [])];
	const detail = typeof inner.detail === 'string' ? inner.detail : undefined;
	const message = inner.message ?? detail ?? problems[0]?.message;
	const header = REQUEST_ID_HEADERS.map((name) => response.headers[name]).find(Boolean);
	const requestId = body?.request_id ?? header;
	return {
		fields: [...new Set([...problems, inner].flatMap(({ field }) => (field !== undefined && SHOWN_NAME.test(field) ? field : [])))],
		words: [inner.code, message, ...problems.flatMap((problem) => [problem.code, problem.message])]
			.filter(Boolean)
			.join(' '),
		...(inner.code && SHOWN_NAME.test(inner.code) ? { code: inner.code } : {}),
		...(message ? { message } : {}),
		// An id is shown as it is, so it must look like one.
		...(requestId && /^[\w.-]{1,80}$/.test(requestId) ? { requestId } : {}),
	};
}

function jsonOrNothing(body: string): unknown {
	try {
		return JSON.parse(body);
	} catch {
		// Any text may come with an error; the status says enough then.
		return {};
	}
}
