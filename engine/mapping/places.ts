import type { FieldValue, FieldValues, MappingRow, Side } from '../model';
import { isBlank } from './canonical';
import { asText } from './lenses/clean-text';
import { renderTemplate, templateFields } from './lenses/read-template';

/** The second field of a row that keeps its value in two: a name's last name, an amount's currency. */
export function companionField({ lens }: Pick<MappingRow, 'lens'>, side: Side): string | undefined {
	if (lens.kind === 'name') return lens.last[side]?.field;
	if (lens.kind !== 'money') return undefined;
	const place = lens.currency[side];
	return 'field' in place ? place.field : undefined;
}

/** The fields that the row writes on that side, when its rule lets it. */
export function writtenFields(row: MappingRow, side: Side): string[] {
	return [row[side], companionField(row, side) ?? ''].filter((name) => name !== '');
}

/** The fields that the row reads on that side; for stages of several pipelines, also the one that says which it is. */
export function readFields(row: MappingRow, side: Side): string[] {
	const { lens } = row;
	if (lens.kind === 'template' && lens.reads === side) return templateFields(lens.template);
	const pipeline = lens.kind === 'picklist' ? lens.pipelines?.[side]?.field : undefined;
	return [...writtenFields(row, side), ...(pipeline === undefined ? [] : [pipeline])];
}

const own = (fields: FieldValues, name: string): FieldValue | undefined => (Object.hasOwn(fields, name) ? fields[name] : undefined);

/**
 * What the record holds for the row: the field's value, both values as a list of two texts where the row has two fields,
 * or the text of a template. Undefined when one of the fields was not read. An amount that is blank has no currency.
 */
export function readField(row: MappingRow, side: Side, fields: FieldValues): FieldValue | undefined {
	const { lens } = row;
	if (lens.kind === 'template' && lens.reads === side) return renderTemplate(lens.template, (name) => own(fields, name));
	const companion = companionField(row, side);
	const value = own(fields, row[side]);
	if (companion === undefined || value === undefined) return value;
	const second = own(fields, companion);
	if (second === undefined) return undefined;
	if (isBlank(value) && (lens.kind === 'money' || isBlank(second))) return null;
	return [value, second].map((part) => (isBlank(part) ? '' : asText(part)));
}

/** The fields to write for a value as `fromCanonical` gives it. A blank amount leaves the currency as it is. */
export function writeFields(row: MappingRow, side: Side, value: FieldValue): FieldValues {
	const companion = companionField(row, side);
	if (companion === undefined) return { [row[side]]: value };
	if (row.lens.kind === 'money') {
		if (!Array.isArray(value)) return { [row[side]]: value };
		const [amount = '', code = ''] = value;
		return { [row[side]]: row.asText?.[side] ? amount : Number(amount), [companion]: code };
	}
	const [first, last] = Array.isArray(value) ? value : [];
	return { [row[side]]: first || null, [companion]: last || null };
}
