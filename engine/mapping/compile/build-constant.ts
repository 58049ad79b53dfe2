import { compact } from 'lodash';
import type { Rule, Side } from '../../model';
import { SIDES } from '../../model';
import { ruleWrites } from '../rules';
import type { BuiltRow } from './build-row';
import type { DefinitionRow } from './definition';
import { findField } from './find-field';
import type { MappingProblem } from './report';
import { fieldsOf, rowId, type RowContext } from './row-context';
import { fieldWords } from './words';

/** Fixed values are written by the direction that goes to their side. */
function constantRule(sides: readonly Side[], fallback: Rule): Rule {
	if (sides.length === 2) return fallback;
	return sides[0] === 'left' ? 'alwaysRight' : 'alwaysLeft';
}

/** A row that writes `leftDefault` and/or `rightDefault` as fixed values; the other side's field may be empty. */
export function buildConstantRow(definitionRow: DefinitionRow, fallback: Rule, context: RowContext): BuiltRow {
	const id = rowId(definitionRow);
	const values = { left: definitionRow.leftDefault, right: definitionRow.rightDefault };
	const sides = SIDES.filter((side) => definitionRow[side] !== '' && values[side] !== undefined);
	if (sides.length === 0) {
		const fix = 'Name the field to be written and give its fixed value (the default of that side).';
		return { problems: [{ level: 'error', row: id, message: `The constant row ${id} writes nothing.`, fix }] };
	}
	const named = SIDES.filter((side) => definitionRow[side] !== '');
	const fields = {
		left: findField(context.schemas.left, definitionRow.left),
		right: findField(context.schemas.right, definitionRow.right),
	};
	if (named.some((side) => !fields[side])) {
		const problems = fieldsOf(definitionRow, context.schemas);
		const unknown = Array.isArray(problems) ? problems : [];
		return { problems: unknown.filter((problem) => problem.field !== undefined) };
	}
	const rule = definitionRow.rule === 'default' ? constantRule(sides, fallback) : definitionRow.rule;
	const problems = sides.flatMap((side): MappingProblem[] => {
		const field = fields[side];
		const writable = rule === 'createOnly' ? field?.createable : field?.updateable;
		if (!field || writable || !ruleWrites(rule, side)) return [];
		const name = fieldWords(context.schemas[side], field);
		const fix = field.createable
			? 'Choose the rule "Create only".'
			: 'Remove the row, or give the credential the right to edit the field.';
		return [
			{
				level: 'error',
				row: id,
				field: field.name,
				message: `${name} cannot be changed, but the constant row writes to it.`,
				fix,
			},
		];
	});
	if (problems.length > 0) return { problems };
	const label = compact([fields.right?.label, fields.left?.label])[0] ?? id;
	return {
		row: {
			id,
			left: definitionRow.left,
			right: definitionRow.right,
			label,
			lens: {
				kind: 'constant',
				...(values.left === undefined ? {} : { left: values.left }),
				...(values.right === undefined ? {} : { right: values.right }),
			},
			rule,
			required: { left: fields.left?.requiredOnCreate ?? false, right: fields.right?.requiredOnCreate ?? false },
			...(definitionRow.ignoreClears === undefined ? {} : { ignoreClears: definitionRow.ignoreClears }),
		},
		problems: [],
	};
}
