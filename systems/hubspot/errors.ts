import { z } from 'zod';
import type { ErrorClass, SystemErrorDetails } from '../../engine/model';
import type { HttpResponse } from '../../engine/run/http-port';
import type { CallKind } from '../common/exchange';
import { own } from '../common/own';
import { redact } from '../common/redact';
import { retryAfterMs } from '../common/retry';
import { propertyComplaintSchema, type Refusal, refusalSchema } from './contract';

/** How soon to ask again when the day's calls are spent: HubSpot's count starts anew at midnight of the account's time zone, which is not told. */
const QUOTA_RECHECK_MS = 15 * 60_000;
/** Waits by the limit that was hit; HubSpot does not promise a Retry-After (Usage guidelines, "Rate limits"). */
const WAITS_MS: Readonly<Record<string, number>> = { SECONDLY: 1_000, TEN_SECONDLY_ROLLING: 10_000 };
const OTHER_LIMIT_WAIT_MS = 10_000;
/** 423: "wait at least 2 seconds" (Error handling guide). */
const LOCKED_WAIT_MS = 2_000;
/** 477, the account is being moved to another data centre: up to 24 hours, with a Retry-After. Without one we look again after this. */
const MIGRATION_WAIT_MS = 10 * 60_000;
/** Statuses of the gateway that never reached HubSpot: nothing was written (Cloudflare, "Error 521" and "Error 523"). */
const NOT_REACHED: ReadonlySet<number> = new Set([521, 523]);

/** `on` is " (Job Title, Persona)" or empty. */
type Words = (on: string) => string;

/** What HubSpot's complaints about single values mean. Its own words quote the value and are not passed on. */
const VALUE_COMPLAINTS: Readonly<Record<string, Words>> = {
	INVALID_OPTION: (on) =>
		`HubSpot's list has no such option${on}. Map the value in the Field & Stage Mapper, or add the option in HubSpot.`,
	READ_ONLY_VALUE: (on) =>
		`HubSpot does not let this property be written${on}. Leave it out of the mapping, or sync it towards the other side only.`,
	PROPERTY_DOESNT_EXIST: (on) =>
		`HubSpot has no such property${on}, or the connected user may not see it. Remove it from the mapping, or create it in HubSpot.`,
	INVALID_EMAIL: (on) => `HubSpot does not take this as an e-mail address${on}.`,
	INVALID_DATE: (on) => `HubSpot does not take this as a date${on}.`,
	INVALID_LONG: (on) => `HubSpot does not take this as a whole number${on}.`,
	INVALID_INTEGER: (on) => `HubSpot does not take this as a whole number${on}.`,
	INVALID_NUMBER: (on) => `HubSpot does not take this as a number${on}.`,
	INVALID_LENGTH: (on) => `The text is longer than HubSpot takes${on}.`,
	INVALID_OWNER_ID: (on) => `HubSpot has no such owner${on}.`,
};

const SIGN_IN =
	'HubSpot refused the credential. Open the HubSpot credential in n8n and enter a current token, or connect it again.';

/** Property name → label, where it is known. */
export type Labels = ReadonlyMap<string, string>;
const NO_LABELS: Labels = new Map();

/** An answer outside 2xx. */
export function errorOfAnswer(
	response: HttpResponse,
	kind: CallKind,
	now: Date,
	labels = NO_LABELS,
): SystemErrorDetails {
	const { status } = response;
	const asked = retryAfterMs(response.headers, now);
	const refusal = refusalIn(response.body);
	const details = statusError(status, kind, refusal) ?? (refusal && errorOfRefusal(refusal, labels));
	return {
		...(details ?? { class: 'invalid', message: `HubSpot refused the call (${status}).` }),
		status,
		...(refusal?.correlationId === undefined ? {} : { requestId: refusal.correlationId }),
		...(asked === undefined ? {} : { retryAfterMs: asked }),
	};
}

