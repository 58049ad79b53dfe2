import { SystemError } from '../common/engine';
import { isPlainMoment } from '../common/moment';

const NAME = /^[A-Za-z]\w*(?:\.[A-Za-z]\w*)*$/;

/** A field or object name, safe to stand in a query. Throws `invalid`. */
export function soqlName(name: string): string {
	if (NAME.test(name)) return name;
	throw new SystemError({
		class: 'invalid',
		message: `“${name.slice(0, 80)}” is no name of a Salesforce field or object. Names look like LastName, Owner.Email or Tier__c.`,
	});
}

/** A string literal (SOQL and SOSL Reference, "Quoted String Escape Sequences"). */
export function soqlText(value: string): string {
	const escaped = value
		.replace(/[\\']/g, (character) => `\\${character}`)
		.replace(/\n/g, '\\n')
		.replace(/\r/g, '\\r')
		.replace(/\t/g, '\\t')
		// To some parsers these end the line, and a text with it.
		.replace(/\u2028/g, '\\u2028')
		.replace(/\u2029/g, '\\u2029');
	return `'${escaped}'`;
}

/** A datetime literal: unquoted, in UTC. `value` is ISO 8601. */
export function soqlMoment(value: string): string {
	const moment = new Date(value);
	if (!isPlainMoment(moment))
		throw new SystemError({
			class: 'invalid',
			message: 'A date of the query is no date. Dates look like 2026-11-21T08:30:00Z.',
		});
	return moment.toISOString();
}

/** Salesforce's spelling (`2026-11-21T08:33:03.000+0000`) as ISO 8601 UTC. Throws `bad-answer`. */
export function isoMoment(value: unknown): string {
	const moment =
		typeof value === 'string' ? new Date(value.replace(/([+-]\d{2})(\d{2})$/, '$1:$2')) : new Date(Number.NaN);
	if (!isPlainMoment(moment))
		throw new SystemError({
			class: 'bad-answer',
			message: 'Salesforce answered a record without a readable SystemModstamp.',
		});
	return moment.toISOString();
}

/** Words that end a condition, or would make another query of it. A number may stand right before them: `1LIMIT 2` is two words. */
const CLAUSES =
	/(?<![A-Za-z_]\w*)(?:ORDER\s+BY|GROUP\s+BY|HAVING|LIMIT|OFFSET|FOR\s+(?:VIEW|REFERENCE|UPDATE)|ALL\s+ROWS|WITH\s+(?:DATA\s+CATEGORY|SECURITY_ENFORCED|USER_MODE|SYSTEM_MODE)|USING\s+SCOPE)\b/i;
const OUTER_CLAUSES = /(?<![A-Za-z_]\w*)(?:SELECT|FROM|WHERE)\b/i;

/**
 * A user's filter in parentheses, once it is sure to be a condition and nothing more: no clause after it, no unbalanced quote or
 * parenthesis that would let it reach out of its own. Semi-joins (`Id IN (SELECT …)`) are conditions. Throws `invalid`.
 */
export function soqlCondition(filter: string): string {
	let depth = 0;
	let outer = '';
	let all = '';
	for (let at = 0; at < filter.length; at++) {
		const character = filter.charAt(at);
		if (character === "'") {
			at = endOfText(filter, at);
			all += ' ';
			outer += ' ';
			continue;
		}
		if (character === '(') depth++;
		if (character === ')') depth--;
		if (depth < 0) throw badFilter('a parenthesis is closed that was never opened');
		if (character === ';') throw badFilter('it holds a semicolon');
		all += character;
		if (depth === 0) outer += character;
	}
	if (depth > 0) throw badFilter('a parenthesis is not closed');
	const clause = CLAUSES.exec(all)?.[0] ?? OUTER_CLAUSES.exec(outer)?.[0];
	if (clause) throw badFilter(`it holds ${clause.toUpperCase().replace(/\s+/g, ' ')}`);
	if (filter.trim() === '') throw badFilter('it is empty');
	return `(${filter.trim()})`;
}

/** Where the text that starts at `start` ends. */
function endOfText(filter: string, start: number): number {
	for (let at = start + 1; at < filter.length; at++) {
		if (filter.charAt(at) === '\\') at++;
		else if (filter.charAt(at) === "'") return at;
	}
	throw badFilter('a quote is not closed');
}

function badFilter(why: string): SystemError {
	return new SystemError({
		class: 'invalid',
		message: `The filter is not a SOQL condition: ${why}. Write only what would follow WHERE, for example: Industry = 'Energy' AND IsActive__c = true.`,
	});
}
