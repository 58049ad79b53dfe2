import { uniq } from 'lodash';
import type { PicklistOption } from '../../model';
import { foldCase } from '../lenses/clean-text';

/** Kinds of stages that end a deal. Most pipelines have one of each, whatever it is called. */
const ENDS = ['won', 'lost'] as const;

type Together = (one: PicklistOption, other: PicklistOption) => boolean;
type Pair = [one: string, other: string];

/** Stages that are known to mean different things (open, won, lost) never belong together by themselves, whatever they are called. */
export function sameKind({ stageType: one }: PicklistOption, { stageType: other }: PicklistOption): boolean {
	return one === undefined || other === undefined || one === other;
}

/**
 * Partners for the ends of deals that no name gave one: the only won (or lost) stage of a pipeline goes with the only one of the pipeline on
 * the other side. `open`: those that still look for a partner.
 */
export function onlyEnds(open: readonly PicklistOption[], own: readonly PicklistOption[], others: readonly PicklistOption[], together: Together): Pair[] {
	return ENDS.flatMap((kind): Pair[] =>
		open
			.filter(({ active, stageType }) => active && stageType === kind)
			.flatMap((option): Pair[] => {
				const fellows = own.filter((one) => one.active && one.stageType === kind && one.pipeline === option.pipeline);
				const candidates = others.filter((other) => other.active && other.stageType === kind && together(option, other));
				const perPipeline = uniq(candidates.map(({ pipeline }) => pipeline)).map((pipeline) => valuesOf(candidates.filter((one) => one.pipeline === pipeline)));
				const [first] = candidates;
				return first !== undefined && valuesOf(fellows).length === 1 && perPipeline.every(({ length }) => length === 1) ? [[option.value, first.value]] : [];
			}),
	);
}

const valuesOf = (options: readonly PicklistOption[]): string[] => uniq(options.map(({ value }) => foldCase(value)));
