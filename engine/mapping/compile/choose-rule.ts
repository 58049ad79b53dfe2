import type { FieldSchema, Rule, Side } from '../../model';
import { otherSide, SIDES } from '../../model';
import { ruleWrites } from '../rules';
import type { DefinitionRow, FullDefinition } from './definition';
import type { MappingProblem } from './report';
import { rowId, type FieldPair, type RowContext } from './row-context';
import { fieldWords } from './words';

export interface ChosenRule {
	rule: Rule;
	ignoreClears?: boolean;
}

const ALWAYS_FROM: Readonly<Record<Side, Rule>> = { left: 'alwaysLeft', right: 'alwaysRight' };
const UNLESS_BLANK: ReadonlySet<Rule> = new Set(['preferLeftUnlessBlank', 'preferRightUnlessBlank']);

/** May the rule's writes to that side succeed? Create-only rows need no right to update, and only where records are created. */
export function allowed(field: FieldSchema, rule: Rule, side: Side, create: FullDefinition['create']): boolean {
	if (!ruleWrites(rule, side)) return true;
	if (rule === 'createOnly') return field.createable || !create[side];
	return field.updateable;
}

/**
 * The rule where the user left it open: most restrictive for consent, else `fallback`, made one-way when one side cannot
 * be written (`closed`). What was a preference "unless blank" then still never clears the other side.
 */
export function defaultRule(
	fields: FieldPair,
	fallback: Rule,
	consent: boolean,
	closed: ReadonlySet<Side>,
	create: FullDefinition['create'],
): ChosenRule {
	const rule = consent ? 'mostRestrictive' : fallback;
	const shut = SIDES.filter(
		(side) => ruleWrites(rule, side) && (closed.has(side) || !allowed(fields[side], rule, side, create)),
	);
	const [side] = shut;
	if (side === undefined) return { rule };
	const target = otherSide(side);
	// Written once and then only read: the field can still be filled when the record is made.
	if (shut.length === 2 || !ruleWrites(rule, target)) {
		return SIDES.some((any) => fields[any].createable && create[any] && !closed.has(any))
			? { rule: 'createOnly' }
			: { rule };
	}
	if (closed.has(target)) return { rule };
	// A withdrawn opt-out is no consent.
	return UNLESS_BLANK.has(rule) || consent ? { rule: ALWAYS_FROM[side], ignoreClears: true } : { rule: ALWAYS_FROM[side] };
}

/** The sides that the rule writes to although their field cannot be written. */
export function readOnlyProblems(
	row: DefinitionRow,
	rule: Rule,
	fields: FieldPair,
	context: RowContext,
): MappingProblem[] {
	const { schemas, definition } = context;
	return SIDES.filter((side) => !allowed(fields[side], rule, side, definition.create)).map((side) => {
		const source = otherSide(side);
		const name = fieldWords(schemas[side], fields[side]);
		const oneWay = allowed(fields[source], ALWAYS_FROM[side], source, definition.create);
		return {
			level: 'error',
			row: rowId(row),
			field: fields[side].name,
			message: `${name} cannot be changed from outside (formula, system field or missing right), but the row's rule writes to it.`,
			fix: oneWay
				? `Choose the rule "${side === 'left' ? 'Always left' : 'Always right'}", so that values only go to ${fieldWords(schemas[source], fields[source])}; or give the credential the right to edit it.`
				: 'Remove the row, choose another field, or give the credential the right to edit it.',
		};
	});
}
