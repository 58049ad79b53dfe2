import type { FieldSchema, Mapping, MappingRow, ObjectSchema, Side } from '../../model';
import { SIDES } from '../../model';
import { FREE_LENGTH } from '../compile/build-row';
import { takes } from '../compile/choose-lens';
import { allowed } from '../compile/choose-rule';
import { findField } from '../compile/find-field';
import { fieldWords, systemWord } from '../compile/words';
import { foldCase } from '../lenses/clean-text';
import { readFields, writtenFields } from '../places';
import { ruleWrites } from '../rules';
import { guessRename } from './guess-rename';

/** One thing that a system's admin changed under a mapping that worked. */
export interface Drift {
	kind: 'removed' | 'renamed' | 'retyped' | 'required' | 'read-only' | 'shortened' | 'values-gone';
	/** The same while the same thing is the matter; see `Mapping.drift`. */
	key: string;
	side: Side;
	field: string;
	row?: string;
	/** It cannot work as it is; else it works, and may hold values back. */
	breaks: boolean;
	/** The field that it may be called now. */
	guess?: string;
	/** List values that are gone. */
	values?: string[];
	message: string;
	fix: string;
}

export interface DriftReport {
	drifts: Drift[];
}

/** Keys that say what is the matter, shared with the problems of the compiler. */
export const rowKey = (row: string): string => `row|${row}`;
export const requiredKey = (side: Side, field: string): string => `required|${side}|${field}`;

/** What differs between the schemas that a mapping was made for and those of now, in so far as it matters to the mapping. */
export function driftOf(previous: Mapping, left: ObjectSchema, right: ObjectSchema): DriftReport {
	const schemas = { left, right };
	const rows = previous.rows.filter((row) => row.rule !== 'doNotSync');
	return {
		drifts: SIDES.flatMap((side) => [
			...rows.flatMap((row) => rowDrifts(row, side, schemas[side], previous)),
			...identityDrifts(previous, side, schemas[side]),
			...newlyRequired(previous, side, schemas[side]),
		]),
	};
}

function rowDrifts(row: MappingRow, side: Side, schema: ObjectSchema, previous: Mapping): Drift[] {
	const missing = readFields(row, side).filter((name) => !findField(schema, name));
	if (missing.length > 0) return missing.map((name) => missingDrift(row, side, name, schema, previous));
	const field = findField(schema, row[side]);
	if (!field) return [];
	const name = fieldWords(schema, field);
	const about = { side, field: field.name, row: row.id };
	const kind = row.lens.kind === 'template' ? 'text' : row.lens.kind;
	const drifts: Drift[] = [];
	if (kind !== 'constant' && !takes(kind, field.type)) {
		const message = `${name} has another type than before, and ${row.label} cannot be kept in step as ${kind} any more.`;
		drifts.push({ ...about, kind: 'retyped', key: rowKey(row.id), breaks: true, message, fix: 'Choose another type or another field in the row, or change the field back.' });
	}
	const closed = writtenFields(row, side).map((one) => findField(schema, one)).find((one) => one && !allowed(one, row.rule, side, previous.create));
	if (closed) {
		const message = `${fieldWords(schema, closed)} cannot be changed from outside any more, but the row ${row.id} writes to it.`;
		drifts.push({ ...about, kind: 'read-only', key: rowKey(row.id), breaks: true, message, fix: 'Give the credential the right to edit it, or choose a rule that does not write to that side.' });
	}
	if (field.requiredOnCreate && !row.required[side] && previous.create[side]) {
		const message = `${name} must now be filled when a record is created.`;
		drifts.push({ ...about, kind: 'required', key: `${rowKey(row.id)}|required|${side}`, breaks: false, message, fix: 'Give the row a default, if the other side may be blank.' });
	}
	return [...drifts, ...shortened(row, side, field, name), ...valuesGone(row, side, field, name)];
}

