import type { FieldSchema, ObjectSchema, Row, Value } from '../schema/types';
import type { Store } from '../store/store';
import { queryError } from './parse';

/** SOQL and SOSL Reference, "Relationship query limitations": child-to-parent levels. */
const MAX_LEVELS = 5;

/** A field as seen from a row, through zero or more parents. */
export interface Path {
	/** The reference fields that are followed, nearest first. */
	parents: FieldSchema[];
	field: FieldSchema;
	read(row: Row): Value;
}

/** What the path resolver knows about the query. */
export interface QueryScope {
	store: Store;
	object: ObjectSchema;
	query: string;
	alias: string | undefined;
}

const REFERENCE_HINT = 'Please reference your WSDL or the describe call for the appropriate names.';

function noColumn(scope: QueryScope, name: string, object: string): Error {
	const reason = `No such column '${name}' on entity '${object}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. ${REFERENCE_HINT}`;
	return queryError('INVALID_FIELD', scope.query, name, reason);
}

function noRelationship(scope: QueryScope, name: string): Error {
	const reason = `Didn't understand relationship '${name}' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. ${REFERENCE_HINT}`;
	return queryError('INVALID_FIELD', scope.query, name, reason);
}

/** The visible row a reference value points to, whichever object it is of. */
export function parentRow(store: Store, row: Row, reference: FieldSchema): { object: string; row: Row } | undefined {
	const id = row[reference.name];
	return typeof id === 'string' ? store.find(id) : undefined;
}

/** Resolves `Account.Owner.Name`; throws INVALID_FIELD as Salesforce words it. */
export function resolvePath(scope: QueryScope, text: string): Path {
	const segments = text.split('.');
	const first = segments[0]?.toLowerCase();
	const isPrefix = first === scope.alias?.toLowerCase() || first === scope.object.name.toLowerCase();
	if (segments.length > 1 && isPrefix && !scope.store.catalog.relationship(scope.object.name, segments[0] ?? ''))
		segments.shift();
	const name = segments.pop() ?? '';
	const parents: FieldSchema[] = [];
	let object = scope.object.name;
	for (const segment of segments) {
		const reference = scope.store.catalog.relationship(object, segment);
		if (!reference || parents.length === MAX_LEVELS) throw noRelationship(scope, segment);
		parents.push(reference);
		object = reference.referenceTo[0] ?? object;
	}
	const field = scope.store.catalog.field(object, name);
	if (!field) throw noColumn(scope, name, object);
	return { parents, field, read: reader(scope.store, parents, field.name) };
}

function reader(store: Store, parents: FieldSchema[], field: string): (row: Row) => Value {
	if (parents.length === 0) return (row) => row[field] ?? null;
	return (row) => {
		let current: Row | undefined = row;
		for (const parent of parents) current = current && parentRow(store, current, parent)?.row;
		return current?.[field] ?? null;
	};
}
