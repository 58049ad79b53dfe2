import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';
import { formatReport, type MappingReport } from '../../engine/mapping';

/** Errors stop the run before anything is mapped; warnings are shown beside the result. */
export function tellProblems(context: IExecuteFunctions, report: MappingReport): void {
	if (report.problems.some(({ level }) => level === 'error')) {
		throw new NodeOperationError(context.getNode(), 'The mapping does not fit the two systems. Nothing was mapped', {
			description: formatReport(report),
			failure: { cause: 'configuration-invalid' },
		});
	}
	const warnings = report.problems.filter(({ level }) => level === 'warning');
	context.addExecutionHints(
		...warnings.map(({ message, fix }) => ({ message: `${message} ${fix}`, type: 'warning' as const, location: 'outputPane' as const })),
	);
}
