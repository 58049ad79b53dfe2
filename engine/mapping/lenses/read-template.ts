import type { FieldValue } from '../../model';
import { asText, cleanText } from './clean-text';
import { isBlank } from '../canonical';

/** A field in braces, a bracketed part, or text. Nothing in a template is ever evaluated. */
type Part = { field: string } | { text: string } | { open: string; inside: Part[]; close: string };

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']' };
const TOKEN = /\{[^{}]*\}|[()[\]{}]|[^()[\]{}]+/g;
/** Separators that a blank field leaves behind at the ends. */
const LOOSE_ENDS = /^[\s,;:/|·–-]+|[\s,;:/|·–-]+$/gu;

/** Why a template cannot be used, in plain words; undefined when it can. */
export function templateProblem(template: string): string | undefined {
	const tokens = template.match(TOKEN) ?? [];
	if (tokens.some((token) => token === '{' || token === '}')) return 'a brace stands alone';
	if (tokens.some((token) => /^\{\s*\}$/.test(token))) return 'a pair of braces is empty';
	if (!tokens.some((token) => token.startsWith('{'))) return 'it names no field in braces';
	const open: string[] = [];
	for (const token of tokens) {
		if (CLOSING[token] !== undefined) open.push(CLOSING[token]);
		else if ((token === ')' || token === ']') && open.pop() !== token) return 'its brackets do not match';
	}
	return open.length === 0 ? undefined : 'its brackets do not match';
}

/** The fields that the template names, each once. */
export function templateFields(template: string): string[] {
	return [...new Set((template.match(/\{[^{}]*\}/g) ?? []).map((token) => token.slice(1, -1).trim()))];
}

function parse(tokens: string[], close?: string): Part[] {
	const parts: Part[] = [];
	for (let token = tokens.shift(); token !== undefined && token !== close; token = tokens.shift()) {
		const closing = CLOSING[token];
		if (token.startsWith('{') && token.endsWith('}') && token.length > 1) parts.push({ field: token.slice(1, -1).trim() });
		else if (closing !== undefined) parts.push({ open: token, inside: parse(tokens, closing), close: closing });
		else parts.push({ text: token });
	}
	return parts;
}

const namesField = (part: Part): boolean => 'field' in part || ('inside' in part && part.inside.some(namesField));

/** The text of the parts, and whether one of their fields says something. */
function render(parts: readonly Part[], values: ReadonlyMap<string, string>): { text: string; filled: boolean } {
	let text = '';
	let filled = false;
	for (const part of parts) {
		if ('text' in part) text += part.text;
		else if ('field' in part) {
			const value = values.get(part.field) ?? '';
			text += value;
			filled ||= value !== '';
		} else {
			const inside = render(part.inside, values);
			// Brackets around fields that are all blank go with them; brackets around mere words stay.
			if (inside.filled || !part.inside.some(namesField)) text += part.open + inside.text.trim() + part.close;
			filled ||= inside.filled;
		}
	}
	return { text, filled };
}

/**
 * `{FirstName} {LastName} ({Title})` with the record's values in place of the fields: "Ann Lee (CEO)", or "Ann Lee" while
 * the title is blank. Blank when all of its fields are; undefined when one of them was not read.
 */
export function renderTemplate(template: string, valueOf: (field: string) => FieldValue | undefined): string | null | undefined {
	const values = new Map<string, string>();
	for (const name of templateFields(template)) {
		const value = valueOf(name);
		if (value === undefined) return undefined;
		values.set(name, isBlank(value) ? '' : asText(value));
	}
	const { text, filled } = render(parse(template.match(TOKEN) ?? []), values);
	if (!filled) return null;
	const blanks = [...values.values()].includes('');
	const joined = cleanText(text.replace(/ {2,}/g, ' '));
	return (blanks ? cleanText(joined.replace(LOOSE_ENDS, '')) : joined) || null;
}
