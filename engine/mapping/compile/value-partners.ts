import { uniqBy } from 'lodash';
import type { FieldSchema, PicklistOption, Side } from '../../model';
import { foldCase } from '../lenses/clean-text';
import { foldWords } from './fold-name';

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

const optionsOf = (field: FieldSchema): PicklistOption[] =>
	uniqBy(field.options ?? [], (option) => foldCase(option.value));

/** In this order: the same spelling, then the same words, then labels. */
const READINGS: ReadonlyArray<[(left: PicklistOption) => string, (right: PicklistOption) => string]> = [
	[(left) => foldCase(left.value), (right) => foldCase(right.value)],
	[(left) => foldWords(left.value), (right) => foldWords(right.value)],
	[(left) => foldWords(left.value), (right) => foldWords(right.label)],
	[(left) => foldWords(left.label), (right) => foldWords(right.value)],
	[(left) => foldWords(left.label), (right) => foldWords(right.label)],
];

function partnerByName(left: PicklistOption, right: readonly PicklistOption[]): PicklistOption | undefined {
	for (const [ofLeft, ofRight] of READINGS) {
		const wanted = ofLeft(left);
		const found = wanted === '' ? undefined : right.find((option) => ofRight(option) === wanted);
		if (found) return found;
	}
	return undefined;
}

/** The system's spelling of a value that came in another case (the review list keys values in lower case). */
function spelt(value: string, options: readonly PicklistOption[]): string {
	return options.find((option) => foldCase(option.value) === foldCase(value))?.value ?? value;
}

/**
 * The value pairs of a list row: partners by value, then by label, then what the user said, then what was assigned in
 * the review list. A side without options takes the other side's values as they are. A left value that the user
 * gave a partner loses the one found by name.
 */
export function valuePartners(left: FieldSchema, right: FieldSchema, given: GivenPairs): Partners {
	const leftOptions = optionsOf(left.options?.length ? left : right);
	const rightOptions = optionsOf(right.options?.length ? right : left);
	const said = [...given.definition, ...given.assigned].map(([leftValue, rightValue]): ValuePair => [
		spelt(leftValue, leftOptions),
		spelt(rightValue, rightOptions),
	]);
	const saidLeft = new Set(given.definition.map(([value]) => foldCase(value)));
	const found = leftOptions.flatMap((option): ValuePair[] => {
		const partner = saidLeft.has(foldCase(option.value)) ? undefined : partnerByName(option, rightOptions);
		return partner ? [[option.value, partner.value]] : [];
	});
	const pairs = uniqBy([...found, ...said], ([one, other]) => JSON.stringify([foldCase(one), foldCase(other)]));
	const missing = (options: readonly PicklistOption[], half: 0 | 1): string[] => {
		const known = new Set(pairs.map((pair) => foldCase(pair[half])));
		return options
			.filter((option) => option.active && !known.has(foldCase(option.value)))
			.map((option) => option.value);
	};
	const refused = (field: FieldSchema, half: 0 | 1): string[] => {
		if (!field.restricted || !field.options?.length) return [];
		const known = new Set(field.options.map((option) => foldCase(option.value)));
		return said.map((pair) => pair[half]).filter((value) => !known.has(foldCase(value)));
	};
	const unknown = { left: refused(left, 0), right: refused(right, 1) };
	return { pairs, unknown, unmatched: { left: missing(leftOptions, 0), right: missing(rightOptions, 1) } };
}
