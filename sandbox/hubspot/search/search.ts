import { invalid } from '../errors';
import type { ObjectType, Property } from '../schema/types';
import type { Portal } from '../store/portal';
import type { StoredRecord } from '../store/record';
import { comparisonOf, predicateOf, type Predicate } from './predicate';
import type { Filter, SearchRequest } from './request';

/** What a search finds. */
interface SearchResult {
	readonly total: number;
	readonly page: readonly StoredRecord[];
	/** Position of the next page, if there is one. */
	readonly next?: number;
}

/** Runs a search on what the index knows by now. @throws HubSpotError 400 */
export function search(portal: Portal, type: ObjectType, request: SearchRequest): SearchResult {
	const { index } = portal.table(type.id);
	const test = allOf([anyGroup(portal, type, request.groups), textQuery(type, request.query)]);
	const { sort } = request;
	const byChange = sort?.propertyName === type.modifiedProperty;
	const ordered = byChange ? index.inOrderOfChange() : index.inOrderOfId();
	let found = test === undefined ? [...ordered] : ordered.filter(test);
	if (sort) {
		const inOrder = byChange || sort.propertyName === 'hs_object_id';
		const property = known(portal, type, sort.propertyName);
		if (!inOrder) found = sorted(found, property, type);
		if (sort.descending) found.reverse();
	}
	const end = request.after + request.limit;
	const page = found.slice(request.after, end);
	return { total: found.length, page, ...(found.length > end ? { next: end } : {}) };
}

/** Ascending; records without a value come last. */
function sorted(records: StoredRecord[], property: Property, type: ObjectType): StoredRecord[] {
	const { of } = comparisonOf(property, type.modifiedProperty);
	const keyed = records.map((record) => ({ record, key: of(record) }));
	keyed.sort((a, b) => {
		if (a.key === b.key) return 0;
		if (a.key === undefined || b.key === undefined) return a.key === undefined ? 1 : -1;
		return a.key < b.key ? -1 : 1;
	});
	return keyed.map(({ record }) => record);
}

function anyGroup(portal: Portal, type: ObjectType, groups: SearchRequest['groups']): Predicate | undefined {
	const tests = groups.map((filters) => allOf(filters.map((filter) => compiled(portal, type, filter))));
	if (tests.length === 0 || tests.some((test) => test === undefined)) return undefined;
	const all = tests.filter((test) => test !== undefined);
	return all.length === 1 ? all[0] : (record) => all.some((test) => test(record));
}

function allOf(tests: ReadonlyArray<Predicate | undefined>): Predicate | undefined {
	const all = tests.filter((test) => test !== undefined);
	if (all.length === 0) return undefined;
	return all.length === 1 ? all[0] : (record) => all.every((test) => test(record));
}

const compiled = (portal: Portal, type: ObjectType, filter: Filter): Predicate =>
	predicateOf(filter, known(portal, type, filter.propertyName), type.modifiedProperty);

function known(portal: Portal, type: ObjectType, name: string): Property {
	const property = portal.catalog.property(type.id, name);
	if (!property) throw invalid(`There was a problem with the request: property ${name} does not exist`);
	return property;
}

/** `query` looks for every word in the object's searchable properties, as the beginning of a word. */
function textQuery(type: ObjectType, query: string): Predicate | undefined {
	const words = query
		.toLowerCase()
		.split(/\s+/)
		.filter((word) => word !== '');
	if (words.length === 0) return undefined;
	return (record) => {
		const texts = type.searchableProperties.map((name) => (record.properties[name] ?? '').toLowerCase());
		return words.every((word) =>
			texts.some(
				(text) => text.startsWith(word) || text.split(/[^\p{L}\p{N}]+/u).some((part) => part.startsWith(word)),
			),
		);
	};
}
