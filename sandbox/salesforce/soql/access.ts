import type { Row, Value } from '../schema/types';
import type { StampPosition } from '../store/stampIndex';
import type { Operand } from './literal';
import { readComparison } from './predicate';
import type { QueryScope } from './path';
import type { Expression } from './where';

/** Sorts after every id. */
const AFTER_ALL_IDS = '\uffff';
const START: StampPosition = { stamp: '', id: '' };

interface SimpleComparison {
	field: string;
	operator: string;
	values: Value[];
}

function simple(scope: QueryScope, expression: Expression): SimpleComparison | undefined {
	if (expression.kind !== 'compare' || 'valueQuery' in expression.comparison) return undefined;
	const { path, operator, targets } = readComparison(scope, expression.comparison);
	if (path.parents.length > 0) return undefined;
	const values = targets.map((target: Operand) => (target.kind === 'value' ? target.value : target.start));
	return { field: path.field.name, operator, values };
}

const later = (a: StampPosition, b: StampPosition) =>
	a.stamp > b.stamp || (a.stamp === b.stamp && a.id > b.id) ? a : b;
const earlier = (a: StampPosition, b: StampPosition) => (later(a, b) === a ? b : a);

/** `SystemModstamp = s AND Id > i`: exactly the place after (s, i). */
function afterId(parts: Array<SimpleComparison | undefined>): StampPosition {
	const equal = parts.find((part) => part?.field === 'SystemModstamp' && part.operator === '=');
	const above = parts.find((part) => part?.field === 'Id' && (part.operator === '>' || part.operator === '>='));
	if (!equal || !above) return START;
	return { stamp: String(equal.values[0]), id: String(above.values[0]) };
}

/**
 * A place in the order (SystemModstamp, Id) before which no row can match: what makes keyset reads cheap.
 * It may be too low, never too high; `START` when the clause says nothing about SystemModstamp.
 */
export function lowerBound(scope: QueryScope, expression: Expression): StampPosition {
	if (expression.kind === 'not') return START;
	if (expression.kind !== 'compare') {
		const bounds = expression.parts.map((part) => lowerBound(scope, part));
		if (expression.kind === 'or') return bounds.reduce(earlier);
		return bounds.reduce(later, afterId(expression.parts.map((part) => simple(scope, part))));
	}
	const comparison = simple(scope, expression);
	const stamp = comparison?.values[0];
	if (comparison?.field !== 'SystemModstamp' || typeof stamp !== 'string') return START;
	if (comparison.operator === '>') return isRangeLiteral(expression) ? { stamp, id: '' } : { stamp, id: AFTER_ALL_IDS };
	return comparison.operator === '=' || comparison.operator === '>=' ? { stamp, id: '' } : START;
}

function isRangeLiteral(expression: Extract<Expression, { kind: 'compare' }>): boolean {
	const { literalType } = expression.comparison;
	return literalType === 'DATE_LITERAL' || literalType === 'DATE_N_LITERAL';
}

/** The comparisons that every matching row meets. */
function required(expression: Expression): Expression[] {
	return expression.kind === 'and' ? expression.parts.flatMap(required) : [expression];
}

/** Rows found through an id or an indexed field that the clause demands; undefined when there is none. */
function lookup(scope: QueryScope, expression: Expression): Row[] | undefined {
	const table = scope.store.table(scope.object.name);
	for (const part of required(expression)) {
		const comparison = simple(scope, part);
		if (!comparison || (comparison.operator !== '=' && comparison.operator !== 'IN')) continue;
		const values = [...new Set(comparison.values)];
		if (comparison.field === 'Id') {
			return values.flatMap((value) => table.get(String(value)) ?? []).sort((a, b) => (a.Id < b.Id ? -1 : 1));
		}
		const found = values.map((value) => table.withValue(comparison.field, value));
		if (found.every((rows) => rows !== undefined)) return [...new Set(found.flat())];
	}
	return undefined;
}

/**
 * The rows worth testing, by the cheapest way the clause allows. `byStamp` asks for the order (SystemModstamp, Id);
 * `ordered` tells whether they come in it.
 */
export function candidates(
	scope: QueryScope,
	expression: Expression | undefined,
	byStamp: boolean,
): { rows: Iterable<Row>; ordered: boolean } {
	const table = scope.store.table(scope.object.name);
	const found = expression && lookup(scope, expression);
	if (found) return { rows: found, ordered: false };
	const bound = expression ? lowerBound(scope, expression) : START;
	if (byStamp || bound !== START) return { rows: table.from(bound), ordered: true };
	return { rows: table.all(), ordered: false };
}
