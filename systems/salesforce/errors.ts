import type { ErrorClass, SystemErrorDetails } from '../../engine/model';
import type { HttpResponse } from '../../engine/run/http-port';
import type { CallKind } from '../common/exchange';
import { own } from '../common/own';
import { redact } from '../common/redact';
import { retryAfterMs } from '../common/retry';
import { SHOWN_NAME } from '../common/shown-name';
import { type Refusal, refusalsSchema } from './contract';

/** How soon to ask again when the day's calls are spent: they free up hour by hour. */
const QUOTA_RECHECK_MS = 15 * 60_000;

/** More ids in one message help nobody. */
const MOST_DUPLICATES = 5;

interface Meaning {
	class: ErrorClass;
	/** Plain words; `on` is "on Title, Phone" or empty. */
	words: (on: string) => string;
}

/**
 * Salesforce's codes in our classes and words. The server's own message is not passed on where it may quote a value
 * (INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: "bad value for restricted picklist field: …").
 */
const MEANINGS: Readonly<Record<string, Meaning>> = {
	INVALID_SESSION_ID: {
		class: 'credential-refused',
		words: () => 'Salesforce refused the session. Open the Salesforce credential in n8n and connect it again.',
	},
	INVALID_AUTH_HEADER: {
		class: 'credential-refused',
		words: () => 'Salesforce refused the credential. Open it in n8n and connect it again.',
	},
	API_DISABLED_FOR_ORG: {
		class: 'not-allowed',
		words: () =>
			'The API is switched off for this Salesforce edition or user. An admin can give the user the permission "API Enabled".',
	},
	INSUFFICIENT_ACCESS: {
		class: 'not-allowed',
		words: (on) => `The Salesforce user may not do this${on}. Give the user's profile or permission set the right.`,
	},
	INSUFFICIENT_ACCESS_OR_READONLY: {
		class: 'not-allowed',
		words: (on) =>
			`The Salesforce user may not change this record${on}. Check object permissions, sharing and record locks.`,
	},
	INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY: {
		class: 'not-allowed',
		words: (on) =>
			`The Salesforce user may not use the record that is pointed at${on}. Check sharing and record types.`,
	},
	INVALID_FIELD_FOR_INSERT_UPDATE: {
		class: 'not-allowed',
		words: (on) =>
			`The Salesforce user may not write this field${on}. Give field-level access, or take it out of the mapping.`,
	},
	CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY: {
		class: 'invalid',
		words: (on) =>
			`An automation in Salesforce (trigger or flow) refused the record${on}. Its admin can see why in the debug log.`,
	},
	INVALID_TYPE: {
		class: 'not-allowed',
		words: () =>
			'Salesforce does not have this object, or the connected user may not see it. Give the user read access, or remove the object from the node.',
	},
	MALFORMED_QUERY: {
		class: 'invalid',
		words: () =>
			"Salesforce does not understand the query. Check the filter of the node: it must be a SOQL condition such as Industry = 'Energy'.",
	},
	INVALID_QUERY_FILTER_OPERATOR: {
		class: 'invalid',
		words: () => 'The filter of the node compares a field in a way that Salesforce does not allow for its type.',
	},
	INVALID_QUERY_LOCATOR: {
		class: 'temporary',
		words: () => 'Salesforce has dropped the open query. It is asked again.',
	},
	QUERY_TIMEOUT: {
		class: 'temporary',
		words: () => 'Salesforce gave up the query after two minutes. A filter on indexed fields helps.',
	},
	OPERATION_TOO_LARGE: {
		class: 'invalid',
		words: () =>
			'The query reaches more rows than this user may search. Narrow the filter, or give the user "View All".',
	},
	UNABLE_TO_LOCK_ROW: {
		class: 'temporary',
		words: () => 'The record was locked by another change in Salesforce. It is tried again.',
	},
	SERVER_UNAVAILABLE: { class: 'temporary', words: () => 'Salesforce is not available at the moment.' },
	REQUEST_RUNNING_TOO_LONG: {
		class: 'temporary',
		words: () => 'Salesforce gave up the call because it took too long.',
	},
	NOT_FOUND: {
		class: 'not-found',
		words: () => 'Salesforce does not find it: the record is deleted, or the address or API version is wrong.',
	},
	ENTITY_IS_DELETED: { class: 'not-found', words: () => 'The record was deleted in Salesforce.' },
	INVALID_CROSS_REFERENCE_KEY: {
		class: 'invalid',
		words: (on) => `The record points at something that is not there${on}.`,
	},
	MALFORMED_ID: { class: 'invalid', words: (on) => `A value is no Salesforce id${on}.` },
	REQUIRED_FIELD_MISSING: {
		class: 'missing-required',
		words: (on) => `Salesforce requires a value${on}. Map the field, or give it a default in the mapper.`,
	},
	FIELD_CUSTOM_VALIDATION_EXCEPTION: {
		class: 'invalid',
		words: (on) => `A validation rule in Salesforce refused the record${on}`,
	},
	FIELD_FILTER_VALIDATION_EXCEPTION: {
		class: 'invalid',
		words: (on) => `A lookup filter in Salesforce refused the record that is pointed at${on}`,
	},
	INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: {
		class: 'invalid',
		words: (on) =>
			`Salesforce's list has no such option${on}. Map the value in the Field & Stage Mapper, or add the option in Salesforce.`,
	},
	STRING_TOO_LONG: { class: 'invalid', words: (on) => `The text is longer than Salesforce takes${on}.` },
	NUMBER_OUTSIDE_VALID_RANGE: { class: 'invalid', words: (on) => `The number is larger than Salesforce takes${on}.` },
	INVALID_EMAIL_ADDRESS: {
		class: 'invalid',
		words: (on) => `Salesforce does not take this as an e-mail address${on}.`,
	},
	JSON_PARSER_ERROR: { class: 'invalid', words: (on) => `A value has the wrong type${on}.` },
	DUPLICATES_DETECTED: {
		class: 'duplicate',
		words: () =>
			'A duplicate rule in Salesforce found a record like this one. Merge them there, or switch on "Save Despite Duplicate Rules" in the node.',
	},
	DUPLICATE_VALUE: {
		class: 'duplicate',
		words: (on) => `Another Salesforce record has this unique value already${on}.`,
	},
	DUPLICATE_EXTERNAL_ID: {
		class: 'duplicate',
		words: (on) => `Several Salesforce records have this external id${on}.`,
	},
	CANNOT_UPDATE_CONVERTED_LEAD: {
		class: 'converted',
		words: () => 'The lead was converted; Salesforce no longer lets it be changed. Its contact takes over.',
	},
	INACTIVE_OWNER_OR_USER: {
		class: 'invalid',
		words: (on) => `The owner${on} is no active user of this Salesforce org any more. Give the record to somebody who is.`,
	},
	STORAGE_LIMIT_EXCEEDED: { class: 'not-allowed', words: () => 'The Salesforce org has no storage left.' },
};

