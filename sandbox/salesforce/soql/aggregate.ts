import type { FieldFunctionExpression, FieldType, GroupByClause } from '@jetstreamapp/soql-parser-js';
import { groupBy as grouped } from 'lodash';
import type { Row, Value } from '../schema/types';
import { compareValues } from './compare';
import { malformed } from './parse';
import { resolvePath, type QueryScope } from './path';
import type { RecordBody } from './project';

interface Column {
	name: string;
	value(rows: Row[]): Value;
}

const isPresent = (value: Value): value is NonNullable<Value> => value !== null;

function aggregate(functionName: string, values: Array<NonNullable<Value>>): Value {
	const sum = () => values.reduce<number>((total, value) => total + Number(value), 0);
	switch (functionName) {
		case 'COUNT':
			return values.length;
		case 'COUNT_DISTINCT':
			return new Set(values).size;
		case 'MIN':
			return values.reduce<Value>(
				(best, value) => (best === null || compareValues(value, best) < 0 ? value : best),
				null,
			);
		case 'MAX':
			return values.reduce<Value>(
				(best, value) => (best === null || compareValues(value, best) > 0 ? value : best),
				null,
			);
		case 'SUM':
			return values.length === 0 ? null : sum();
		default:
			return values.length === 0 ? null : sum() / values.length;
	}
}

/** True when a SELECT list has an aggregate function other than a bare COUNT(). */
export function isAggregate(fields: FieldType[]): boolean {
	return fields.some((field) => field.type === 'FieldFunctionExpression' && field.isAggregateFn === true);
}

/** True for `SELECT COUNT() FROM …`, which answers with `totalSize` alone. */
export function isBareCount(fields: FieldType[]): boolean {
	const [only] = fields;
	return (
		fields.length === 1 &&
		only?.type === 'FieldFunctionExpression' &&
		only.functionName.toUpperCase() === 'COUNT' &&
		only.parameters.length === 0
	);
}

function columns(scope: QueryScope, fields: FieldType[], groupedBy: ReadonlySet<string>): Column[] {
	let expression = 0;
	return fields.map((field): Column => {
		if (field.type === 'FieldFunctionExpression') return functionColumn(scope, field, () => `expr${expression++}`);
		const text =
			field.type === 'FieldRelationship'
				? [...field.relationships, field.field].join('.')
				: field.type === 'Field'
					? field.field
					: '';
		if (!groupedBy.has(text.toLowerCase()))
			throw malformed(scope.query, text, `Field must be grouped or aggregated: ${text}`);
		const path = resolvePath(scope, text);
		return { name: path.field.name, value: ([first]) => (first ? path.read(first) : null) };
	});
}

function functionColumn(scope: QueryScope, field: FieldFunctionExpression, nextName: () => string): Column {
	const argument = field.parameters[0];
	if (!field.isAggregateFn || typeof argument !== 'string') {
		throw malformed(
			scope.query,
			field.functionName,
			`the function ${field.functionName} is not supported by the sandbox`,
		);
	}
	const path = resolvePath(scope, argument);
	const functionName = field.functionName.toUpperCase();
	return {
		name: field.alias ?? nextName(),
		value: (rows) => aggregate(functionName, rows.map(path.read).filter(isPresent)),
	};
}

/** The result rows of an aggregate query, one a group. */
export function aggregateRows(
	scope: QueryScope,
	fields: FieldType[],
	groupBy: GroupByClause[],
	rows: Row[],
): RecordBody[] {
	const names = groupBy.map((clause) => {
		if (!('field' in clause))
			throw malformed(scope.query, 'GROUP', 'functions in GROUP BY are not supported by the sandbox');
		return clause.field;
	});
	const keys = names.map((name) => resolvePath(scope, name));
	const selected = columns(scope, fields, new Set(names.map((name) => name.toLowerCase())));
	const groups = grouped(rows, (row) => JSON.stringify(keys.map((key) => key.read(row))));
	const bodies = Object.values(groups).map((group) => bodyOf(selected, group));
	return names.length === 0 && bodies.length === 0 ? [bodyOf(selected, [])] : bodies;
}

function bodyOf(selected: Column[], rows: Row[]): RecordBody {
	const body: RecordBody = { attributes: { type: 'AggregateResult' } };
	for (const column of selected) body[column.name] = column.value(rows);
	return body;
}
