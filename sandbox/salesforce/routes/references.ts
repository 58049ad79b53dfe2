import { SalesforceError } from '../errors';

/** `@{refAccount.id}`, `@{query.records[0].Id}`: a value from the answer of an earlier subrequest. */
const REFERENCE = /@\{([^}]*)\}/g;
const STEPS = /\.([^.[\]]+)|\[(\d+)\]/g;

/** The bodies that earlier subrequests answered with, by reference id. */
export type Answers = ReadonlyMap<string, unknown>;

function stepInto(value: unknown, [, key, index]: RegExpMatchArray): unknown {
	if (Array.isArray(value)) return index === undefined ? undefined : value[Number(index)];
	if (typeof value !== 'object' || value === null || key === undefined || !Object.hasOwn(value, key)) return undefined;
	return (value as Record<string, unknown>)[key];
}

function lookUp(reference: string, answers: Answers): unknown {
	const [name = ''] = reference.split(/[.[]/);
	const value = [...reference.slice(name.length).matchAll(STEPS)].reduce(stepInto, answers.get(name));
	if (value !== undefined && (value === null || typeof value !== 'object')) return value;
	const message = `Invalid reference specified. No value for ${reference} found in ${name}.`;
	throw new SalesforceError(400, 'PROCESSING_HALTED', message);
}

/** A URL with its references filled in; throws PROCESSING_HALTED when one has no value. */
export function filledUrl(url: string, answers: Answers): string {
	return url.replace(REFERENCE, (_text, reference: string) => encodeURIComponent(String(lookUp(reference, answers))));
}

/** A body with the references in its texts filled in; one that is all of a text keeps the type of its value. */
export function filledBody(body: unknown, answers: Answers): unknown {
	if (Array.isArray(body)) return body.map((each) => filledBody(each, answers));
	if (typeof body === 'object' && body !== null) {
		return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, filledBody(value, answers)]));
	}
	if (typeof body !== 'string') return body;
	const [, whole] = /^@\{([^}]*)\}$/.exec(body) ?? [];
	if (whole !== undefined) return lookUp(whole, answers);
	return body.replace(REFERENCE, (_text, reference: string) => String(lookUp(reference, answers)));
}
