import { sortBy } from 'lodash';
import type { DefinitionRow } from './definition';
import { ID_PREFIXES, KNOWN_PAIRS, type KnownPair } from './known-fields';
import { pairId } from './pair-id';
import { rowId, type FieldPair, type RowContext } from './row-context';

/** The pair that keeps the referenced records in step, and their objects. */
interface ReferenceTarget {
	pair: string;
	left: string;
	right: string;
	/** Further left objects that the field may point at. */
	others?: Array<{ pair: string; left: string; idPrefix: string }>;
}

/**
 * The pair whose links resolve the row's references: what the user said, else the known pair of an object that the left
 * field points to, else (custom objects) that of the only two objects that the fields point to. Undefined when none of them tells.
 */
export function referenceTarget(row: DefinitionRow, fields: FieldPair, context: RowContext): ReferenceTarget | undefined {
	const { referencePairs } = context.definition;
	const said = referencePairs[rowId(row)] ?? referencePairs[row.left] ?? referencePairs[row.right];
	const [known, ...more] = knownPairs(fields, context);
	const left = known?.left.object ?? fields.left.referenceTo?.[0];
	const right = known?.right.object ?? fields.right.referenceTo?.[0];
	const pair = said ?? (known && pairId(known.left, known.right)) ?? onlyPair(fields, context);
	if (pair === undefined || left === undefined || right === undefined) return undefined;
	const others = said === undefined ? more.flatMap((other) => otherTarget(other, right)) : [];
	return { pair, left, right, ...(others.length > 0 ? { others } : {}) };
}

/** Custom objects of Salesforce and HubSpot. No other object is linked with any that it is not known to be linked with. */
const CUSTOM = /__c$|^p\d*_|^2-\d+$/i;

/** Where both fields point at one object each, one of them a custom one. */
function onlyPair(fields: FieldPair, { schemas }: RowContext): string | undefined {
	const [left, ...moreLeft] = fields.left.referenceTo ?? [];
	const [right, ...moreRight] = fields.right.referenceTo ?? [];
	if (left === undefined || right === undefined || moreLeft.length + moreRight.length > 0) return undefined;
	if (![left, right].some((object) => CUSTOM.test(object))) return undefined;
	return pairId({ system: schemas.left.system, object: left }, { system: schemas.right.system, object: right });
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
