import type { FieldSchema, LensSpec, Rule, Side } from '../../model';
import { SIDES } from '../../model';
import { ruleWrites } from '../rules';
import type { FieldLensKind } from './choose-lens';
import type { DefinitionRow } from './definition';
import { fallbackOf, withFallbacks, type Fallback } from './fallback';
import { givenPairs } from './given-pairs';
import { consentLens, emailLens, moneyLens, nameLens, timeLens } from './lens-options';
import { isPipelineField, pipelinePartners, stagePipelines, withOnlyPipelines } from './pipelines';
import { referenceTarget } from './reference-pair';
import type { MappingProblem } from './report';
import { rowId, type FieldPair, type RowContext } from './row-context';
import { tagsLens } from './tags-lens';
import { valuePartners, type ValuePair } from './value-partners';
import { fieldWords, systemWord } from './words';

/** Values named in a message; a list of two hundred helps nobody. */
const VALUES_SHOWN = 10;

/** Values as people know them: by their labels, with the value where that is another word. */
function listed(values: readonly string[], field: FieldSchema): string {
	const named = (value: string): string => {
		const label = field.options?.find((option) => option.value === value)?.label ?? value;
		return label === value ? `"${value}"` : `"${label}" (${value})`;
	};
	const shown = values.slice(0, VALUES_SHOWN).map(named).join(', ');
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
		message: `Value pairs name values that ${fieldWords(context.schemas[side], fields[side])} does not have (any more): ${listed(values, fields[side])}.`,
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
		message: `These values of ${fieldWords(context.schemas[side], fields[side])} have no partner yet: ${listed(values, fields[side])}.`,
		fix: 'Add value pairs for the ones you use. Records with such a value wait in the review list until then; nothing is lost.',
	};
}

/** A list with the pairs of its values, by name and as they were given. */
function listLens(
	kind: 'picklist' | 'multiselect',
	row: DefinitionRow,
	rule: Rule,
	fields: FieldPair,
	context: RowContext,
): { lens: LensSpec; problems: MappingProblem[] } {
	const partners = pipelinePartners(fields, context);
	const hints = { byLabel: row.byLabel ?? false, ...(partners ? { together: partners.together } : {}) };
	const { pairs, unmatched, unknown } = valuePartners(fields.left, fields.right, givenPairs(row, context), hints);
	const fallback: Fallback = kind === 'picklist' ? fallbackOf(row, fields, context) : { problems: [] };
	const values = withFallbacks(withPipelineRow(pairs, fields, context), fallback.values ?? {});
	const waiting = (side: Side): string[] => {
		const target = side === 'left' ? 'right' : 'left';
		if (!ruleWrites(rule, target) || fallback.values?.[target] !== undefined) return [];
		const settled = new Set([...values.map((pair) => pair[side === 'left' ? 0 : 1]), fallback.values?.[side]]);
		return unmatched[side].filter((value) => !settled.has(value));
	};
	const problems = [
		...SIDES.filter((side) => waiting(side).length > 0).map((side) => unmatchedInfo(row, side, waiting(side), fields, context)),
		...SIDES.filter((side) => unknown[side].length > 0).map((side) => unknownWarning(row, side, unknown[side], fields, context)),
		...fallback.problems,
	];
	if (kind === 'multiselect') return { lens: { kind, values }, problems };
	const pipelines = stagePipelines(values, fields, context);
	return {
		lens: { kind, values, ...(fallback.values ? { fallback: fallback.values } : {}), ...(pipelines ? { pipelines } : {}) },
		problems,
	};
}

function withPipelineRow(pairs: ValuePair[], fields: FieldPair, { schemas }: RowContext): ValuePair[] {
	return SIDES.every((side) => isPipelineField(fields[side], schemas[side])) ? withOnlyPipelines(pairs, fields) : pairs;
}

/** The lens with all that it needs to know, or an error. */
export function lensSpec(
	kind: FieldLensKind,
	row: DefinitionRow,
	rule: Rule,
	fields: FieldPair,
	context: RowContext,
): { lens?: LensSpec; problems: MappingProblem[] } {
	if (kind === 'picklist' || kind === 'multiselect') return listLens(kind, row, rule, fields, context);
	if (kind === 'tags') return tagsLens(row, rule, fields, context);
	if (kind === 'email') return { lens: emailLens(fields), problems: [] };
	if (kind === 'phone')
		return { lens: { kind, ...(row.country ? { country: row.country.toUpperCase() } : {}) }, problems: [] };
	if (kind === 'money') return moneyLens(row, fields, context);
	if (kind === 'name') return nameLens(row, fields, context);
	if (kind === 'date' || kind === 'datetime') return timeLens(kind, row, fields, context);
	if (kind === 'consent') return { lens: consentLens(row, rule, fields), problems: [] };
	if (kind !== 'reference' && kind !== 'references') return { lens: { kind }, problems: [] };
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
