import type { FieldType, Query } from '@jetstreamapp/soql-parser-js';
import type { Row } from '../schema/types';
import { queryError } from './parse';
import type { QueryScope } from './path';
import { projector, selectedPaths, type RecordBody } from './project';

/** What a record's answer shows of its children, by relationship: null where there are none. */
type Children = Record<string, { totalSize: number; done: true; records: RecordBody[] } | null>;

/** Runs the queries for children in a SELECT list (`(SELECT … FROM Histories)`), each once for all records. `run` answers rows in order. */
export function subqueries(scope: QueryScope, fields: readonly FieldType[], version: string, run: (scope: QueryScope, query: Query) => Row[]): (row: Row) => Children {
	const all = fields.flatMap((field) => {
		if (field.type !== 'FieldSubquery') return [];
		const { relationshipName, ...query } = field.subquery;
		const child = scope.store.catalog.children(scope.object.name, relationshipName);
		if (child === undefined) {
			const reason = `Didn't understand relationship '${relationshipName}' in FROM part of query call. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names.`;
			throw queryError('INVALID_TYPE', scope.query, relationshipName, reason);
		}
		const inner = { ...scope, object: child.object, alias: undefined };
		const project = projector(inner, selectedPaths(inner, query.fields ?? [], query.limit), version);
		// A LIMIT is one for each parent.
		const { limit, ...unlimited } = query;
		const byParent = new Map<string, Row[]>();
		for (const row of run(inner, unlimited)) {
			const parent = String(row[child.field.name]);
			byParent.set(parent, [...(byParent.get(parent) ?? []), row]);
		}
		return [{ name: relationshipName, of: (row: Row): RecordBody[] => (byParent.get(row.Id) ?? []).slice(0, limit).map(project) }];
	});
	return (row) =>
		Object.fromEntries(
			all.map(({ name, of }) => {
				const records = of(row);
				return [name, records.length === 0 ? null : { totalSize: records.length, done: true as const, records }];
			}),
		);
}