/** One refusal: of a call, or of one record of a batch. */
export function errorOfRefusal(refusal: Refusal, labels: Labels = NO_LABELS): SystemErrorDetails {
	const { category = '', message } = refusal;
	const requestId = refusal.correlationId === undefined ? {} : { requestId: refusal.correlationId };
	if (category === 'MISSING_SCOPES')
		return { class: 'not-allowed', code: category, message: missingScopes(refusal), ...requestId };
	if (category === 'OBJECT_NOT_FOUND') {
		return {
			class: 'not-found',
			code: category,
			message: 'HubSpot does not find it: the record was deleted, or the object does not exist.',
			...requestId,
		};
	}
	// Of a single record in a batch: nothing says whether it was written.
	if (category === 'INTERNAL_ERROR')
		return {
			class: 'unknown-outcome',
			code: category,
			message: 'HubSpot had a fault of its own with this record. It is looked at before anything else.',
			...requestId,
		};
	if (category === 'RATE_LIMITS') return { ...limitError(refusal), ...requestId };
	const codes = (refusal.errors ?? []).map(({ code }) => code ?? '');
	if (
		category === 'CONFLICT' ||
		codes.includes('CONFLICTING_UNIQUE_VALUE') ||
		/already has that value/i.test(message)
	) {
		return { class: 'duplicate', code: category || 'CONFLICT', message: duplicate(refusal), ...requestId };
	}
	return { ...refusedValues(refusal, labels), ...requestId };
}

/** What a bare status means. A gateway's error after a write leaves open whether it was applied. */
function statusError(status: number, kind: CallKind, refusal: Refusal | undefined): SystemErrorDetails | undefined {
	if (status === 401) return { class: 'credential-refused', message: SIGN_IN, ...codeOf(refusal) };
	if (status === 403) return { class: 'not-allowed', message: missingScopes(refusal), ...codeOf(refusal) };
	if (status === 404 && refusal === undefined) {
		return { class: 'not-found', message: 'HubSpot does not know this address. Check the base URL of the credential.' };
	}
	if (status === 423) {
		return {
			class: 'temporary',
			message: 'The record is locked by another change in HubSpot. It is tried again.',
			retryAfterMs: LOCKED_WAIT_MS,
		};
	}
	if (status === 429) return limitError(refusal);
	if (status === 477) {
		return {
			class: 'temporary',
			message: 'HubSpot is moving this account to another data centre. The sync goes on when it is done.',
			retryAfterMs: MIGRATION_WAIT_MS,
		};
	}
	if (status === 503 || NOT_REACHED.has(status)) {
		return { class: 'temporary', message: `HubSpot is not available at the moment (${status}).` };
	}
	if (status >= 500) {
		return {
			class: kind === 'write' ? 'unknown-outcome' : 'temporary',
			message: `HubSpot or a gateway before it had a fault (${status}).`,
		};
	}
	if (status >= 300 && status < 400) {
		return {
			class: 'bad-answer',
			message: `The address has moved (${status}). Check the base URL of the HubSpot credential.`,
		};
	}
	return undefined;
}

const codeOf = (refusal: Refusal | undefined): Pick<SystemErrorDetails, 'code'> =>
	refusal?.category === undefined ? {} : { code: refusal.category };

function refusalIn(body: string): Refusal | undefined {
	try {
		return refusalSchema.safeParse(JSON.parse(body)).data;
	} catch {
		// No JSON is an expected case here: gateways answer with pages of their own, and the status says enough.
		return undefined;
	}
}

function limitError(refusal: Refusal | undefined): SystemErrorDetails {
	const policy = refusal?.policyName ?? '';
	if (policy === 'DAILY') {
		return {
			class: 'quota-spent',
			code: policy,
			message:
				'The HubSpot account has no API calls left for today. The sync goes on by itself when there are some again.',
			retryAfterMs: QUOTA_RECHECK_MS,
		};
	}
	return {
		class: 'rate-limited',
		...(policy === '' ? {} : { code: policy }),
		message: 'HubSpot asks for a pause: too many calls in a short time.',
		retryAfterMs: own(WAITS_MS, policy) ?? OTHER_LIMIT_WAIT_MS,
	};
}

