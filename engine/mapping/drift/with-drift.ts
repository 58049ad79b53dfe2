import type { Mapping, ObjectSchema } from '../../model';
import type { CompiledMapping } from '../compile/compile-mapping';
import { sortProblems, type MappingProblem } from '../compile/report';
import { writtenFields } from '../places';
import { driftOf, requiredKey, rowKey, type Drift } from './drift-of';

export interface DriftedMapping extends CompiledMapping {
	/** What changed since the mapping was last saved, for the review list. */
	drifts: Drift[];
	/** Keys of what was the matter and is not any more. */
	settled: string[];
}

const keyOf = ({ key, row }: MappingProblem): string | undefined => key ?? (row === undefined ? undefined : rowKey(row));

/**
 * Tells what a user wrote wrongly from what broke by itself. `previous` is the mapping that was last saved, which had no
 * errors: an error is drift when the saved mapping, too, does not fit the schemas of now in that point, or when it was
 * drift already. Drift becomes a warning (its row is off, as every row with an error is), so that the rest goes on; all
 * other errors stay errors.
 */
export function withDrift(compiled: CompiledMapping, previous: Mapping | undefined, left: ObjectSchema, right: ObjectSchema): DriftedMapping {
	if (previous === undefined) return { ...compiled, drifts: [], settled: [] };
	const before = new Set(previous.drift ?? []);
	const drifts = relevant(driftOf(previous, left, right).drifts, compiled.mapping).filter(({ key }) => !before.has(key));
	const broken = new Set([...before, ...drifts.filter(({ breaks }) => breaks).map(({ key }) => key)]);
	const isOff = (problem: MappingProblem): boolean => problem.level === 'error' && broken.has(keyOf(problem) ?? '');
	const off = new Set(compiled.report.problems.filter(isOff).flatMap((problem) => keyOf(problem) ?? []));
	// A field that only a row that is now off would fill.
	for (const row of previous.rows.filter(({ id }) => off.has(rowKey(id)))) {
		for (const side of ['left', 'right'] as const) for (const field of writtenFields(row, side)) broken.add(requiredKey(side, field));
	}
	const problems = compiled.report.problems.map((problem) => (isOff(problem) ? asWarning(problem) : problem));
	const open = new Set(compiled.report.problems.filter(isOff).flatMap((problem) => keyOf(problem) ?? []));
	const notes = drifts.filter(({ key }) => !open.has(key)).map(noteOf);
	return {
		mapping: open.size === 0 ? compiled.mapping : { ...compiled.mapping, drift: [...open].sort() },
		report: { problems: sortProblems([...problems, ...notes]) },
		drifts,
		settled: [...before].filter((key) => !open.has(key)).sort(),
	};
}

/** Drift that the new mapping has not dealt with: rows that were adapted by themselves still work. */
function relevant(drifts: readonly Drift[], { rows }: Mapping): Drift[] {
	return drifts.flatMap((drift): Drift[] => {
		const row = rows.find(({ id }) => id === drift.row);
		if (row === undefined) return [drift];
		if (drift.values !== undefined && 'values' in row.lens) {
			const half = drift.side === 'left' ? 0 : 1;
			const paired = new Set(row.lens.values.map((pair) => pair[half]));
			// Pairs that the user made are the user's business, and the compiler speaks of them.
			return drift.values.some((value) => !paired.has(value)) ? [drift] : [];
		}
		return [{ ...drift, breaks: false, key: drift.breaks ? `${drift.key}|${drift.kind}|${drift.side}` : drift.key }];
	});
}

function asWarning(problem: MappingProblem): MappingProblem {
	const message = problem.row === undefined ? problem.message : `Switched off, while all other rows go on: ${problem.message}`;
	return { ...problem, level: 'warning', message };
}

function noteOf({ row, field, message, fix }: Drift): MappingProblem {
	return { level: 'warning', ...(row === undefined ? {} : { row }), field, message, fix };
}