/** An id that is shown as it is. */
const ID = /^[A-Za-z0-9]{15,18}$/;

/** Codes whose message is the admin's own text: it tells people what to do. */
const ADMIN_WORDS: ReadonlySet<string> = new Set([
	'FIELD_CUSTOM_VALIDATION_EXCEPTION',
	'FIELD_FILTER_VALIDATION_EXCEPTION',
]);

/** An answer outside 2xx. */
export function errorOfAnswer(response: HttpResponse, kind: CallKind, now: Date): SystemErrorDetails {
	const wait = retryAfterMs(response.headers, now);
	const refusal = refusalIn(response.body);
	const common = { status: response.status, ...(wait === undefined ? {} : { retryAfterMs: wait }) };
	if (refusal?.errorCode === undefined) return { ...errorOfStatus(response.status, kind), ...common };
	return { ...errorOfRefusal(refusal), ...common };
}

/** One refusal: of a call, or of one record of a collection. */
export function errorOfRefusal(refusal: Refusal): SystemErrorDetails {
	const told = refusal.errorCode ?? refusal.statusCode ?? '';
	const code = SHOWN_NAME.test(told) ? told : 'UNKNOWN_EXCEPTION';
	const fields = fieldsOf(refusal, code);
	const named = { code, ...(fields.length > 0 ? { fields } : {}) };
	if (code === 'REQUEST_LIMIT_EXCEEDED') return { ...named, ...limitError(refusal.message) };
	if (code === 'INVALID_FIELD') return { ...named, class: 'invalid', message: vanishedField(refusal.message) };
	const on = fields.length > 0 ? ` (${fields.join(', ')})` : '';
	const meaning = own(MEANINGS, code);
	if (!meaning) return { ...named, class: 'invalid', message: `Salesforce refused it${on} with the code ${code}.` };
	const more = ADMIN_WORDS.has(code) ? `: ${redact(refusal.message, fields)}` : alike(refusal);
	return { ...named, class: meaning.class, message: `${meaning.words(on)}${more}` };
}

