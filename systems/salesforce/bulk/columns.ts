import { setWith } from 'lodash';
import { SystemError } from '../../common/engine';
import type { FieldDescription, Row } from '../contract';
import type { Describer } from '../describer';

/** A cell as the value that the REST API answers for it. */
type Decode = (cell: string) => unknown;

const text: Decode = (cell) => cell;
const number: Decode = (cell) => {
	const value = Number(cell);
	if (Number.isNaN(value)) throw unreadable('number');
	return value;
};
const flag: Decode = (cell) => {
	if (cell !== 'true' && cell !== 'false') throw unreadable('checkbox');
	return cell === 'true';
};
/** The REST API spells UTC as an offset. */
const moment: Decode = (cell) => cell.replace(/Z$/, '+0000');

const unreadable = (what: string): SystemError => new SystemError({ class: 'bad-answer', message: `The results of a Bulk API job hold a ${what} that cannot be read.` });

/** By Salesforce's field types. Those that are not here are structures, which the Bulk API does not tell. */
const DECODERS: Readonly<Record<string, Decode>> = {
	...Object.fromEntries(
		['string', 'textarea', 'encryptedstring', 'combobox', 'time', 'date', 'email', 'phone', 'url', 'picklist', 'multipicklist', 'reference', 'id'].map((type) => [type, text]),
	),
	...Object.fromEntries(['int', 'long', 'double', 'currency', 'percent'].map((type) => [type, number])),
	boolean: flag,
	datetime: moment,
};

/** These are text wherever they are: owners and record types need no description of theirs. */
const TEXT_OF_PARENTS: ReadonlySet<string> = new Set(['Name', 'Email', 'DeveloperName']);

/** How to read the columns of an object; undefined when one of them is none that the Bulk API could tell. */
export async function decodersOf(object: string, columns: readonly string[], describer: Describer): Promise<Map<string, Decode> | undefined> {
	const decoders = new Map<string, Decode>();
	for (const column of columns) {
		const path = column.split('.');
		const type = path.length > 1 && TEXT_OF_PARENTS.has(path.at(-1) ?? '') ? 'string' : (await fieldAt(object, path, describer))?.type;
		const decode = type === undefined ? undefined : DECODERS[type];
		if (decode === undefined) return undefined;
		decoders.set(column, decode);
	}
	return decoders;
}

/** `Owner.Email` is a field of what `OwnerId` points at. */
async function fieldAt(object: string, [name = '', ...rest]: readonly string[], describer: Describer): Promise<FieldDescription | undefined> {
	const { fields } = await describer.describe(object);
	if (rest.length === 0) return fields.find((field) => field.name === name);
	for (const parent of fields.find(({ relationshipName }) => relationshipName === name)?.referenceTo ?? []) {
		const found = await fieldAt(parent, rest, describer);
		if (found !== undefined) return found;
	}
	return undefined;
}

/** A record as the REST API answers it: parents nested, nothing as null. */
export function rowOf(columns: readonly string[], cells: readonly string[], decoders: ReadonlyMap<string, Decode>): Row {
	if (cells.length !== columns.length) throw new SystemError({ class: 'bad-answer', message: 'The results of a Bulk API job hold a record of another length.' });
	const row: Row = {};
	columns.forEach((column, index) => {
		const cell = cells[index] ?? '';
		const value = cell === '' ? null : decoders.get(column)?.(cell);
		if (column.includes('.')) setWith(row, column, value, Object);
		else row[column] = value;
	});
	return row;
}
