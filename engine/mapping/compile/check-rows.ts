import { groupBy, isEqual, uniqWith } from 'lodash';
import type { MappingRow, Side } from '../../model';
import { otherSide, SIDES } from '../../model';
import { writtenFields } from '../places';
import { ruleWrites } from '../rules';
import type { DefinitionRow } from './definition';
import type { MappingProblem } from './report';
import { rowId, type RowContext } from './row-context';
import { fieldWords, systemWord } from './words';

/** Drops repeats; rows that join the same fields in different ways are all left out, as nobody can say which one is meant. */
export function withoutRepeats(rows: readonly DefinitionRow[]): { rows: DefinitionRow[]; problems: MappingProblem[] } {
	const groups = Object.entries(groupBy(uniqWith(rows, isEqual), rowId));
	const problems = groups
		.filter(([, group]) => group.length > 1)
		.map(([id]): MappingProblem => ({
			level: 'error',
			row: id,
			message: `The fields of ${id} are joined by more than one row, in different ways.`,
			fix: 'Keep one of the rows. Until then the field is not kept in step.',
		}));
	return { rows: groups.flatMap(([, group]) => (group.length === 1 ? group : [])), problems };
}

/** Amounts of one record in one currency, which go the same ways: they agree about the currency's field. */
function shareCurrency(rows: readonly MappingRow[], field: string, side: Side): boolean {
	const [first] = rows;
	return rows.every(
		(row) => row[side] !== field && row.lens.kind === 'money' && row.rule === first?.rule && isEqual(row.lens, first.lens),
	);
}

/** Rows that write one field: none of them is used, rather than a winner that changes with their order. */
export function withoutCollisions(
	rows: readonly MappingRow[],
	{ schemas }: RowContext,
): { rows: MappingRow[]; problems: MappingProblem[] } {
	const colliding = new Set<MappingRow>();
	const problems: MappingProblem[] = [];
	for (const side of SIDES) {
		const writers = rows.filter((row) => ruleWrites(row.rule, side));
		const writes = writers.flatMap((row) => writtenFields(row, side).map((field) => ({ field, row })));
		for (const [field, entries] of Object.entries(groupBy(writes, 'field'))) {
			const group = entries.map(({ row }) => row);
			if (group.length < 2 || shareCurrency(group, field, side)) continue;
			group.forEach((row) => {
				colliding.add(row);
				const others = group
					.filter((other) => other !== row)
					.map((other) => other.id)
					.join(', ');
				problems.push({
					level: 'error',
					row: row.id,
					field,
					message: `${systemWord(schemas[side])} ${field} is written by more than one row: ${row.id} and ${others}.`,
					fix: `Keep one, or give the others a rule that does not write to ${systemWord(schemas[side])}. Until then none of them is used.`,
				});
			});
		}
	}
	return { rows: rows.filter((row) => !colliding.has(row)), problems };
}

/** Fields that a create needs and that no row fills. */
export function missingRequired(
	rows: readonly MappingRow[],
	side: Side,
	{ schemas, definition }: RowContext,
): MappingProblem[] {
	if (!definition.create[side]) return [];
	const schema = schemas[side];
	const filled = new Set(
		rows
			.filter((row) => ruleWrites(row.rule, side) || row.defaults?.[side] !== undefined)
			.flatMap((row) => writtenFields(row, side)),
	);
	return schema.fields
		.filter((field) => field.requiredOnCreate && field.defaultValue === undefined && !filled.has(field.name))
		.map((field) => ({
			level: 'error',
			field: field.name,
			key: `required|${side}|${field.name}`,
			message: `${fieldWords(schema, field)} must be filled when a record is created, and no row fills it.`,
			fix: `Add a row for ${field.name}, or a constant row with a fixed value; or do not create records in ${systemWord(schema)}.`,
		}));
}

/** Fields that a create needs and that the other side may leave blank: such records cannot be created. */
export function blankRequired(
	rows: readonly MappingRow[],
	side: Side,
	{ schemas, definition }: RowContext,
): MappingProblem[] {
	if (!definition.create[side]) return [];
	const source = otherSide(side);
	return rows
		.filter((row) => row.required[side] && row[source] !== '' && row.lens.kind !== 'constant' && row.defaults?.[side] === undefined)
		.filter((row) => ruleWrites(row.rule, side) && !row.required[source])
		.map((row) => ({
			level: 'warning',
			row: row.id,
			field: row[side],
			message: `${systemWord(schemas[side])} needs ${row.label} (${row[side]}) to create a record, and ${systemWord(schemas[source])} ${row[source]} may be blank.`,
			fix: 'Give the row a default; else records without that value are not created, and are reported.',
		}));
}
