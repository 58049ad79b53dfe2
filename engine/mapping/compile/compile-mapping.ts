import { sortBy } from 'lodash';
import type { Mapping, MappingRow, ObjectSchema } from '../../model';
import { SIDES } from '../../model';
import { autoRows, idFields } from './auto-rows';
import { buildConstantRow } from './build-constant';
import { buildRow, type BuiltRow } from './build-row';
import { buildTemplateRow } from './build-template';
import { blankRequired, missingRequired, withoutCollisions, withoutRepeats } from './check-rows';
import { mappingDefinitionSchema, type DefinitionRow, type MappingDefinition } from './definition';
import { belonging, belongingProblems } from './belonging';
import { externalIds, matchKeys } from './identity-keys';
import { pairId } from './pair-id';
import { privacyProblems, withPrivacy } from './private-fields';
import { sortProblems, type MappingProblem, type MappingReport } from './report';
import { rowId, type Assignments, type RowContext } from './row-context';
import { withStandIns } from './stand-ins';

export type { Assignments } from './row-context';

export interface CompiledMapping {
	/** Without the rows that have an error: the other fields can be kept in step. */
	mapping: Mapping;
	report: MappingReport;
}

function build(row: DefinitionRow, context: RowContext): BuiltRow {
	const fallback = context.definition.defaultRule;
	if (row.lens === 'constant') return buildConstantRow(row, fallback, context);
	return row.lens === 'template' ? buildTemplateRow(row, context) : buildRow(row, fallback, context);
}

/** Rows for the fields that hold the other side's id would fight with the engine, which writes them itself. */
function idFieldProblem(row: DefinitionRow, context: RowContext): MappingProblem | undefined {
	const { definition, schemas } = context;
	const field =
		[row.left].find((name) => idFields(definition, schemas.left, 'left').has(name)) ??
		[row.right].find((name) => idFields(definition, schemas.right, 'right').has(name));
	if (field === undefined) return undefined;
	const message = `${field} holds the id of the linked record and is filled by the sync itself.`;
	return { level: 'error', row: rowId(row), field, message, fix: 'Remove the row.' };
}

/** Pact's one delete erases for good, with the consent history: no mapping may ask for it. */
const neverDeleted: MappingProblem = {
	level: 'error',
	message: 'Records of Pact are never deleted.',
	fix: 'Choose to archive them: they keep everything, and get a tag.',
};

/** A row that nobody asked for is left out when it does not fit, and said so; it is no error. */
function asHint(problem: MappingProblem): MappingProblem {
	return problem.level === 'error'
		? {
				...problem,
				level: 'info',
				message: `Not mapped by itself: ${problem.message}`,
				fix: `If you need this field: ${problem.fix}`,
			}
		: problem;
}

/**
 * A mapping from what the user says and what the two systems look like now, with everything that is wrong with it. The
 * same definition gives the same mapping in whatever order its rows stand. `assignments` are from the review list.
 * Throws a ZodError when the definition has not the shape of one.
 */
export function compileMapping(
	definition: MappingDefinition,
	left: ObjectSchema,
	right: ObjectSchema,
	assignments: Assignments = {},
): CompiledMapping {
	const full = mappingDefinitionSchema.parse(definition);
	const context: RowContext = { definition: full, schemas: { left, right }, assignments };
	const explicit = withoutRepeats(full.rows);
	const problems: MappingProblem[] = [...explicit.problems];
	const rows: MappingRow[] = [];
	const take = (built: BuiltRow, told: (problem: MappingProblem) => MappingProblem): void => {
		if (built.row) rows.push(built.row);
		problems.push(...built.problems.map(told));
	};
	for (const row of explicit.rows) {
		const reserved = idFieldProblem(row, context);
		take(reserved ? { problems: [reserved] } : build(row, context), (problem) => problem);
	}
	for (const row of autoRows(context)) take(build(row, context), asHint);
	const checked = withoutCollisions(sortBy(rows, 'id'), context);
	const match = matchKeys(context);
	const ids = externalIds(context);
	problems.push(...checked.problems, ...match.problems, ...ids.problems, ...belongingProblems(context), ...privacyProblems(checked.rows, context));
	for (const side of SIDES) {
		if (full[side].system === 'pact' && full.deletes[side] === 'delete') problems.push(neverDeleted);
		problems.push(...missingRequired(checked.rows, side, context), ...blankRequired(checked.rows, side, context));
	}
	const only = belonging(context);
	const mapping: Mapping = {
		pair: full.pair ?? pairId(full.left, full.right),
		left: full.left,
		right: full.right,
		rows: withPrivacy(withStandIns(checked.rows), context),
		match: match.match,
		externalIds: ids.externalIds,
		create: full.create,
		// What is not said is as it was before these could be chosen: mappings of old keep their version.
		...(full.update.left && full.update.right ? {} : { update: full.update }),
		...(full.deletes.left === 'ignore' && full.deletes.right === 'ignore' ? {} : { deletes: full.deletes }),
		...(full.fanOut === 'all' ? {} : { fanOut: full.fanOut }),
		...(full.createBeside ? { createBeside: true as const } : {}),
		...(only === undefined ? {} : { only }),
		tieWinner: full.tieWinner,
	};
	return { mapping, report: { problems: sortProblems(problems) } };
}
