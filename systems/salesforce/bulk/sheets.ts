import type { FieldDescription, ObjectDescription } from '../contract';
import { shortId } from '../row-id';
import type { Sendable } from '../save';
import { csvLine } from './csv';
import { MAX_FIELD_CHARACTERS, UPLOAD_CHARACTERS } from './limits';

/** Empties a field; an empty cell leaves it as it is (the guide, "Valid CSV Record Rows"). */
const NULL = '#N/A';

/** The data of one job. */
export interface Sheet {
	/** The external id by which its records are created; absent: they are updated by record id. */
	key: string | undefined;
	records: readonly Sendable[];
	/** Made when it is sent, and not kept. */
	csv(): string;
	/** The record that a row of results is about, by the row's values. */
	recordOf(row: Partial<Record<string, string>>): Sendable | undefined;
}

/**
 * Records of one kind (new ones, or ones that are there) as the data of as few jobs as they fit in. Records that a job could not carry, or
 * could not tell apart, are left out; so are all new ones where not each has an external id of its own.
 */
export function sheetsOf({ fields }: Pick<ObjectDescription, 'fields'>, records: readonly Sendable[]): Sheet[] {
	const able = records.filter(canBeCarried);
	const isNew = records[0]?.id === undefined;
	const key = isNew ? fields.find((field) => isKey(field) && able.every(({ values }) => isText(values[field.name])))?.name : undefined;
	if (isNew && key === undefined) return [];
	const nameOf = (record: Sendable): string => (key === undefined ? shortId(record.id ?? '') : String(record.values[key]).toLowerCase());
	const seen = new Set<string>();
	const single = able.filter((record) => {
		const name = nameOf(record);
		return !seen.has(name) && seen.add(name);
	});
	return parts(single).map((part) => sheet(part, key, nameOf));
}

/** Two records with one value would be one: what is not unique cannot name a record. */
const isKey = ({ externalId, unique, createable }: FieldDescription): boolean => externalId && unique && createable;

const isText = (value: unknown): boolean => typeof value === 'string' && value.trim() === value && value !== '';

/** A text that reads like the sign for nothing would become nothing. */
const canBeCarried = ({ values }: Sendable): boolean =>
	Object.values(values).every((value) => value === null || typeof value === 'number' || typeof value === 'boolean' || (typeof value === 'string' && value !== NULL && value.length <= MAX_FIELD_CHARACTERS));

/** So many records at a time that their data can be held. */
function parts(records: readonly Sendable[]): Sendable[][] {
	const all: Sendable[][] = [];
	let size = Infinity;
	for (const record of records) {
		const own = JSON.stringify(record.values).length;
		if (size + own > UPLOAD_CHARACTERS) {
			all.push([]);
			size = 0;
		}
		size += own;
		all.at(-1)?.push(record);
	}
	return all;
}

function sheet(records: readonly Sendable[], key: string | undefined, nameOf: (record: Sendable) => string): Sheet {
	const names = [...new Set(records.flatMap(({ values }) => Object.keys(values)))];
	const columns = key === undefined ? ['Id', ...names] : names;
	const byName = new Map(records.map((record) => [nameOf(record), record]));
	return {
		key,
		records,
		csv: () => [csvLine(columns), ...records.map(({ id = '', values }) => csvLine([...(key === undefined ? [id] : []), ...names.map((name) => cell(values[name], key))]))].join(''),
		recordOf: (row) => byName.get(key === undefined ? shortId(row.Id ?? row.sf__Id ?? '') : (row[key] ?? '').toLowerCase()),
	};
}

/** Of a new record nothing needs emptying; of one that is there, what is not said stays. */
function cell(value: unknown, key: string | undefined): string {
	if (value === undefined) return '';
	if (value === null || value === '') return key === undefined ? NULL : '';
	return String(value);
}
