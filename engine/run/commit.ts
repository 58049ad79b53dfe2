import type { LogEntry } from '../model';
import type { Ending } from './job';
import type { Commit } from './store-port';

/**
 * What an end writes. Of a dry run only the log line is left, and the ledger's entry is closed: otherwise the record would come again for
 * ever, to be planned and not written.
 */
export function toCommit({ job, outcome, ledger, rest }: Ending, at: string, run: { execution?: string; dryRun?: boolean }): Commit {
	const { change } = job.item;
	const { questions, source, target, movements, reason, message } = outcome;
	const log: LogEntry = {
		at,
		pair: job.mapping.pair,
		source,
		origin: change.origin,
		outcome: outcome.outcome,
		reason,
		message,
		movements,
		...(target === undefined ? {} : { target }),
		...(run.execution === undefined ? {} : { execution: run.execution }),
		...(run.dryRun ? { dryRun: true } : {}),
	};
	if (run.dryRun) return { change, ledger: { kind: 'close' }, log };
	return { change, ledger, log, ...(questions.length === 0 ? {} : { review: questions }), ...rest };
}
