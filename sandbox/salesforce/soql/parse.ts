import { parseQuery, type Query } from '@jetstreamapp/soql-parser-js';
import { SalesforceError } from '../errors';

/** SOQL and SOSL Reference, "SOQL and SOSL limits": statement length. */
export const MAX_QUERY_CHARACTERS = 100_000;

const SNIPPET_BEFORE = 30;
const SNIPPET_AFTER = 30;

/**
 * An error in Salesforce's shape: a piece of the query, a caret below the place, row and column, then the reason.
 * `near` is the text that the caret points at; when it is not found, only the reason is given.
 */
export function queryError(code: string, query: string, near: string, reason: string): SalesforceError {
	const at = near === '' ? -1 : query.search(new RegExp(`(?<![\\w.])${near.replace(/[^\w]/g, '\\$&')}(?!\\w)`, 'i'));
	if (at < 0) return new SalesforceError(400, code, reason);
	const start = Math.max(0, at - SNIPPET_BEFORE);
	const snippet = query.slice(start, at + near.length + SNIPPET_AFTER).replace(/\s/g, ' ');
	const caret = `${' '.repeat(at - start)}^`;
	return new SalesforceError(400, code, `\n${snippet}\n${caret}\nERROR at Row:1:Column:${at + 1}\n${reason}`);
}

export const malformed = (query: string, near: string, reason: string) =>
	queryError('MALFORMED_QUERY', query, near, reason);

/** Parses a SOQL statement; throws MALFORMED_QUERY as Salesforce words it. */
export function parseSoql(text: string): Query & { sObject: string } {
	if (text.length > MAX_QUERY_CHARACTERS) {
		const reason = `SOQL statements cannot be longer than ${MAX_QUERY_CHARACTERS} characters.`;
		throw new SalesforceError(400, 'MALFORMED_QUERY', reason);
	}
	let query: Query;
	try {
		query = parseQuery(text);
	} catch (error) {
		const found = /found: '?([^'\n]*)'?\s*$/.exec(error instanceof Error ? error.message : '')?.[1] ?? '';
		throw malformed(text, found, `unexpected token: '${found || '<EOF>'}'`);
	}
	if (query.sObject === undefined) throw malformed(text, '', "unexpected token: '<EOF>'");
	return { ...query, sObject: query.sObject };
}
