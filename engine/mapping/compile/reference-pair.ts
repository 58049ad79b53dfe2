import type { DefinitionRow } from './definition';
import { KNOWN_PAIRS } from './known-fields';
import { pairId } from './pair-id';
import { rowId, type FieldPair, type RowContext } from './row-context';

/** The pair that keeps the referenced records in step, and their objects. */
export interface ReferenceTarget {
	pair: string;
	left: string;
	right: string;
}

/**
 * The pair whose links resolve the row's references: what the user said, else the known pair of an object that the left
 * field points to. Undefined when neither tells.
 */
export function referenceTarget(row: DefinitionRow, fields: FieldPair, context: RowContext): ReferenceTarget | undefined {
	const { referencePairs } = context.definition;
	const said = referencePairs[rowId(row)] ?? referencePairs[row.left] ?? referencePairs[row.right];
	const known = knownPair(fields, context);
	const left = known?.left.object ?? fields.left.referenceTo?.[0];
	const right = known?.right.object ?? fields.right.referenceTo?.[0];
	const pair = said ?? (known && pairId(known.left, known.right));
	return pair !== undefined && left !== undefined && right !== undefined ? { pair, left, right } : undefined;
}

function knownPair(fields: FieldPair, context: RowContext): (typeof KNOWN_PAIRS)[number] | undefined {
	const { left, right } = context.schemas;
	const pointsTo = (targets: readonly string[] | undefined, object: string): boolean =>
		targets === undefined || targets.length === 0 || targets.includes(object);
	return KNOWN_PAIRS.find(
		(known) =>
			known.left.system === left.system &&
			known.right.system === right.system &&
			fields.left.referenceTo?.includes(known.left.object) &&
			pointsTo(fields.right.referenceTo, known.right.object),
	);
}
