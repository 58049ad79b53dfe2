import { compact, uniq } from 'lodash';
import type { Side } from '../../model';
import type { Lens, RowOf } from '../lens-types';
import { ok } from '../lens-types';
import { cleanText, foldCase } from './clean-text';
import { pairedCanonical, pairedValue } from './value-pairs';

type TagsRow = Pick<RowOf<'tags'>, 'lens' | 'maxLength'>;

/** The names of a list, or of a string joined by semicolons. */
export const tagNames = (raw: unknown): string[] => compact((Array.isArray(raw) ? raw.map(String) : String(raw).split(';')).map(cleanText));

/**
 * What stands for one name of a side; undefined when the row is not about it. Where every name of the left side travels (`prefix`), a name
 * without a partner is the same name behind the prefix, and on the right side whatever begins with it.
 */
export function canonicalTag(row: TagsRow, side: Side, name: string): string | undefined {
	const tag = tagBehind(row, side, name);
	// A tag that the right side is too short for stays where it is, and holds up nothing else.
	return tag !== undefined && tag.length <= (row.maxLength?.right ?? Infinity) ? tag : undefined;
}

function tagBehind({ lens }: TagsRow, side: Side, name: string): string | undefined {
	const partner = pairedCanonical(lens.values, side, name);
	if (partner !== undefined || lens.prefix === undefined) return partner;
	if (side === 'left') return lens.prefix + name;
	return lens.prefix !== '' && foldCase(name).startsWith(foldCase(lens.prefix)) && name.length > lens.prefix.length ? lens.prefix + name.slice(lens.prefix.length) : undefined;
}

/** A side's name for a canonical one; undefined when it has none. */
export function tagOf({ lens }: TagsRow, side: Side, canonical: string): string | undefined {
	const partner = pairedValue(lens.values, side, canonical);
	if (partner !== undefined || lens.prefix === undefined) return partner;
	if (side === 'right') return canonical;
	return canonical.startsWith(lens.prefix) ? canonical.slice(lens.prefix.length) : undefined;
}

/**
 * Tags, or memberships: names of which only those count that the row is about. All others are nobody's business here, and stay as they are
 * on their side. Merged element by element (engine/merge/elements.ts).
 */
export const tagsLens: Lens<'tags'> = {
	toCanonical(side, raw, row) {
		const names = compact(tagNames(raw).map((name) => canonicalTag(row, side, name)));
		return ok(names.length === 0 ? null : uniq(names).sort());
	},
	fromCanonical: (side, canonical, row) => ok(uniq(compact(tagNames(canonical).map((name) => tagOf(row, side, name))))),
};
