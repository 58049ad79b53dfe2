import { compact } from 'lodash';
import type { Lens } from '../lens-types';
import { fieldName, invalid, ok } from '../lens-types';
import { asText } from './clean-text';

const words = (text: string): string[] => compact(text.split(/\s+/u));
const startsSmall = (word: string): boolean => /^\p{Ll}/u.test(word);

/**
 * First and last name: the last word, with the particles before it ("van", "de la"), is the last name. One word is a last
 * name, which is the one that systems insist on.
 */
export function splitName(name: string): [first: string, last: string] {
	const all = words(name);
	let cut = Math.max(all.length - 1, 0);
	// A name that is written in small letters only has no particles that could be told.
	if (!startsSmall(all.at(-1) ?? '')) while (cut > 1 && startsSmall(all[cut - 1] ?? '')) cut -= 1;
	return [all.slice(0, cut).join(' '), all.slice(cut).join(' ')];
}

/**
 * A person's full name; canonical has single blanks. Where a side keeps it in two fields they are joined, and split by
 * `splitName` when they are written. That is a guess: "Maria | Garcia Lopez" comes back as "Maria Garcia | Lopez", but only
 * when the full name was changed, because the merge compares full names.
 */
export const nameLens: Lens<'name'> = {
	toCanonical(side, raw, row) {
		if (typeof raw !== 'string' && !Array.isArray(raw)) return invalid(row, side, 'a name');
		return ok(words(asText(Array.isArray(raw) ? raw.join(' ') : raw)).join(' ') || null);
	},
	fromCanonical(side, canonical, row) {
		if (typeof canonical !== 'string') return invalid(row, side, 'a name');
		const lastName = row.lens.last[side];
		if (lastName === undefined) return ok(canonical);
		const [first, last] = splitName(canonical);
		const long = [
			{ field: fieldName(row, side), length: first.length, limit: row.maxLength?.[side] },
			{ field: lastName.field, length: last.length, limit: lastName.maxLength },
		].find(({ length, limit }) => limit !== undefined && length > limit);
		if (long) {
			return {
				ok: false,
				problem: 'too-long',
				message: `A part of ${row.label} is longer than the ${long.limit} characters that ${long.field} takes.`,
			};
		}
		return ok([first, last]);
	},
};
