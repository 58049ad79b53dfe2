import type { Query } from '@jetstreamapp/soql-parser-js';
import { SalesforceError } from '../errors';
import type { Row, Value } from '../schema/types';
import type { Store } from '../store/store';
import { candidates } from './access';
import { aggregateRows, isAggregate, isBareCount } from './aggregate';
import { subqueries } from './children';
import { isStampOrder, orderComparator } from './order';
import { malformed, parseSoql, queryError } from './parse';
import type { QueryScope } from './path';
import { predicate, type Predicate } from './predicate';
import { projector, selectedPaths, type RecordBody } from './project';
import { whereTree, type Comparison } from './where';

/** SOQL and SOSL Reference, "OFFSET". */
const MAX_OFFSET = 2_000;

/** The result of a query; rows become answers only when a page is asked for. */
export interface QueryResult {
	totalSize: number;
	/** Records `from` (inclusive) to `to` (exclusive). */
	page(from: number, to: number): RecordBody[];
	/** How many records `page` can give: 0 for a bare COUNT(). */
	length: number;
	/** The rows themselves, in the query's order; none of a query with aggregates. */
	rows(): readonly Row[];
}

interface QueryOptions {
	/** `queryAll`: deleted rows too. */
	includeDeleted: boolean;
	/** For the `url` attributes, e.g. `v62.0`. */
	version: string;
}

const asArray = <T>(value: T | T[] | undefined): T[] =>
	value === undefined ? [] : Array.isArray(value) ? value : [value];

/** Runs a SOQL statement on the visible rows; throws a SalesforceError as the real service would answer. */
export function runQuery(store: Store, text: string, options: QueryOptions): QueryResult {
	return run(store, text, parseSoql(text), options);
}

function scopeOf(store: Store, text: string, query: Query & { sObject: string }): QueryScope {
	const object = store.catalog.object(query.sObject);
	if (object) return { store, object, query: text, alias: query.sObjectAlias };
	const reason = `sObject type '${query.sObject}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.`;
	throw queryError('INVALID_TYPE', text, query.sObject, reason);
}

function refuseUnsupported(query: Query, text: string): void {
	if (query.having) throw malformed(text, 'HAVING', 'HAVING is not supported by the sandbox');
	if (query.usingScope) throw malformed(text, 'USING', 'USING SCOPE is not supported by the sandbox');
	if ((query.offset ?? 0) > MAX_OFFSET) {
		throw new SalesforceError(400, 'NUMBER_OUTSIDE_VALID_RANGE', `Maximum SOQL offset allowed is ${MAX_OFFSET}`);
	}
}

function run(store: Store, text: string, query: Query & { sObject: string }, options: QueryOptions): QueryResult {
	const scope = scopeOf(store, text, query);
	refuseUnsupported(query, text);
	const fields = query.fields ?? [];
	const groupBy = asArray(query.groupBy);
	if (isBareCount(fields)) {
		const count = matching(scope, query, options).length;
		return { totalSize: count, length: 0, page: () => [], rows: () => [] };
	}
	if (isAggregate(fields) || groupBy.length > 0) {
		const { limit: _limit, offset: _offset, orderBy: _orderBy, ...unpaged } = query;
		const groups = aggregateRows(scope, fields, groupBy, matching(scope, unpaged, options)).slice(0, query.limit);
		return { totalSize: groups.length, length: groups.length, page: (from, to) => groups.slice(from, to), rows: () => [] };
	}
	const paths = selectedPaths(scope, fields.filter(({ type }) => type !== 'FieldSubquery'), query.limit);
	const rows = matching(scope, query, options);
	const own = projector(scope, paths, options.version);
	const children = subqueries(scope, fields, options.version, (inner, part) => matching(inner, part, options));
	const project = (row: Row): RecordBody => ({ ...own(row), ...children(row) });
	return { totalSize: rows.length, length: rows.length, page: (from, to) => rows.slice(from, to).map(project), rows: () => rows };
}

function filterOf(
	scope: QueryScope,
	query: Query,
	options: QueryOptions,
): { tree: ReturnType<typeof whereTree> | undefined; test: Predicate } {
	const alive: Predicate = options.includeDeleted ? () => true : (row) => row.IsDeleted !== true;
	if (!query.where) return { tree: undefined, test: alive };
	const tree = whereTree(query.where, scope.query);
	const where = predicate(scope, tree, (comparison) => semiJoin(scope, comparison, options));
	return { tree, test: (row) => alive(row) && where(row) };
}

/** The rows a query selects: filtered, sorted, limited. Stops early where the order allows it. */
function matching(scope: QueryScope, query: Query, options: QueryOptions): Row[] {
	const orderBy = asArray(query.orderBy);
	const byStamp = isStampOrder(orderBy);
	const { tree, test } = filterOf(scope, query, options);
	const compare = orderBy.length > 0 ? orderComparator(scope, orderBy) : undefined;
	const offset = query.offset ?? 0;
	const end = query.limit === undefined ? Infinity : offset + query.limit;
	const source = candidates(scope, tree, byStamp);
	const needsSort = compare !== undefined && !(byStamp && source.ordered);
	const rows: Row[] = [];
	if (end > 0) {
		for (const row of source.rows) {
			if (!test(row)) continue;
			rows.push(row);
			if (!needsSort && rows.length >= end) break;
		}
	}
	if (needsSort) rows.sort(compare);
	return offset === 0 && rows.length <= end ? rows : rows.slice(offset, end);
}

function semiJoin(
	scope: QueryScope,
	comparison: Extract<Comparison, { valueQuery: unknown }>,
	options: QueryOptions,
): ReadonlySet<Value> {
	const { sObject } = comparison.valueQuery;
	if (sObject === undefined) throw malformed(scope.query, '', "unexpected token: '<EOF>'");
	const query = { ...comparison.valueQuery, sObject };
	const inner = scopeOf(scope.store, scope.query, query);
	const [path, ...others] = selectedPaths(inner, query.fields ?? [], undefined);
	if (!path || others.length > 0)
		throw malformed(scope.query, 'SELECT', 'a semi-join selects exactly one id or reference field');
	const values = matching(inner, query, options).map(path.read);
	return new Set(values.filter((value) => value !== null));
}
