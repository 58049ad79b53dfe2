import type { LensSpec, Rule, Side } from '../../model';
import { SIDES } from '../../model';
import { ruleWrites } from '../rules';
import type { FieldLensKind } from './choose-lens';
import type { DefinitionRow } from './definition';
import { moneyLens, nameLens, timeLens } from './lens-options';
import { referenceTarget } from './reference-pair';
import type { MappingProblem } from './report';
import { rowId, type FieldPair, type RowContext } from './row-context';
import { valuePartners, type ValuePair } from './value-partners';
import { fieldWords, systemWord } from './words';

/** Values named in a message; a list of two hundred helps nobody. */
const VALUES_SHOWN = 10;

function givenPairs(
	row: DefinitionRow,
	{ definition, assignments }: RowContext,
): { definition: ValuePair[]; assigned: ValuePair[] } {
	const id = rowId(row);
	const said = definition.values.filter((value) => [row.left, row.right, id].includes(value.field));
	const fromLeft = Object.entries(assignments.left?.[id] ?? {});
	const fromRight = Object.entries(assignments.right?.[id] ?? {}).map(([right, left]): ValuePair => [left, right]);
	return {
		definition: said.map(({ leftValue, rightValue }): ValuePair => [leftValue, rightValue]),
		assigned: [...fromLeft, ...fromRight],
	};
}

function listed(values: readonly string[]): string {
	const shown = values
		.slice(0, VALUES_SHOWN)
		.map((value) => `"${value}"`)
		.join(', ');
	return values.length > VALUES_SHOWN ? `${shown} and ${values.length - VALUES_SHOWN} more` : shown;
}

function unknownWarning(
	row: DefinitionRow,
	side: Side,
	values: readonly string[],
	fields: FieldPair,
	context: RowContext,
): MappingProblem {
	return {
		level: 'warning',
		row: rowId(row),
		field: fields[side].name,
		message: `Value pairs name values that ${fieldWords(context.schemas[side], fields[side])} does not have (any more): ${listed(values)}.`,
		fix: 'Choose other partners for them, or add the values to the list again.',
	};
}

function unmatchedInfo(
	row: DefinitionRow,
	side: Side,
	values: readonly string[],
	fields: FieldPair,
	context: RowContext,
): MappingProblem {
	return {
		level: 'info',
		row: rowId(row),
		field: fields[side].name,
		message: `These values of ${fieldWords(context.schemas[side], fields[side])} have no partner yet: ${listed(values)}.`,
		fix: 'Add value pairs for the ones you use. Records with such a value wait in the review list until then; nothing is lost.',
	};
}

/** The lens with all that it needs to know, or an error. */
export function lensSpec(
	kind: FieldLensKind,
	row: DefinitionRow,
	rule: Rule,
	fields: FieldPair,
	context: RowContext,
): { lens?: LensSpec; problems: MappingProblem[] } {
	if (kind === 'picklist' || kind === 'multiselect') {
		const { pairs, unmatched, unknown } = valuePartners(fields.left, fields.right, givenPairs(row, context));
		const problems = SIDES.filter(
			(side) => unmatched[side].length > 0 && ruleWrites(rule, side === 'left' ? 'right' : 'left'),
		).map((side) => unmatchedInfo(row, side, unmatched[side], fields, context));
		const warnings = SIDES.filter((side) => unknown[side].length > 0).map((side) =>
			unknownWarning(row, side, unknown[side], fields, context),
		);
		return { lens: { kind, values: pairs }, problems: [...problems, ...warnings] };
	}
	if (kind === 'phone')
		return { lens: { kind, ...(row.country ? { country: row.country.toUpperCase() } : {}) }, problems: [] };
	if (kind === 'money') return moneyLens(row, fields, context);
	if (kind === 'name') return nameLens(row, fields, context);
	if (kind === 'date' || kind === 'datetime') return timeLens(kind, row, fields, context);
	if (kind !== 'reference') return { lens: { kind }, problems: [] };
	const target = referenceTarget(row, fields, context);
	if (target !== undefined) return { lens: { kind, ...target }, problems: [] };
	const { left, right } = context.schemas;
	const problem: MappingProblem = {
		level: 'error',
		row: rowId(row),
		message: `${fieldWords(left, fields.left)} points to another record, and it is not known which pair keeps that record in step with ${systemWord(right)}.`,
		fix: 'Name the pair in "Reference pairs", or remove the row.',
	};
	return { problems: [problem] };
}
