import type { FieldType, Query } from '@jetstreamapp/soql-parser-js';
import { SalesforceError } from '../errors';
import type { FieldSchema, Row, Value } from '../schema/types';
import { isAggregate, isBareCount } from '../soql/aggregate';
import { runQuery } from '../soql/evaluate';
import { parseSoql } from '../soql/parse';
import { resolvePath, type Path } from '../soql/path';
import type { Store } from '../store/store';
import { csvLine, type CsvFormat } from './csv';

const refused = (message: string) => new SalesforceError(400, 'API_ERROR', message);

/** Bulk API 2.0 Developer Guide, "Create a Query Job": what its SOQL does not have. */
function refuse(query: Query): void {
	const fields = query.fields ?? [];
	if (query.groupBy) throw refused('Aggregate Relationships not supported in Bulk Query');
	if (isBareCount(fields) || isAggregate(fields)) throw refused('Aggregate Relationships not supported in Bulk Query');
	if (query.offset !== undefined) throw refused('Bulk Query does not support the OFFSET clause');
	if (fields.some(({ type }) => type === 'FieldSubquery')) throw refused('Nested Queries not supported in Bulk Query');
	if (fields.some(({ type }) => type === 'FieldTypeof')) throw refused('TYPEOF not supported in Bulk Query');
}

/** Selected fields by the name of their column, parents with dots. */
function pathsOf(store: Store, text: string, query: Query & { sObject: string }): Array<{ column: string; path: Path }> {
	const object = store.catalog.object(query.sObject);
	// Runs after the query itself, which refuses an object that is not there.
	if (object === undefined) throw refused(`The entity '${query.sObject}' is not supported by the Bulk API.`);
	const scope = { store, object, query: text, alias: query.sObjectAlias };
	return (query.fields ?? []).map((field) => {
		const path = resolvePath(scope, nameOf(field));
		return { column: [...path.parents.map((parent) => parent.relationshipName ?? parent.name), path.field.name].join('.'), path };
	});
}

function nameOf(field: FieldType): string {
	if (field.type === 'Field') return field.field;
	if (field.type === 'FieldRelationship') return [...field.relationships, field.field].join('.');
	throw refused(`${field.type} is not supported in Bulk Query`);
}

const DOUBLES: ReadonlySet<string> = new Set(['double', 'currency', 'percent']);
/** From here on a double is written as `1.0E7`: W3C XML Schema part 2, as the guide says of "valid CSV record rows". */
const SCIENTIFIC_FROM = 1e7;

/** A value as results spell it: UTC datetimes with `Z`, doubles with a point, nothing for null. */
function cell(field: FieldSchema, value: Value): string {
	if (value === null) return '';
	if (field.type === 'datetime' && typeof value === 'string') return value.replace(/\+0000$/, 'Z');
	if (typeof value !== 'number' || !DOUBLES.has(field.type)) return String(value);
	if (Math.abs(value) >= SCIENTIFIC_FROM) {
		const [digits = '', exponent = ''] = value.toExponential().split('e');
		return `${digits.includes('.') ? digits : `${digits}.0`}E${exponent.replace('+', '')}`;
	}
	return Number.isInteger(value) ? `${value}.0` : String(value);
}

interface QueryRun {
	object: string;
	columns: string[];
	length: number;
	line(index: number): string;
}

/** Where row n of a result without an order comes from: nobody may rely on any. */
function shuffled(length: number): (index: number) => number {
	const common = (a: number, b: number): number => (b === 0 ? a : common(b, a % b));
	let step = Math.max(1, Math.floor(length * 0.618));
	while (length > 1 && common(length, step) !== 1) step += 1;
	return (index) => (index * step) % Math.max(1, length);
}

/** Runs a job's query on the rows as they are now. Throws what the real service refuses. */
export function runBulkQuery(store: Store, text: string, options: { includeDeleted: boolean; version: string; format: CsvFormat }): QueryRun {
	const query = parseSoql(text);
	refuse(query);
	const rows = runQuery(store, text, options).rows();
	const paths = pathsOf(store, text, query);
	const place = query.orderBy ? (index: number) => index : shuffled(rows.length);
	return {
		object: store.catalog.object(query.sObject)?.name ?? query.sObject,
		columns: paths.map(({ column }) => column),
		length: rows.length,
		line: (index) => csvLine(paths.map(({ path }) => cell(path.field, path.read(rows[place(index)] as Row))), options.format),
	};
}
