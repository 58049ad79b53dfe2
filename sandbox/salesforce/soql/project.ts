import type { FieldType } from '@jetstreamapp/soql-parser-js';
import { SalesforceError } from '../errors';
import type { FieldSchema, Row, Value } from '../schema/types';
import { malformed, queryError } from './parse';
import { parentRow, resolvePath, type Path, type QueryScope } from './path';

/** A record as the REST API answers it. */
export interface RecordBody {
	attributes: { type: string; url?: string };
	[field: string]: unknown;
}

/** `FIELDS(ALL)` and `FIELDS(CUSTOM)` need a LIMIT of at most 200: SOQL Reference, "FIELDS()". */
const MAX_FIELDS_FUNCTION_LIMIT = 200;

/** The `attributes` of a record. */
export function attributes(version: string, type: string, id: string): { type: string; url: string } {
	return { type, url: `/services/data/${version}/sobjects/${type}/${id}` };
}

function fieldsFunction(scope: QueryScope, kind: string, limit: number | undefined): Path[] {
	if (kind !== 'STANDARD' && (limit === undefined || limit > MAX_FIELDS_FUNCTION_LIMIT)) {
		const reason = `The SOQL FIELDS function must have a LIMIT of at most ${MAX_FIELDS_FUNCTION_LIMIT}`;
		throw new SalesforceError(400, 'MALFORMED_QUERY', reason);
	}
	return scope.object.fields
		.filter((field) => kind === 'ALL' || field.custom === (kind === 'CUSTOM'))
		.map((field) => resolvePath(scope, field.name));
}

/** The paths of a SELECT list. */
export function selectedPaths(scope: QueryScope, fields: FieldType[], limit: number | undefined): Path[] {
	const paths = fields.flatMap((field): Path[] => {
		if (field.type === 'Field') return [resolvePath(scope, field.field)];
		if (field.type === 'FieldRelationship')
			return [resolvePath(scope, [...field.relationships, field.field].join('.'))];
		if (field.type === 'FieldFunctionExpression' && field.functionName.toUpperCase() === 'FIELDS') {
			return fieldsFunction(scope, String(field.parameters[0]).toUpperCase(), limit);
		}
		throw malformed(scope.query, '', `${field.type} is not supported by the sandbox in a SELECT list`);
	});
	const seen = new Set<string>();
	for (const path of paths) {
		const key = [...path.parents, path.field].map((field) => field.name).join('.');
		if (seen.has(key))
			throw queryError('INVALID_FIELD', scope.query, path.field.name, `duplicate field selected: ${path.field.name}`);
		seen.add(key);
	}
	return paths;
}

interface SelectNode {
	own: FieldSchema[];
	parents: Map<string, { reference: FieldSchema; node: SelectNode }>;
}

function selectTree(paths: Path[]): SelectNode {
	const root: SelectNode = { own: [], parents: new Map() };
	for (const path of paths) {
		let node = root;
		for (const reference of path.parents) {
			const name = reference.relationshipName ?? reference.name;
			const next = node.parents.get(name) ?? { reference, node: { own: [], parents: new Map() } };
			node.parents.set(name, next);
			node = next.node;
		}
		node.own.push(path.field);
	}
	return root;
}

/** Turns rows into answers: selected fields, parents nested or null, `attributes` on every level. */
export function projector(scope: QueryScope, paths: Path[], version: string): (row: Row) => RecordBody {
	const tree = selectTree(paths);
	const build = (object: string, row: Row, node: SelectNode): RecordBody => {
		const body: RecordBody = { attributes: attributes(version, object, row.Id) };
		for (const field of node.own) body[field.name] = (row[field.name] ?? null) satisfies Value;
		for (const [name, parent] of node.parents) {
			const found = parentRow(scope.store, row, parent.reference);
			body[name] = found ? build(found.object, found.row, parent.node) : null;
		}
		return body;
	};
	return (row) => build(scope.object.name, row, tree);
}
