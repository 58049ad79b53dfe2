import { sortBy } from 'lodash';
import type { DefinitionRow } from './definition';
import { ID_PREFIXES, KNOWN_PAIRS, type KnownPair } from './known-fields';
import { pairId } from './pair-id';
import { rowId, type FieldPair, type RowContext } from './row-context';

/** The pair that keeps the referenced records in step, and their objects. */
export interface ReferenceTarget {
	pair: string;
	left: string;
	right: string;
	/** Further left objects that the field may point at. */
	others?: Array<{ pair: string; left: string; idPrefix: string }>;
}

/**
 * The pair whose links resolve the row's references: what the user said, else the known pair of an object that the left
 * field points to. Undefined when neither tells.
 */
export function referenceTarget(row: DefinitionRow, fields: FieldPair, context: RowContext): ReferenceTarget | undefined {
	const { referencePairs } = context.definition;
	const said = referencePairs[rowId(row)] ?? referencePairs[row.left] ?? referencePairs[row.right];
	const [known, ...more] = knownPairs(fields, context);
	const left = known?.left.object ?? fields.left.referenceTo?.[0];
	const right = known?.right.object ?? fields.right.referenceTo?.[0];
	const pair = said ?? (known && pairId(known.left, known.right));
	if (pair === undefined || left === undefined || right === undefined) return undefined;
	const others = said === undefined ? more.flatMap((other) => otherTarget(other, right)) : [];
	return { pair, left, right, ...(others.length > 0 ? { others } : {}) };
}

/** Told by their ids, where ids tell. */
function otherTarget({ left, right }: KnownPair, target: string): NonNullable<ReferenceTarget['others']> {
	const idPrefix = ID_PREFIXES[left.object];
	return left.system === 'salesforce' && idPrefix && right.object === target ? [{ pair: pairId(left, right), left: left.object, idPrefix }] : [];
}

/** In the order in which the left field names its objects. */
function knownPairs(fields: FieldPair, context: RowContext): KnownPair[] {
	const { left, right } = context.schemas;
	const pointsTo = (targets: readonly string[] | undefined, object: string): boolean =>
		targets === undefined || targets.length === 0 || targets.includes(object);
	const found = KNOWN_PAIRS.filter(
		(known) =>
			known.left.system === left.system &&
			known.right.system === right.system &&
			fields.left.referenceTo?.includes(known.left.object) &&
			pointsTo(fields.right.referenceTo, known.right.object),
	);
	return sortBy(found, ({ left: { object } }) => fields.left.referenceTo?.indexOf(object));
}
