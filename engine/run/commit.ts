import type { LogEntry, Mapping } from '../model';
import type { Ending } from './job';
import type { Commit, Ledger } from './store-port';

/** What an end writes. Of a dry run only the log line is left, and the ledger's entry is put off. */
export function toCommit(
	{ job, outcome, ledger, rest }: Ending,
	at: string,
	run: { execution?: string; dryRun?: boolean },
): Commit {
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
	if (run.dryRun) return { change, ledger: putOff(ledger, job.mapping), log };
	return { change, ledger, log, ...(questions.length === 0 ? {} : { review: questions }), ...rest };
}

/** What a dry run would have settled is still to be done: it waits until the workflow is published again (`FeedStore.reclaim`). */
function putOff(ledger: Ledger, { pair }: Mapping): Ledger {
	return ledger.kind === 'retry' ? ledger : { kind: 'wait', waitKey: `dry-run|${pair}`, reason: 'dry-run' };
}
