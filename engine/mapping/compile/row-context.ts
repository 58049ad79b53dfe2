import type { FieldSchema, ObjectSchema, Side } from '../../model';
import { SIDES } from '../../model';
import type { DefinitionRow, FullDefinition } from './definition';
import { findField } from './find-field';
import { nearMisses } from './near-misses';
import type { MappingProblem } from './report';
import { systemWord } from './words';

/** Partners that people chose in the review list: for values that come from that side, row id → value → partner. */
export type Assignments = Partial<Record<Side, Readonly<Record<string, Readonly<Record<string, string>>>>>>;

export interface RowContext {
	definition: FullDefinition;
	schemas: Readonly<Record<Side, ObjectSchema>>;
	assignments: Assignments;
}

/** Stable for ever, whatever order or lens the row has: bases are kept under it. */
export const rowId = (row: Pick<DefinitionRow, 'left' | 'right'>): string => `${row.left}~${row.right}`;

export type FieldPair = Readonly<Record<Side, FieldSchema>>;

function unknownField(schema: ObjectSchema, row: DefinitionRow, side: Side): MappingProblem {
	const name = row[side];
	const like = nearMisses(name, schema.fields);
	const message =
		name === ''
			? `The row ${rowId(row)} names no field of ${systemWord(schema)} ${schema.label}.`
			: `${systemWord(schema)} ${schema.label} has no field "${name}" (any more), or the credential may not see it.`;
	const fix =
		like.length > 0
			? `Did you mean ${like.join(' or ')}? Choose it in the row, or remove the row.`
			: 'Choose another field in the row, or remove the row.';
	return { level: 'error', row: rowId(row), ...(name ? { field: name } : {}), message, fix };
}

/** Both fields of a row, or what is wrong with their names. */
export function fieldsOf(row: DefinitionRow, schemas: RowContext['schemas']): FieldPair | MappingProblem[] {
	const left = findField(schemas.left, row.left);
	const right = findField(schemas.right, row.right);
	if (left && right) return { left, right };
	return SIDES.filter((side) => !(side === 'left' ? left : right)).map((side) =>
		unknownField(schemas[side], row, side),
	);
}
