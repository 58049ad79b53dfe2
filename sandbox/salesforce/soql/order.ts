import type { OrderByClause } from '@jetstreamapp/soql-parser-js';
import type { Row } from '../schema/types';
import { comparable, compareValues } from './compare';
import { malformed, queryError } from './parse';
import { resolvePath, type QueryScope } from './path';

type Comparator = (a: Row, b: Row) => number;

/** One ORDER BY expression. Nulls come first unless NULLS LAST is said, in either direction. */
function comparator(scope: QueryScope, clause: OrderByClause): Comparator {
	if (!('field' in clause)) {
		throw malformed(
			scope.query,
			clause.fn.functionName ?? '',
			'functions in ORDER BY are not supported by the sandbox',
		);
	}
	const path = resolvePath(scope, clause.field);
	if (!path.field.sortable) {
		const reason = `field '${path.field.name}' can not be sorted in a query call`;
		throw queryError('MALFORMED_QUERY', scope.query, path.field.name, reason);
	}
	const key = comparable(path.field);
	const direction = clause.order === 'DESC' ? -1 : 1;
	const nullSide = clause.nulls === 'LAST' ? 1 : -1;
	return (rowA, rowB) => {
		const a = key(path.read(rowA));
		const b = key(path.read(rowB));
		if (a === null || b === null) return a === b ? 0 : a === null ? nullSide : -nullSide;
		return direction * compareValues(a, b);
	};
}

/** The comparator of an ORDER BY clause. */
export function orderComparator(scope: QueryScope, clauses: OrderByClause[]): Comparator {
	const comparators = clauses.map((clause) => comparator(scope, clause));
	return (a, b) => {
		for (const compare of comparators) {
			const order = compare(a, b);
			if (order !== 0) return order;
		}
		return 0;
	};
}

/** True for `ORDER BY SystemModstamp` and `ORDER BY SystemModstamp, Id`, ascending: the index's own order. */
export function isStampOrder(clauses: OrderByClause[]): boolean {
	const names = clauses.map((clause) =>
		'field' in clause && clause.order !== 'DESC' ? clause.field.toLowerCase() : '',
	);
	return names[0] === 'systemmodstamp' && names.length <= 2 && (names[1] ?? 'id') === 'id';
}
