import { uniqBy } from 'lodash';
import type { FieldSchema, LensSpec, Rule, Side } from '../../model';
import { otherSide, SIDES } from '../../model';
import { foldCase } from '../lenses/clean-text';
import { canonicalTag } from '../lenses/tags';
import { ruleWrites } from '../rules';
import type { DefinitionRow } from './definition';
import { givenPairs } from './given-pairs';
import type { MappingProblem } from './report';
import { rowId, type FieldPair, type RowContext } from './row-context';
import type { ValuePair } from './value-partners';
import { fieldWords } from './words';

type TagsSpec = Extract<LensSpec, { kind: 'tags' }>;

/** Names in a message; a list of two hundred helps nobody. */
const NAMES_SHOWN = 10;

/** Rules that say something of one value only: two-way is what they mean for a set. */
const TWO_WAY: ReadonlySet<Rule> = new Set(['preferLeftUnlessBlank', 'preferRightUnlessBlank', 'askPerson']);

/** What a rule means for a set, which is merged element by element: nothing is to be preferred, or asked. */
export const ruleForSets = (rule: Rule): Rule => (TWO_WAY.has(rule) ? 'newestWins' : rule);

/** Memberships come from where lists and campaigns are: to tags by default, and not back. */
export const MEMBERSHIPS_RULE: Rule = 'alwaysLeft';

/** Tags of a side against memberships, or tags, of the other, with the names that travel. */
export function tagsLens(row: DefinitionRow, rule: Rule, fields: FieldPair, context: RowContext): { lens: LensSpec; problems: MappingProblem[] } {
	// Nothing of it is read: the names of the day make no other mapping of it.
	if (rule === 'doNotSync') return { lens: { kind: 'tags', values: [] }, problems: [] };
	const given = [...givenPairs(row, context).definition, ...givenPairs(row, context).assigned].map(([left, right]): ValuePair => [left, right === '' ? left : right]);
	const values = uniqBy(given.length > 0 ? given : pairsOf(row, fields), ([left, right]) => JSON.stringify([foldCase(left), foldCase(right)]));
	// A side with a list of its own takes no other names.
	const open = given.length === 0 && fields.right.options === undefined;
	const lens: TagsSpec = { kind: 'tags', values, ...(open ? { prefix: row.tagPrefix ?? '' } : {}) };
	const readOnly = Object.fromEntries(SIDES.map((side) => [side, readOnlyNames(lens, side, fields[side])] as const).filter(([, names]) => names.length > 0));
	const full: TagsSpec = { ...lens, ...(Object.keys(readOnly).length > 0 ? { readOnly } : {}) };
	return { lens: full, problems: [...unknownNames(row, values, fields, context), ...oneWayNames(row, rule, full, fields, context)] };
}

/** All names of the left side; against a list of the right side, those that it has too. */
function pairsOf(row: DefinitionRow, { left, right }: FieldPair): ValuePair[] {
	const prefix = row.tagPrefix ?? '';
	const names = left.options?.map(({ value }) => value) ?? [];
	if (right.options === undefined) return names.map((name) => [name, prefix + name]);
	const there = new Map(right.options.map(({ value }) => [foldCase(value), value]));
	return names.flatMap((name): ValuePair[] => {
		const partner = there.get(foldCase(prefix + name));
		return partner === undefined ? [] : [[name, partner]];
	});
}

function readOnlyNames(lens: TagsSpec, side: Side, { options = [] }: FieldSchema): string[] {
	return options.flatMap(({ value, readOnly }) => {
		const tag = readOnly === true ? canonicalTag({ lens }, side, value) : undefined;
		return tag === undefined ? [] : [tag];
	});
}

const listed = (names: readonly string[]): string => {
	const shown = names.slice(0, NAMES_SHOWN).map((name) => `"${name}"`).join(', ');
	return names.length > NAMES_SHOWN ? `${shown} and ${names.length - NAMES_SHOWN} more` : shown;
};

function unknownNames(row: DefinitionRow, values: readonly ValuePair[], fields: FieldPair, { schemas }: RowContext): MappingProblem[] {
	return SIDES.flatMap((side): MappingProblem[] => {
		const { options } = fields[side];
		if (options === undefined) return [];
		const known = new Set(options.map(({ value }) => foldCase(value)));
		const unknown = values.map((pair) => pair[side === 'left' ? 0 : 1]).filter((name) => !known.has(foldCase(name)));
		if (unknown.length === 0) return [];
		return [
			{
				level: 'warning',
				row: rowId(row),
				field: fields[side].name,
				message: `${fieldWords(schemas[side], fields[side])} has nothing of these names (any more): ${listed(unknown)}.`,
				fix: 'Choose others under Values & Stages, or make what is missing. Nobody is added to, or taken out of, what is not there.',
			},
		];
	});
}

function oneWayNames(row: DefinitionRow, rule: Rule, lens: TagsSpec, fields: FieldPair, { schemas }: RowContext): MappingProblem[] {
	const { readOnly = {} } = lens;
	return SIDES.flatMap((side): MappingProblem[] => {
		const tags = new Set(readOnly[side] ?? []);
		if (tags.size === 0 || !ruleWrites(rule, side)) return [];
		const names = (fields[side].options ?? []).filter((option) => option.readOnly === true && tags.has(canonicalTag({ lens }, side, option.value) ?? '')).map(({ value }) => value);
		return [
			{
				level: 'info',
				row: rowId(row),
				field: fields[side].name,
				message: `${fieldWords(schemas[side], fields[side])} decides by itself who is in ${listed(names)}: these go to ${fieldWords(schemas[otherSide(side)], fields[otherSide(side)])} only.`,
				fix: 'Nothing, if that is what you want; else use lists that are filled by hand.',
			},
		];
	});
}
