import { formatReport, sortProblems, type MappingProblem } from './report';

const problem = (level: MappingProblem['level'], message: string): MappingProblem => ({
	level,
	message,
	fix: `fix ${message}`,
});

describe('formatReport', () => {
	it('shows the worst first, each with what to do', () => {
		const report = {
			problems: [problem('info', 'c'), problem('error', 'a'), problem('warning', 'b'), problem('error', 'd')],
		};
		expect(formatReport(report)).toBe(
			'Must be fixed (2):\n- a\n  → fix a\n- d\n  → fix d\n\nPlease look at (1):\n- b\n  → fix b\n\nGood to know (1):\n- c\n  → fix c',
		);
	});

	it('says so when there is nothing to fix', () => {
		expect(formatReport({ problems: [] })).toContain('nothing to fix');
	});
});

it('sortProblems puts errors before warnings before information', () => {
	const sorted = sortProblems([
		problem('info', 'a'),
		problem('warning', 'b'),
		problem('error', 'z'),
		problem('error', 'c'),
	]);
	expect(sorted.map((one) => one.message)).toEqual(['c', 'z', 'b', 'a']);
});
