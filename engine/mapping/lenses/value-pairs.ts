import type { Side } from '../../model';
import { foldCase } from './clean-text';

type Pairs = ReadonlyArray<readonly [left: string, right: string]>;

/** Answers for one list of pairs. Canonical values are right values; keys are compared without regard to case. */
interface PairIndex {
	canonical: Record<Side, ReadonlyMap<string, string>>;
	/** Folded canonical → the left value that is the way back. */
	back: ReadonlyMap<string, string>;
}

const indexes = new WeakMap<Pairs, PairIndex>();

/**
 * Both halves of a pair may repeat. A left value goes to the right value of its *first* pair. A right value that no
 * left value goes to (several right values share one left) stands for the one that its left partner goes to; so there
 * and back again always ends at the same canonical value.
 */
function index(pairs: Pairs): PairIndex {
	const left = new Map<string, string>();
	const back = new Map<string, string>();
	for (const [leftValue, rightValue] of pairs) {
		if (left.has(foldCase(leftValue))) continue;
		left.set(foldCase(leftValue), rightValue);
		if (!back.has(foldCase(rightValue))) back.set(foldCase(rightValue), leftValue);
	}
	const right = new Map<string, string>();
	for (const [leftValue, rightValue] of pairs) {
		const key = foldCase(rightValue);
		if (right.has(key)) continue;
		const way = left.get(foldCase(back.get(key) ?? leftValue));
		right.set(key, way ?? rightValue);
	}
	// One spelling for each right value, whichever pair it comes from.
	for (const [key, value] of left) left.set(key, right.get(foldCase(value)) ?? value);
	return { canonical: { left, right }, back };
}

function indexOf(pairs: Pairs): PairIndex {
	const known = indexes.get(pairs) ?? index(pairs);
	indexes.set(pairs, known);
	return known;
}

/** The canonical value of a side's value; undefined when it has no partner. */
export function pairedCanonical(pairs: Pairs, side: Side, value: string): string | undefined {
	return indexOf(pairs).canonical[side].get(foldCase(value));
}

/** The side's value for a canonical value; undefined when it has no partner. */
export function pairedValue(pairs: Pairs, side: Side, canonical: string): string | undefined {
	const known = pairedCanonical(pairs, 'right', canonical);
	return side === 'right' || known === undefined ? known : indexOf(pairs).back.get(foldCase(known));
}
