import { CONTACTS, DEALS } from '../schema/objectTypes';
import type { ObjectType, Property } from '../schema/types';
import type { Portal } from '../store/portal';

/** Why a value is refused, with HubSpot's code. */
export interface ValueProblem {
	readonly message: string;
	readonly code: string;
}

export type Coerced =
	{ readonly ok: true; readonly value: string } | { readonly ok: false; readonly problem: ValueProblem };

const DAY_MS = 86_400_000;
const EMAIL = /^[^\s@;,"<>]+@[^\s@;,"<>]+\.[^\s@;,"<>]{2,}$/;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
/** Longest text of a property (Knowledge base, "Property field types in HubSpot"). The refusal's words are ours: they stand nowhere. */
const MAX_TEXT = 65_536;
const CURRENCIES = ['USD', 'EUR', 'GBP', 'SEK'];

const ok = (value: string): Coerced => ({ ok: true, value });
const bad = (code: string, message: string): Coerced => ({ ok: false, problem: { code, message } });

/**
 * A value as the portal keeps it. Empty text clears and is always fine. `before` is the present value, which a leading `;`
 * adds to where several are allowed.
 */
export function coerce(portal: Portal, type: ObjectType, property: Property, given: string, before: string): Coerced {
	if (given === '') return ok('');
	// Since April 2025 (changelog "Enhanced validations for non-string properties").
	if (property.type !== 'string' && given.trim() !== given) return notValid(property, given);
	switch (property.type) {
		case 'number':
			return NUMBER.test(given) ? ok(given) : notValid(property, given);
		case 'bool':
			return given === 'true' || given === 'false' ? ok(given) : notAllowed(given, ['true', 'false']);
		case 'date':
			return coerceDate(given);
		case 'datetime':
			return coerceDatetime(given);
		case 'enumeration':
			return coerceChoice(portal, type, property, given, before);
		default:
			return coerceText(type, property, given);
	}
}

function notValid(property: Property, given: string): Coerced {
	if (property.type === 'date') return bad('INVALID_DATE', `${given} was not a valid date.`);
	if (property.type === 'number') return bad('INVALID_INTEGER', `${given} was not a valid number.`);
	if (property.type === 'datetime') return bad('INVALID_LONG', `${given} was not a valid long.`);
	return notAllowed(
		given,
		property.options.map((option) => option.value),
	);
}

const notAllowed = (given: string, allowed: readonly string[]): Coerced =>
	bad('INVALID_OPTION', `${given} was not one of the allowed options: [${allowed.join(', ')}]`);

function coerceText(type: ObjectType, property: Property, given: string): Coerced {
	if (type.id === CONTACTS && property.name === 'email') return coerceEmail(given);
	if (property.name === 'domain') return ok(bareDomain(given));
	if (given.length > MAX_TEXT) return bad('INVALID_LENGTH', `The value of ${property.name} is longer than ${MAX_TEXT} characters.`);
	return ok(given);
}

function coerceEmail(given: string): Coerced {
	const email = given.trim().toLowerCase();
	return EMAIL.test(email) ? ok(email) : bad('INVALID_EMAIL', `Email address ${given} is invalid`);
}

/** HubSpot keeps the host name of what is given as a domain. */
function bareDomain(given: string): string {
	const host =
		given
			.trim()
			.toLowerCase()
			.replace(/^[a-z]+:\/\//, '')
			.split(/[/?#]/)[0] ?? '';
	return host.replace(/^www\./, '');
}

/** Dates are kept as `YYYY-MM-DD`; milliseconds must be midnight UTC. */
function coerceDate(given: string): Coerced {
	if (/^-?\d+$/.test(given)) {
		const ms = Number(given);
		const date = new Date(ms);
		if (Number.isNaN(date.getTime())) return bad('INVALID_DATE', `${given} was not a valid date.`);
		if (ms % DAY_MS !== 0) {
			return bad('INVALID_DATE', `${given} is at ${date.toISOString().slice(11, -1)} UTC, not midnight!`);
		}
		return ok(date.toISOString().slice(0, 10));
	}
	const real = /^\d{4}-\d{2}-\d{2}$/.test(given) && isCalendarDay(given);
	return real ? ok(given) : bad('INVALID_DATE', `${given} was not a valid date.`);
}

function isCalendarDay(text: string): boolean {
	const date = new Date(`${text}T00:00:00Z`);
	return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** Times are kept as ISO in UTC; ISO with a zone, a bare day and milliseconds are understood. */
function coerceDatetime(given: string): Coerced {
	const isMs = /^-?\d+$/.test(given);
	const isIso = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2}))?$/.test(given);
	const date = isMs ? new Date(Number(given)) : new Date(isIso ? given : NaN);
	if (Number.isNaN(date.getTime()) || (isIso && !isCalendarDay(given.slice(0, 10)))) {
		return bad('INVALID_LONG', `${given} was not a valid long.`);
	}
	return ok(date.toISOString());
}

function coerceChoice(portal: Portal, type: ObjectType, property: Property, given: string, before: string): Coerced {
	if (property.name === 'hs_additional_emails') return coerceEmails(given, before);
	const allowed = allowedValues(portal, type, property);
	if (property.fieldType !== 'checkbox') return allowed.includes(given) ? ok(given) : notAllowed(given, allowed);
	const parts = listed(given, before);
	const wrong = parts.find((part) => property.externalOptions !== true && !allowed.includes(part));
	return wrong === undefined ? ok(parts.join(';')) : notAllowed(wrong, allowed);
}

/** The values of a `;` list; one that starts with `;` adds to those there. */
function listed(given: string, before: string): string[] {
	const all = given.startsWith(';') ? `${before}${given}` : given;
	return [...new Set(all.split(';').filter((part) => part !== ''))];
}

function coerceEmails(given: string, before: string): Coerced {
	const emails = listed(given, before).map(coerceEmail);
	const refused = emails.find((email) => !email.ok);
	return refused ?? ok(emails.map((email) => (email.ok ? email.value : '')).join(';'));
}

/** The values an enumeration may have, from wherever they are kept. Pipeline and stage together are checked in `draft`. */
function allowedValues(portal: Portal, type: ObjectType, property: Property): string[] {
	if (property.name === 'hubspot_owner_id') {
		return portal.owners
			.all()
			.filter((owner) => !owner.archived)
			.map((owner) => owner.id);
	}
	if (type.id === DEALS && property.name === 'pipeline') return portal.pipelines.of(type.id).map(({ id }) => id);
	if (type.id === DEALS && property.name === 'dealstage') {
		return portal.pipelines.of(type.id).flatMap((pipeline) => pipeline.stages.map(({ id }) => id));
	}
	if (property.name === 'deal_currency_code') return CURRENCIES;
	return property.options.map((option) => option.value);
}
