import type { Change, LogEntry, Mapping, RecordRef } from '../model';
import type { Ending } from './job';
import { duplicateKey } from './lifecycle/succession';
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
	const settle = [...(rest.settle ?? []), ...duplicatesNoMore(change, source)];
	return { change, ledger, log, ...(questions.length === 0 ? {} : { review: questions }), ...rest, ...(settle.length === 0 ? {} : { settle }) };
}

/**
 * Questions that the change answers by itself: the two are one record now. They may stand in a pair in which neither is linked any more (a
 * lead's partner, after its conversion), so this does not hang on what the pair had to do about the merge.
 */
function duplicatesNoMore({ mergedInto, mergedFrom = [] }: Change, source: RecordRef): string[] {
	const others = [...(mergedInto === undefined ? [] : [mergedInto]), ...mergedFrom].map((id): RecordRef => ({ ...source, id }));
	return others.map((other) => duplicateKey(source, other));
}

/** What a dry run would have settled is still to be done: it waits until the workflow is published again (`FeedStore.reclaim`). */
function putOff(ledger: Ledger, { pair }: Mapping): Ledger {
	return ledger.kind === 'retry' ? ledger : { kind: 'wait', waitKey: `dry-run|${pair}`, reason: 'dry-run' };
}
