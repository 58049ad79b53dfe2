import type { DefinitionRow } from './definition';
import { rowId, type RowContext } from './row-context';
import type { GivenPairs, ValuePair } from './value-partners';

/** What the user and the review list say about the values of a row. */
export function givenPairs(row: Pick<DefinitionRow, 'left' | 'right' | 'values'>, { definition, assignments }: RowContext): GivenPairs {
	const id = rowId(row);
	const said = definition.values.filter((value) => [row.left, row.right, id].includes(value.field));
	const fromLeft = Object.entries(assignments.left?.[id] ?? {});
	const fromRight = Object.entries(assignments.right?.[id] ?? {}).map(([right, left]): ValuePair => [left, right]);
	return {
		definition: [...said.map(({ leftValue, rightValue }): ValuePair => [leftValue, rightValue]), ...(row.values ?? [])],
		assigned: [...fromLeft, ...fromRight],
	};
}
