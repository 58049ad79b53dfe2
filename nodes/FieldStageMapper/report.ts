import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';
import { formatReport, type MappingReport } from '../../engine/mapping';

export const hasErrors = ({ problems }: MappingReport): boolean => problems.some(({ level }) => level === 'error');

/** Errors stop the run before anything is mapped; warnings are shown beside the result. */
export function tellProblems(context: IExecuteFunctions, report: MappingReport): void {
	if (hasErrors(report)) {
		throw new NodeOperationError(context.getNode(), 'The mapping does not fit the two systems. Nothing was mapped', {
			// What is merely good to know would bury what must be fixed.
			description: formatReport({ problems: report.problems.filter(({ level }) => level !== 'info') }),
			failure: { cause: 'configuration-invalid' },
		});
	}
	const warnings = report.problems.filter(({ level }) => level === 'warning');
	context.addExecutionHints(
		...warnings.map(({ message, fix }) => ({ message: `${message} ${fix}`, type: 'warning' as const, location: 'outputPane' as const })),
	);
}
