import type { FieldValues, Mapping, MappingRow, Side } from '../model';
import { foldCase } from './lenses/clean-text';
import { pairedCanonical } from './lenses/value-pairs';

/**
 * Values to write, with stages that belong to the record's pipeline: where several stages of that side mean the same, a lens
 * alone names the first of them. The pipeline is the one that is written, or else the record's own (`current`). A stage
 * without a counterpart in that pipeline stays as it is, and the system will say so.
 */
export function withinPipelines(mapping: Mapping, side: Side, values: FieldValues, current: FieldValues = {}): FieldValues {
	const stages = mapping.rows.flatMap((row) => {
		const stage = stageWithin(row, side, values, current);
		return stage === undefined ? [] : [[row[side], stage] as const];
	});
	return stages.length === 0 ? values : { ...values, ...Object.fromEntries(stages) };
}

function stageWithin({ lens, ...row }: MappingRow, side: Side, values: FieldValues, current: FieldValues): string | undefined {
	const place = lens.kind === 'picklist' ? lens.pipelines?.[side] : undefined;
	const stage = values[row[side]];
	if (lens.kind !== 'picklist' || place === undefined || typeof stage !== 'string') return undefined;
	const pipeline = values[place.field] ?? current[place.field];
	if (typeof pipeline !== 'string') return undefined;
	const inPipeline = place.of.filter(([, name]) => foldCase(name) === foldCase(pipeline)).map(([value]) => value);
	const meaning = pairedCanonical(lens.values, side, stage);
	if (meaning === undefined || inPipeline.includes(stage)) return undefined;
	return inPipeline.find((value) => pairedCanonical(lens.values, side, value) === meaning);
}
