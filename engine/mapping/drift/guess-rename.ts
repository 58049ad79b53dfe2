import type { MappingRow, ObjectSchema, Side } from '../../model';
import { takes } from '../compile/choose-lens';
import { foldName } from '../compile/fold-name';
import { nearMisses } from '../compile/near-misses';
import { readFields } from '../places';

/**
 * What a field that is gone may be called now: a field that no row uses, that can hold the row's values, and has the
 * label that the row had, or else a name like the old one. Undefined when there is none.
 */
export function guessRename(
	row: MappingRow,
	side: Side,
	name: string,
	schema: ObjectSchema,
	rows: readonly MappingRow[],
): string | undefined {
	const used = new Set(rows.flatMap((other) => readFields(other, side)));
	const { kind } = row.lens;
	const fits = schema.fields.filter(
		(field) => !used.has(field.name) && (kind === 'constant' || kind === 'template' || takes(kind, field.type)),
	);
	const label = foldName(row.label);
	const own = row[side] === name ? fits.find((field) => label !== '' && foldName(field.label) === label) : undefined;
	return own?.name ?? nearMisses(name, fits)[0];
}
