import type { FieldSchema, Row, Value } from '../schema/types';
import { compareValues, comparable, likePattern } from './compare';
import { operand, type Operand } from './literal';
import { malformed, queryError } from './parse';
import { resolvePath, type Path, type QueryScope } from './path';
import type { Comparison, Expression } from './where';

export type Predicate = (row: Row) => boolean;

/** The values a semi-join `IN (SELECT …)` yields. */
type SubqueryRunner = (comparison: Extract<Comparison, { valueQuery: unknown }>) => ReadonlySet<Value>;

type Test = (value: Value) => boolean;

function badOperator(scope: QueryScope, field: FieldSchema, operator: string): Error {
	return queryError('INVALID_FIELD', scope.query, field.name, `invalid operator on ${field.type} field: ${operator}`);
}

/** Which operators a field's type does not know. */
function checkOperator(scope: QueryScope, field: FieldSchema, operator: string): void {
	const multi = field.type === 'multipicklist';
	const ordered = ['<', '<=', '>', '>='].includes(operator);
	const wrong =
		(operator === 'INCLUDES' || operator === 'EXCLUDES') !== multi
			? multi
				? operator === 'LIKE' || ordered
				: operator === 'INCLUDES' || operator === 'EXCLUDES'
			: false;
	const text = ['string', 'textarea', 'picklist', 'email', 'phone', 'url'].includes(field.type);
	if (wrong || (operator === 'LIKE' && !text) || (ordered && field.type === 'boolean'))
		throw badOperator(scope, field, operator);
}

function orderedTest(operator: string, target: Operand, key: (value: Value) => Value): Test {
	// For a span of days, "after" means after its end and "before" before its start.
	const low = target.kind === 'range' ? target.start : key(target.value);
	const high = target.kind === 'range' ? target.end : low;
	const isRange = target.kind === 'range';
	if (low === null || high === null) return () => false;
	const test = (accepts: (value: NonNullable<Value>) => boolean): Test => {
		return (value) => {
			const own = key(value);
			return own !== null && accepts(own);
		};
	};
	switch (operator) {
		case '<':
			return test((value) => compareValues(value, low) < 0);
		case '>=':
			return test((value) => compareValues(value, low) >= 0);
		case '<=':
			return test((value) => (isRange ? compareValues(value, high) < 0 : compareValues(value, high) <= 0));
		default:
			return test((value) => (isRange ? compareValues(value, high) >= 0 : compareValues(value, high) > 0));
	}
}

function equals(target: Operand, key: (value: Value) => Value): Test {
	if (target.kind === 'range') return (value) => value !== null && value >= target.start && value < target.end;
	const wanted = key(target.value);
	return (value) => key(value) === wanted;
}

/** INCLUDES ('A;B', 'C'): A and B, or C. */
function includes(targets: Operand[]): Test {
	const sets = targets.map((target) => {
		return target.kind === 'value'
			? String(target.value ?? '')
					.toLowerCase()
					.split(';')
			: [];
	});
	return (value) => {
		const own = new Set(
			String(value ?? '')
				.toLowerCase()
				.split(';'),
		);
		return sets.some((set) => set.every((part) => own.has(part)));
	};
}

function testFor(operator: string, targets: Operand[], field: FieldSchema): Test {
	const key = comparable(field);
	const first = targets[0] ?? { kind: 'value' as const, value: null };
	const not =
		(test: Test): Test =>
		(value) =>
			!test(value);
	switch (operator) {
		case '=':
			return equals(first, key);
		case '!=':
			return not(equals(first, key));
		case 'IN':
		case 'NOT IN': {
			const values = new Set(targets.map((target) => (target.kind === 'value' ? key(target.value) : null)));
			const test: Test = (value) => values.has(key(value));
			return operator === 'IN' ? test : not(test);
		}
		case 'LIKE': {
			const patterns = targets.map((target) => likePattern(target.kind === 'value' ? String(target.value ?? '') : ''));
			return (value) => patterns.some((pattern) => pattern.test(String(value ?? '')));
		}
		case 'INCLUDES':
			return includes(targets);
		case 'EXCLUDES':
			return not(includes(targets));
		default:
			return orderedTest(operator, first, key);
	}
}

/** Reads one comparison's field and operands; throws Salesforce's errors for what it cannot compare. */
export function readComparison(
	scope: QueryScope,
	comparison: Comparison,
): { path: Path; operator: string; targets: Operand[] } {
	if (!('field' in comparison)) {
		const name = comparison.fn.functionName ?? '';
		throw malformed(scope.query, name, `the function ${name} is not supported by the sandbox in WHERE`);
	}
	const path = resolvePath(scope, comparison.field);
	const { field } = path;
	if (!field.filterable) {
		throw queryError(
			'INVALID_FIELD',
			scope.query,
			field.name,
			`field '${field.name}' can not be filtered in a query call`,
		);
	}
	const operator = comparison.operator.toUpperCase();
	checkOperator(scope, field, operator);
	if ('valueQuery' in comparison) return { path, operator, targets: [] };
	const raws = Array.isArray(comparison.value) ? comparison.value : [comparison.value];
	const types = comparison.literalType;
	const now = scope.store.clock.now();
	const targets = raws.map((raw, i) => operand(scope.query, field, raw, Array.isArray(types) ? types[i] : types, now));
	return { path, operator, targets };
}

function comparisonPredicate(scope: QueryScope, comparison: Comparison, subquery: SubqueryRunner): Predicate {
	const { path, operator, targets } = readComparison(scope, comparison);
	if ('valueQuery' in comparison) {
		const values = subquery(comparison);
		return operator === 'IN' ? (row) => values.has(path.read(row)) : (row) => !values.has(path.read(row));
	}
	const test = testFor(operator, targets, path.field);
	return (row) => test(path.read(row));
}

/** The predicate of a WHERE clause. */
export function predicate(scope: QueryScope, expression: Expression, subquery: SubqueryRunner): Predicate {
	switch (expression.kind) {
		case 'compare':
			return comparisonPredicate(scope, expression.comparison, subquery);
		case 'not': {
			const part = predicate(scope, expression.part, subquery);
			return (row) => !part(row);
		}
		case 'and': {
			const parts = expression.parts.map((part) => predicate(scope, part, subquery));
			return (row) => parts.every((part) => part(row));
		}
		case 'or': {
			const parts = expression.parts.map((part) => predicate(scope, part, subquery));
			return (row) => parts.some((part) => part(row));
		}
	}
}