/** Ids are no personal data, and tell where to look. */
function alike({ duplicateResut, duplicateResult }: Refusal): string {
	const ids = (duplicateResut ?? duplicateResult ?? []).filter((id) => ID.test(id)).slice(0, MOST_DUPLICATES);
	return ids.length === 0 ? '' : ` Found: ${ids.join(', ')}.`;
}

function refusalIn(body: string): Refusal | undefined {
	let json: unknown;
	try {
		json = JSON.parse(body);
	} catch {
		// No JSON is an expected case here: gateways answer with pages of their own, and the status says enough.
		return undefined;
	}
	return refusalsSchema.safeParse(json).data?.[0];
}

/** What a bare status means. A gateway's error after a write leaves open whether it was applied. */
function errorOfStatus(status: number, kind: CallKind): SystemErrorDetails {
	if (status === 401)
		return {
			class: 'credential-refused',
			message: 'Salesforce refused the credential. Open it in n8n and connect it again.',
		};
	if (status === 403)
		return {
			class: 'not-allowed',
			message: "Salesforce does not let this user make the call. Check its API permission and the app's policies.",
		};
	if (status === 404)
		return {
			class: 'not-found',
			message: 'Salesforce does not know this address. Check the instance URL of the credential.',
		};
	if (status === 429) return { class: 'rate-limited', message: 'Salesforce asks for a pause.' };
	if (status === 503) return { class: 'temporary', message: 'Salesforce is not available at the moment (503).' };
	if (status >= 500) {
		return {
			class: kind === 'write' ? 'unknown-outcome' : 'temporary',
			message: `Salesforce or a gateway before it had a fault (${status}).`,
		};
	}
	if (status >= 300 && status < 400) {
		return {
			class: 'bad-answer',
			message: `The address of the org has moved (${status}). Connect the Salesforce credential again, so that n8n learns the new one.`,
		};
	}
	return { class: 'invalid', message: `Salesforce refused the call (${status}).` };
}

/** The same code stands for two limits; only the message tells them apart. */
function limitError(message: string): Pick<SystemErrorDetails, 'class' | 'message' | 'retryAfterMs'> {
	if (/concurrent/i.test(message))
		return { class: 'rate-limited', message: 'Too many long Salesforce calls run at the same time.' };
	return {
		class: 'quota-spent',
		message:
			'The Salesforce org has no API calls left for the last 24 hours. The sync goes on by itself when there are some again.',
		retryAfterMs: QUOTA_RECHECK_MS,
	};
}

/** "No such column 'Foo__c' on entity 'Contact'. If you are …" names the field and the object; both are names, no values. */
function vanishedField(message: string): string {
	const column = /No such column '([\w.]+)' on (?:entity|sobject(?: of type)?) '?(\w+)'?/i.exec(message);
	const relationship = /Didn't understand relationship '(\w+)'/i.exec(message);
	const [, field, object] = column ?? relationship ?? [];
	if (!field)
		return 'Salesforce does not know a field of the query, or it cannot be used so. Check the fields and the filter of the node.';
	return `Salesforce has no field ${field}${object ? ` on ${object}` : ''}, or the connected user may not see it. Remove it from the node's fields, filter and mapping, or give the user access to it.`;
}

function fieldsOf(refusal: Refusal, code: string): string[] {
	const told = (refusal.fields ?? []).filter((name) => SHOWN_NAME.test(name));
	if (told.length > 0) return told;
	if (code !== 'REQUIRED_FIELD_MISSING' && code !== 'INVALID_FIELD') return [];
	const listed = /(?:missing: \[([\w, ]+)\])|No such column '([\w.]+)'/i.exec(refusal.message);
	return (listed?.[1] ?? listed?.[2] ?? '')
		.split(',')
		.map((name) => name.trim())
		.filter(Boolean);
}
