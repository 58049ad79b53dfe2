import { SIDES, type MappingRow } from '../../model';
import { readFields } from '../places';
import type { MappingProblem } from './report';
import type { RowContext } from './row-context';
import { systemWord } from './words';

type Context = Pick<RowContext, 'definition' | 'schemas'>;

/** Rows that read or write a private field are private, whatever else they are about. */
export function withPrivacy(rows: readonly MappingRow[], { definition: { privateFields } }: Context): MappingRow[] {
	const isPrivate = (row: MappingRow): boolean => SIDES.some((side) => readFields(row, side).some((field) => privateFields[side].includes(field)));
	return rows.map((row) => (isPrivate(row) ? { ...row, private: true as const } : row));
}

/** A private field that no row has may be one of another name that was meant. */
export function privacyProblems(rows: readonly MappingRow[], { definition: { privateFields }, schemas }: Context): MappingProblem[] {
	return SIDES.flatMap((side) => {
		const mapped = new Set(rows.flatMap((row) => readFields(row, side)));
		return privateFields[side].filter((field) => !mapped.has(field)).map((field): MappingProblem => ({
			level: 'warning',
			field,
			message: `"${field}" of ${systemWord(schemas[side])} is to be kept private, and no row is about it.`,
			fix: 'Nothing, if you only want to be sure; else check the name of the field.',
		}));
	});
}