function missingScopes(refusal: Refusal | undefined): string {
	const scopes = new Set(
		(refusal?.errors ?? []).flatMap(({ context }) =>
			Object.entries(context ?? {}).flatMap(([name, values]) => (/scopes/i.test(name) ? values : [])),
		),
	);
	const which = scopes.size > 0 ? ` (${[...scopes].join(', ')})` : '';
	return `The HubSpot credential lacks a scope that this needs${which}. Add it to the service key or app, and connect the credential again.`;
}

/** "Contact already exists. Existing ID: 151": the id helps people, and is no value of the record. */
function duplicate({ message }: Refusal): string {
	const id = /Existing ID: (\d+)/i.exec(message)?.[1] ?? /(\d+) already has that value/i.exec(message)?.[1];
	return `HubSpot has another record with this unique value already${id ? ` (record ${id})` : ''}.`;
}

function refusedValues(refusal: Refusal, labels: Labels): SystemErrorDetails {
	const complaints = complaintsIn(refusal);
	const fields = [...new Set(complaints.flatMap(({ name }) => (name ? [name] : [])))];
	const on = fields.length > 0 ? ` (${fields.map((name) => labels.get(name) ?? name).join(', ')})` : '';
	// "Error creating CONTACT. Some required properties were not set." has no code of its own.
	const missing = /required propert/i.test(refusal.message) ? 'REQUIRED_PROPERTIES' : undefined;
	const code = missing ?? complaints.find(({ error }) => error)?.error ?? refusal.category;
	const named = { ...(code === undefined ? {} : { code }), ...(fields.length > 0 ? { fields } : {}) };
	if (code !== undefined && /REQUIRED/.test(code)) {
		return {
			...named,
			class: 'missing-required',
			message: `HubSpot requires a value${on}. Map the field, or give it a default in the mapper.`,
		};
	}
	const words = own(VALUE_COMPLAINTS, code ?? '');
	const message = words?.(on) ?? `HubSpot refused it${on}: ${redact(beforeJson(refusal.message), fields)}`;
	return { ...named, class: 'invalid' satisfies ErrorClass, message };
}

/** The complaints about properties: as JSON in the message, or as `errors` with a context that names properties. */
function complaintsIn({ message, errors = [], context }: Refusal): Array<z.infer<typeof propertyComplaintSchema>> {
	const listed = z.array(propertyComplaintSchema).safeParse(jsonIn(message));
	if (listed.success && listed.data.length > 0) return listed.data;
	const contexts = [
		...errors.map((error) => ({ error: error.code, context: error.context })),
		{ error: undefined, context },
	];
	const unknown = /property "?([\w.-]+)"? does not exist/i.exec(message)?.[1];
	if (unknown !== undefined) return [{ name: unknown, error: 'PROPERTY_DOESNT_EXIST' }];
	const named = contexts.flatMap(({ error, context: names = {} }) =>
		[...(names.propertyName ?? []), ...(names.properties ?? [])].map((name) => ({ name, error })),
	);
	if (named.length > 0) return named.map(({ name, error }) => ({ name, ...(error === undefined ? {} : { error }) }));
	return errors.flatMap(({ code }) => (code === undefined ? [] : [{ error: code }]));
}

function jsonIn(message: string): unknown {
	const start = message.indexOf('[{');
	const end = message.lastIndexOf(']');
	if (start < 0 || end < start) return undefined;
	try {
		return JSON.parse(message.slice(start, end + 1));
	} catch {
		// HubSpot cuts long lists off: then the category has to do.
		return undefined;
	}
}

/** The words before an embedded list; the list quotes values. */
const beforeJson = (message: string): string => message.split(/:?\s*\[/)[0] ?? '';
