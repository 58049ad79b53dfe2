import type { Canonical, MappingRow, Rule, Side } from '../model';
import { otherSide, SIDES } from '../model';
import { canonicalText } from '../mapping/canonical';
import type { Base } from '../run/store-port';

/** Between the hashes of a list's elements; no hash holds it. */
const BETWEEN = '.';

type Hash = (text: string) => string;

/** The elements of a canonical list; none when it is blank. */
export const elementsOf = (value: Canonical | undefined): readonly string[] => (typeof value === 'object' && value !== null ? value : []);

/** A canonical list of these elements. */
export function listOf(elements: Iterable<string>): Canonical {
	const sorted = [...new Set(elements)].sort();
	return sorted.length === 0 ? null : sorted;
}

/** Is the row's value a set that is merged element by element? */
export const isSet = (row: Pick<MappingRow, 'lens'>): boolean => row.lens.kind === 'tags' || row.lens.kind === 'references';

/** What a base keeps of one side's value: its keyed hash; of a set the hashes of its elements, so that each can be told apart. */
export function baseHash(row: Pick<MappingRow, 'lens'>, value: Canonical | undefined, hash: Hash): string {
	const elements = isSet(row) ? elementsOf(value) : [];
	if (elements.length === 0) return hash(canonicalText(isSet(row) ? null : (value ?? null)));
	return elements.map((element) => hash(canonicalText(element))).sort().join(BETWEEN);
}

interface SetMerge {
	/** What each side shall hold. */
	wanted: Record<Side, ReadonlySet<string>>;
	/** Both sides' elements that differ and that a change of the other side's record will not bring by itself. */
	owed: Record<Side, boolean>;
	/** A side's elements that would be written or removed there, and cannot be. */
	closed: Record<Side, boolean>;
}

interface Element {
	left: boolean;
	right: boolean;
	leftBefore: boolean;
	rightBefore: boolean;
	hasBase: boolean;
}

/**
 * The three-way merge of two sets, each element for itself: what one side gained or lost since they were last in agreement, the other side
 * gains or loses. Nothing is lost: of an element that one side gained and the other gave up, the gain counts, and without a base (the first
 * meeting) nothing is taken away. Depends on the two sides only, never on whose change is processed.
 */
export function mergeSets(row: MappingRow, sides: Readonly<Record<Side, Canonical>>, base: Base[string] | undefined, hash: Hash): SetMerge {
	const held = { left: new Set(elementsOf(sides.left)), right: new Set(elementsOf(sides.right)) };
	const before = { left: hashesIn(base?.left), right: hashesIn(base?.right) };
	const merge = { wanted: { left: new Set<string>(), right: new Set<string>() }, owed: { left: false, right: false }, closed: { left: false, right: false } };
	for (const name of new Set([...held.left, ...held.right])) {
		const key = hash(canonicalText(name));
		const element: Element = {
			left: held.left.has(name),
			right: held.right.has(name),
			leftBefore: before.left.has(key),
			rightBefore: before.right.has(key),
			hasBase: base !== undefined,
		};
		const ruled = element.left === element.right ? undefined : ruledBy(row, element, changedBy(element));
		const isClosed = ruled !== undefined && isReadOnly(row, otherSide(ruled), name);
		if (isClosed) merge.closed[otherSide(ruled)] = true;
		const winner = isClosed ? undefined : ruled;
		for (const side of SIDES) if (element[winner ?? side]) merge.wanted[side].add(name);
		if (winner !== undefined && !(element.hasBase && element[winner] !== (winner === 'left' ? element.leftBefore : element.rightBefore))) {
			merge.owed[otherSide(winner)] = true;
		}
	}
	return merge;
}

/** Whose word counts, where only one of them holds the element. Undefined: nobody has changed it. */
function changedBy({ left, right, leftBefore, rightBefore, hasBase }: Element): Side | undefined {
	const holder: Side = left ? 'left' : 'right';
	if (!hasBase) return holder;
	const leftChanged = left !== leftBefore;
	const rightChanged = right !== rightBefore;
	if (!leftChanged && !rightChanged) return undefined;
	if (leftChanged && rightChanged) return holder;
	return leftChanged ? 'left' : 'right';
}

const OWNER: Partial<Record<Rule, Side>> = { alwaysLeft: 'left', alwaysRight: 'right' };
const NEVER_WRITTEN: ReadonlySet<Rule> = new Set(['createOnly', 'doNotSync']);

/** An owner's elements are put back where they were removed; what the other side has added of itself is left to it. */
function ruledBy(row: MappingRow, element: Element, winner: Side | undefined): Side | undefined {
	if (winner === undefined || NEVER_WRITTEN.has(row.rule)) return undefined;
	const owner = OWNER[row.rule];
	const ruled = owner === undefined || owner === winner ? winner : element[owner] ? owner : undefined;
	// Where clears are ignored, nothing is taken away.
	return ruled !== undefined && row.ignoreClears === true && !element[ruled] ? undefined : ruled;
}

/** Can the system of that side not be told who belongs to it (a list that follows its filters)? `name` is canonical. */
export function isReadOnly({ lens }: Pick<MappingRow, 'lens'>, side: Side, name: string): boolean {
	return lens.kind === 'tags' && lens.readOnly?.[side]?.includes(name) === true;
}

const hashesIn = (text: string | undefined): ReadonlySet<string> => new Set(text === undefined || text === '' ? [] : text.split(BETWEEN));
