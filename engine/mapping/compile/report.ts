import { sortBy } from 'lodash';

/** `error`: the row (or the mapping) cannot work; `warning`: it works, and may hold values back; `info`: good to know. */
const PROBLEM_LEVELS = ['error', 'warning', 'info'] as const;

export interface MappingProblem {
	level: (typeof PROBLEM_LEVELS)[number];
	row?: string;
	field?: string;
	/** Names what is the matter where no row does; see `Mapping.drift`. */
	key?: string;
	/** What is the matter, for somebody who does not program. */
	message: string;
	/** What to do about it. */
	fix: string;
}

export interface MappingReport {
	problems: MappingProblem[];
}

const HEADINGS: Readonly<Record<MappingProblem['level'], string>> = {
	error: 'Must be fixed',
	warning: 'Please look at',
	info: 'Good to know',
};

/** Worst first, then by row; the same problems give the same report in whatever order they were found. */
export function sortProblems(problems: readonly MappingProblem[]): MappingProblem[] {
	return sortBy(problems, (problem) => PROBLEM_LEVELS.indexOf(problem.level), 'row', 'field', 'message');
}

/** The report as text, worst first. */
export function formatReport(report: MappingReport): string {
	const sections = PROBLEM_LEVELS.flatMap((level) => {
		const problems = report.problems.filter((problem) => problem.level === level);
		if (problems.length === 0) return [];
		const lines = problems.map((problem) => `- ${problem.message}\n  → ${problem.fix}`);
		return [`${HEADINGS[level]} (${problems.length}):\n${lines.join('\n')}`];
	});
	return sections.length === 0 ? 'The mapping fits both systems: nothing to fix.' : sections.join('\n\n');
}
