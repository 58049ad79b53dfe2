import { compact, groupBy, sortBy, uniqWith, isEqual } from 'lodash';
import type { FieldSchema, LensSpec, ObjectSchema, PicklistOption, Side } from '../../model';
import { SIDES } from '../../model';
import { foldCase } from '../lenses/clean-text';
import { pairedCanonical } from '../lenses/value-pairs';
import { givenPairs } from './given-pairs';
import type { FieldPair, RowContext } from './row-context';
import { valuePartners, type ValuePair } from './value-partners';

type Pipelines = NonNullable<Extract<LensSpec, { kind: 'picklist' }>['pipelines']>;

/** The pipelines of two stage fields, as partners of one another; undefined where one side has stages without pipelines. */
interface PipelinePartners {
	/** Are the pipelines of these two stages partners? A pipeline without a partner goes with any. */
	together(left: PicklistOption, right: PicklistOption): boolean;
}

const names = (option: PicklistOption): string[] => [foldCase(option.value), foldCase(option.label)];

/** The list field of the object that says which pipeline a record is in: the one whose values, or labels, the stages name. */
export function pipelineField(stage: FieldSchema, { fields }: ObjectSchema): FieldSchema | undefined {
	const named = new Set(compact((stage.options ?? []).map((option) => option.pipeline)).map(foldCase));
	if (named.size === 0) return undefined;
	return fields.find((field) => {
		const known = new Set((field.options ?? []).flatMap(names));
		return field.name !== stage.name && [...named].every((name) => known.has(name));
	});
}

function pipelineOf(stage: PicklistOption, field: FieldSchema): string | undefined {
	const { pipeline } = stage;
	return pipeline === undefined ? undefined : field.options?.find((option) => names(option).includes(foldCase(pipeline)))?.value;
}

const active = (field: FieldSchema): PicklistOption[] => (field.options ?? []).filter((option) => option.active);

/** The partners of a row of pipelines; the only pipelines of both sides belong together whatever their names. */
export function withOnlyPipelines(pairs: readonly ValuePair[], { left, right }: FieldPair): ValuePair[] {
	const [[first, ...moreLeft], [second, ...moreRight]] = [active(left), active(right)];
	const alone = first && second && moreLeft.length === 0 && moreRight.length === 0;
	return alone && pairs.length === 0 ? [[first.value, second.value]] : [...pairs];
}

/** Do stages of the object name this field's values as their pipelines? */
export function isPipelineField(field: FieldSchema, schema: ObjectSchema): boolean {
	return schema.fields.some((stage) => pipelineField(stage, schema)?.name === field.name);
}

/** How the pipelines of two stage fields belong together: by the mapping's row for them, or as such a row would have it. */
export function pipelinePartners(stages: FieldPair, context: RowContext): PipelinePartners | undefined {
	const left = pipelineField(stages.left, context.schemas.left);
	const right = pipelineField(stages.right, context.schemas.right);
	if (!left || !right) return undefined;
	const { pairs } = valuePartners(left, right, givenPairs({ left: left.name, right: right.name }, context));
	const partners = withOnlyPipelines(pairs, { left, right });
	const [lefts, rights] = [new Set(partners.map(([one]) => one)), new Set(partners.map(([, other]) => other))];
	return {
		together(leftStage, rightStage) {
			const [one, other] = [pipelineOf(leftStage, left), pipelineOf(rightStage, right)];
			if (one === undefined || other === undefined || (!lefts.has(one) && !rights.has(other))) return true;
			return partners.some(([leftPipeline, rightPipeline]) => leftPipeline === one && rightPipeline === other);
		},
	};
}

/**
 * What is needed to choose between stages that mean the same in different pipelines (a HubSpot stage has an id of its own in
 * every pipeline): where a side has such, its pipeline field and the pipelines of all of its stages.
 */
export function stagePipelines(pairs: readonly ValuePair[], stages: FieldPair, { schemas }: RowContext): Pipelines | undefined {
	const found: Pipelines = {};
	for (const side of SIDES) {
		const field = pipelineField(stages[side], schemas[side]);
		if (!field || !hasChoice(pairs, side)) continue;
		const of = (stages[side].options ?? []).flatMap((option): ValuePair[] => {
			const pipeline = pipelineOf(option, field);
			return pipeline === undefined ? [] : [[option.value, pipeline]];
		});
		found[side] = { field: field.name, of: sortBy(uniqWith(of, isEqual), '0', '1') };
	}
	return Object.keys(found).length > 0 ? found : undefined;
}

/** Do several values of that side mean the same? */
function hasChoice(pairs: readonly ValuePair[], side: Side): boolean {
	const half = side === 'left' ? 0 : 1;
	const values = [...new Set(pairs.map((pair) => pair[half]))];
	return Object.values(groupBy(values, (value) => pairedCanonical(pairs, side, value))).some((group) => group.length > 1);
}
