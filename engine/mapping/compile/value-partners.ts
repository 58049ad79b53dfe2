import { groupBy, uniq, uniqBy } from 'lodash';
import type { FieldSchema, PicklistOption, Side } from '../../model';
import { foldCase } from '../lenses/clean-text';
import { foldWords } from './fold-name';
import { onlyEnds, sameKind } from './stage-kinds';

export type ValuePair = [left: string, right: string];

/** What the user or the review list says about a row's values, in their order. */
export interface GivenPairs {
	definition: readonly ValuePair[];
	assigned: readonly ValuePair[];
}

export interface Partners {
	pairs: ValuePair[];
	/** Values in use that have no partner. */
	unmatched: Record<Side, string[]>;
	/** Values that were given a partner although the side's system refuses them. */
	unknown: Record<Side, string[]>;
}

/** What helps to tell which values belong together. */
interface PartnerHints {
	/** Two stages belong together only when this says so of their pipelines. */
	together?: (left: PicklistOption, right: PicklistOption) => boolean;
	/** A side without options says the labels of the other side's values. */
	byLabel?: boolean;
}

/** One value, in every pipeline that has it. */
type Value = readonly [PicklistOption, ...PicklistOption[]];

const valuesOf = (options: readonly PicklistOption[]): Value[] =>
	Object.values(groupBy(options, (option) => foldCase(option.value))) as Array<[PicklistOption, ...PicklistOption[]]>;

/** The options of a side, or else of the other side: as they are there, or by their labels. */
function optionsOf(own: FieldSchema, other: FieldSchema, byLabel: boolean): PicklistOption[] {
	if (own.options?.length) return own.options;
	// An address says more than the name of whose it is.
	return (other.options ?? []).map((option) => ({ ...option, value: byLabel && !option.value.includes('@') ? option.label : option.value }));
}

/** In this order: the same spelling, then the same words, then labels. */
const READINGS: ReadonlyArray<[(left: PicklistOption) => string, (right: PicklistOption) => string]> = [
	[(left) => foldCase(left.value), (right) => foldCase(right.value)],
	[(left) => foldWords(left.value), (right) => foldWords(right.value)],
	[(left) => foldWords(left.value), (right) => foldWords(right.label)],
	[(left) => foldWords(left.label), (right) => foldWords(right.value)],
	[(left) => foldWords(left.label), (right) => foldWords(right.label)],
];

/** The first of `others` that is named like `value`, in the order of the readings. */
function namedLike(value: Value, others: readonly Value[], side: 'left' | 'right', together: PartnerHints['together']): Value | undefined {
	const belong = (one: PicklistOption, other: PicklistOption): boolean =>
		sameKind(one, other) && ((side === 'left' ? together?.(one, other) : together?.(other, one)) ?? true);
	for (const [ofLeft, ofRight] of READINGS) {
		const [ofOne, ofOther] = side === 'left' ? [ofLeft, ofRight] : [ofRight, ofLeft];
		const found = others.find((candidate) =>
			value.some((one) => ofOne(one) !== '' && candidate.some((other) => ofOther(other) === ofOne(one) && belong(one, other))),
		);
		if (found) return found;
	}
	return undefined;
}

/** The system's spelling of a value that came in another case (the review list keys values in lower case). */
function spelt(value: string, options: readonly PicklistOption[]): string {
	return options.find((option) => foldCase(option.value) === foldCase(value))?.value ?? value;
}

/** Values found by name, for all left values and for right stages that are left over: every pipeline has a "Won" of its own. */
function pairsByName(left: readonly Value[], right: readonly Value[], said: readonly ValuePair[], together: PartnerHints['together']): ValuePair[] {
	const pairs = left.flatMap((value): ValuePair[] => {
		const partner = namedLike(value, right, 'left', together);
		return partner ? [[value[0].value, partner[0].value]] : [];
	});
	const taken = new Set([...pairs, ...said].map(([, value]) => foldCase(value)));
	const others = right.filter((value) => value[0].pipeline !== undefined && !taken.has(foldCase(value[0].value)));
	const more = others.flatMap((value): ValuePair[] => {
		const partner = namedLike(value, left, 'right', together);
		return partner ? [[partner[0].value, value[0].value]] : [];
	});
	return [...pairs, ...more, ...ends(left, right, [...pairs, ...more, ...said], together)];
}

/** The won and lost stages that are left over. */
function ends(left: readonly Value[], right: readonly Value[], known: readonly ValuePair[], together: PartnerHints['together']): ValuePair[] {
	const [lefts, rights] = [left.flat(), right.flat()];
	const openOf = (options: readonly PicklistOption[], half: 0 | 1): PicklistOption[] => {
		const taken = new Set(known.map((pair) => foldCase(pair[half])));
		return options.filter(({ value }) => !taken.has(foldCase(value)));
	};
	const belong = (one: PicklistOption, other: PicklistOption): boolean => together?.(one, other) ?? true;
	const fromLeft = onlyEnds(openOf(lefts, 0), lefts, rights, belong);
	const fromRight = onlyEnds(openOf(rights, 1), rights, lefts, (other, one) => belong(one, other));
	return [...fromLeft, ...fromRight.map(([other, one]): ValuePair => [one, other])];
}

/**
 * The value pairs of a list row: partners by value, then by label, then what the user said, then what was assigned in
 * the review list. A side without options takes the other side's values. A left value that the user gave a partner
 * loses the one found by name.
 */
export function valuePartners(left: FieldSchema, right: FieldSchema, given: GivenPairs, hints: PartnerHints = {}): Partners {
	const leftOptions = optionsOf(left, right, hints.byLabel ?? false);
	const rightOptions = optionsOf(right, left, hints.byLabel ?? false);
	const said = [...given.definition, ...given.assigned].map(([leftValue, rightValue]): ValuePair => [
		spelt(leftValue, leftOptions),
		spelt(rightValue, rightOptions),
	]);
	const saidLeft = new Set(given.definition.map(([value]) => foldCase(value)));
	const open = valuesOf(leftOptions).filter(([{ value }]) => !saidLeft.has(foldCase(value)));
	const found = pairsByName(open, valuesOf(rightOptions), said, hints.together);
	const pairs = uniqBy([...found, ...said], ([one, other]) => JSON.stringify([foldCase(one), foldCase(other)]));
	const missing = (options: readonly PicklistOption[], half: 0 | 1): string[] => {
		const known = new Set(pairs.map((pair) => foldCase(pair[half])));
		return valuesOf(options)
			.map((value) => value.find(({ active }) => active))
			.flatMap((option) => (option && !known.has(foldCase(option.value)) ? [option.value] : []));
	};
	const refused = (field: FieldSchema, half: 0 | 1): string[] => {
		if (!field.restricted || !field.options?.length) return [];
		const known = new Set(field.options.map((option) => foldCase(option.value)));
		return uniq(said.map((pair) => pair[half])).filter((value) => !known.has(foldCase(value)));
	};
	const unknown = { left: refused(left, 0), right: refused(right, 1) };
	return { pairs, unknown, unmatched: { left: missing(leftOptions, 0), right: missing(rightOptions, 1) } };
}