function missingDrift(row: MappingRow, side: Side, name: string, schema: ObjectSchema, previous: Mapping): Drift {
	const guess = guessRename(row, side, name, schema, previous.rows);
	return {
		kind: guess === undefined ? 'removed' : 'renamed',
		key: rowKey(row.id),
		side,
		field: name,
		row: row.id,
		breaks: true,
		...(guess === undefined ? {} : { guess }),
		message: `${systemWord(schema)} ${schema.label} has no field "${name}" any more (or the credential may not see it), so that ${row.label} is not kept in step.`,
		fix: guess === undefined ? 'Choose another field in the row, or remove the row.' : `Is it called ${guess} now? Choose that in the row, or remove the row.`,
	};
}

function shortened(row: MappingRow, side: Side, field: FieldSchema, name: string): Drift[] {
	const before = row.maxLength?.[side];
	const now = field.maxLength || undefined;
	if (!FREE_LENGTH.has(row.lens.kind) || now === undefined || (before !== undefined && before <= now)) return [];
	const message = `${name} takes only ${now} characters now${before === undefined ? '' : `, ${before} before`}.`;
	return [
		{
			kind: 'shortened', key: `${rowKey(row.id)}|shortened|${side}`, side, field: field.name, row: row.id, breaks: false, message,
			fix: 'Longer values are held back and reported, never cut. Make the field longer if that happens.',
		},
	];
}

function valuesGone(row: MappingRow, side: Side, field: FieldSchema, name: string): Drift[] {
	if ((row.lens.kind !== 'picklist' && row.lens.kind !== 'multiselect' && (row.lens.kind !== 'tags' || row.lens.prefix !== undefined)) || !field.options?.length) return [];
	const known = new Set(field.options.map(({ value }) => foldCase(value)));
	const half = side === 'left' ? 0 : 1;
	const values = [...new Set(row.lens.values.map((pair) => pair[half]).filter((value) => !known.has(foldCase(value))))];
	if (values.length === 0) return [];
	const message = `${name} does not have these values any more: ${values.map((value) => `"${value}"`).join(', ')}.`;
	return [
		{
			kind: 'values-gone', key: `${rowKey(row.id)}|values|${side}`, side, field: field.name, row: row.id, breaks: false, values, message,
			fix: 'Give their partners another value. Records that have one of them wait in the review list until then.',
		},
	];
}

function identityDrifts(previous: Mapping, side: Side, schema: ObjectSchema): Drift[] {
	const uses = [
		...previous.match.map((key) => ({ name: key[side], key: `match|${side}|${key[side]}`, use: 'a match key' })),
		...(previous.externalIds[side] ? [{ name: previous.externalIds[side], key: `id|${side}|${previous.externalIds[side]}`, use: 'the external id' }] : []),
	];
	return uses
		.filter(({ name }) => !findField(schema, name))
		.map(({ name, key, use }) => ({
			kind: 'removed',
			key,
			side,
			field: name,
			breaks: true,
			message: `${systemWord(schema)} ${schema.label} has no field "${name}" any more (or the credential may not see it), which is ${use}: records that are not linked yet are not found by it.`,
			fix: 'Make the field again, or choose another one.',
		}));
}

function newlyRequired(previous: Mapping, side: Side, schema: ObjectSchema): Drift[] {
	if (!previous.create[side]) return [];
	const filled = new Set(
		previous.rows.filter((row) => ruleWrites(row.rule, side) || row.defaults?.[side] !== undefined).flatMap((row) => writtenFields(row, side)),
	);
	return schema.fields
		.filter((field) => field.requiredOnCreate && field.defaultValue === undefined && !filled.has(field.name))
		.map((field) => ({
			kind: 'required',
			key: requiredKey(side, field.name),
			side,
			field: field.name,
			breaks: true,
			message: `${fieldWords(schema, field)} must now be filled when a record is created, and no row fills it.`,
			fix: `Add a row for ${field.name}, or a constant row with a fixed value. Records that exist are kept in step meanwhile.`,
		}));
}
