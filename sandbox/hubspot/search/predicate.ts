import { invalid } from '../errors';
import type { Property } from '../schema/types';
import type { StoredRecord } from '../store/record';
import type { Filter } from './request';

export type Predicate = (record: StoredRecord) => boolean;

/** A value in the form in which it is compared: numbers and times as numbers, other text in lower case. */
type Comparable = string | number;

/** How the values of a property are compared. Stamps and ids are read without parsing text: they are what keysets are made of. */
export interface Comparison {
	/** Undefined: the record has no value. */
	readonly of: (record: StoredRecord) => Comparable | undefined;
	/** The form of a value in a filter. @throws HubSpotError 400 */
	readonly given: (value: string) => Comparable;
}

/** @param modifiedProperty the object's own name of its modification date */
export function comparisonOf(property: Property, modifiedProperty: string): Comparison {
	const { name, type } = property;
	const textOf = (record: StoredRecord): string | undefined => record.properties[name];
	switch (type) {
		case 'number':
			return {
				of: name === 'hs_object_id' ? ({ number }) => number : (record) => mapped(textOf(record), Number),
				given: (value) => numeric(value, name),
			};
		case 'date':
		case 'datetime':
			return {
				of: name === modifiedProperty ? ({ updatedAt }) => updatedAt : (record) => mapped(textOf(record), Date.parse),
				given: (value) => instant(value, name),
			};
		case 'enumeration':
			// Enumerations are the exception to "case-insensitive" (search guide).
			return { of: textOf, given: (value) => value };
		default:
			return {
				of: (record) => mapped(textOf(record), (text) => text.toLowerCase()),
				given: (value) => value.toLowerCase(),
			};
	}
}

const mapped = <T>(text: string | undefined, change: (text: string) => T): T | undefined =>
	text === undefined ? undefined : change(text);

function numeric(value: string, name: string): number {
	const number = Number(value);
	if (value.trim() === '' || Number.isNaN(number)) throw invalid(`${value} is not a valid number for property ${name}`);
	return number;
}

/** Filters give times as epoch milliseconds. */
function instant(value: string, name: string): number {
	if (!/^-?\d+$/.test(value)) throw invalid(`${value} is not a valid timestamp (in milliseconds) for property ${name}`);
	return Number(value);
}

/** The test that a filter makes. @throws HubSpotError 400 when it lacks a value or has one of the wrong type */
export function predicateOf(filter: Filter, property: Property, modifiedProperty: string): Predicate {
	const comparison = comparisonOf(property, modifiedProperty);
	const multiple = property.type === 'enumeration' && property.fieldType === 'checkbox';
	const { of } = comparison;
	const { operator } = filter;
	const value = (): Comparable => comparison.given(required(filter, filter.value, 'value'));
	const holds = (test: (actual: Comparable) => boolean): Predicate => {
		return (record) => {
			const actual = of(record);
			if (actual === undefined) return false;
			return multiple ? String(actual).split(';').some(test) : test(actual);
		};
	};
	switch (operator) {
		case 'EQ':
		case 'NEQ': {
			const wanted = value();
			const equal = holds((actual) => actual === wanted);
			return operator === 'EQ' ? equal : (record) => !equal(record);
		}
		case 'LT':
		case 'LTE':
		case 'GT':
		case 'GTE':
			return holds(ordering(operator, value()));
		case 'BETWEEN': {
			const low = value();
			const high = comparison.given(required(filter, filter.highValue, 'highValue'));
			return holds((actual) => actual >= low && actual <= high);
		}
		case 'IN':
		case 'NOT_IN': {
			const among = holds(membership(filter, comparison));
			return operator === 'IN' ? among : (record) => of(record) !== undefined && !among(record);
		}
		case 'HAS_PROPERTY':
			return (record) => of(record) !== undefined;
		case 'NOT_HAS_PROPERTY':
			return (record) => of(record) === undefined;
		case 'CONTAINS_TOKEN':
		case 'NOT_CONTAINS_TOKEN': {
			const has = tokenTest(required(filter, filter.value, 'value'));
			const contains = (record: StoredRecord): boolean => has(record.properties[property.name] ?? '');
			return operator === 'CONTAINS_TOKEN' ? contains : (record) => !contains(record);
		}
	}
}

function ordering(operator: 'LT' | 'LTE' | 'GT' | 'GTE', bound: Comparable): (actual: Comparable) => boolean {
	if (operator === 'LT') return (actual) => actual < bound;
	if (operator === 'LTE') return (actual) => actual <= bound;
	if (operator === 'GT') return (actual) => actual > bound;
	return (actual) => actual >= bound;
}

/** For text, `IN` wants its values in lower case; upper case in a filter finds nothing (search guide). */
function membership(filter: Filter, { given }: Comparison): (actual: Comparable) => boolean {
	const { values } = filter;
	if (values === undefined || values.length === 0) throw invalid(`values is required for operator ${filter.operator}`);
	const wanted = new Set(values.map(given));
	return (actual) => wanted.has(actual);
}

function required(filter: Filter, value: string | undefined, name: string): string {
	if (value === undefined) throw invalid(`${name} is required for operator ${filter.operator}`);
	return value;
}

const tokensOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/** True for text that has all tokens of the wanted one in a row; `*` stands for the rest of a token. */
function tokenTest(wanted: string): (text: string) => boolean {
	const patterns = wanted
		.toLowerCase()
		.split(/[^\p{L}\p{N}*]+/u)
		.filter((token) => token !== '')
		.map((token) => new RegExp(`^${token.replaceAll('*', '.*')}$`, 'u'));
	return (text) => {
		const tokens = tokensOf(text);
		return tokens.some((_token, start) => patterns.every((pattern, i) => pattern.test(tokens[start + i] ?? '')));
	};
}
