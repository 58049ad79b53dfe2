import { range, sortBy } from 'lodash';
import type { FieldSchema } from '../../model';
import { foldName } from './fold-name';

const SUGGESTIONS = 3;
/** Every third letter may be wrong. */
const TOLERANCE = 1 / 3;

/** Levenshtein distance: letters to add, remove or replace. */
function distance(one: string, other: string): number {
	let above = range(other.length + 1);
	for (const [row, letter] of [...one].entries()) {
		const line = [row + 1];
		for (const [column, otherLetter] of [...other].entries()) {
			const replace = (above[column] ?? 0) + (letter === otherLetter ? 0 : 1);
			line.push(Math.min(replace, (above[column + 1] ?? 0) + 1, (line[column] ?? 0) + 1));
		}
		above = line;
	}
	return above.at(-1) ?? 0;
}

/** Names of the fields that may have been meant: alike in name or label, or renamed to something that holds the name. */
export function nearMisses(name: string, fields: readonly FieldSchema[]): string[] {
	const wanted = foldName(name);
	const score = (candidate: string): number => {
		const folded = foldName(candidate);
		if (wanted !== '' && (folded.includes(wanted) || (folded !== '' && wanted.includes(folded)))) return TOLERANCE / 2;
		return distance(wanted, folded) / Math.max(wanted.length, folded.length, 1);
	};
	const scored = fields.map((field) => ({ name: field.name, score: Math.min(score(field.name), score(field.label)) }));
	const close = scored.filter((candidate) => candidate.score <= TOLERANCE);
	return sortBy(close, 'score', 'name')
		.slice(0, SUGGESTIONS)
		.map((candidate) => candidate.name);
}
