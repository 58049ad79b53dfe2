import type { Change, LogEntry, RecordRef } from '../model';
import type { Ending } from './job';
import { duplicateKey } from './lifecycle/succession';
import { toPlan } from './dry-run';
import type { Commit, RunStore } from './store-port';

/** What an end writes. Of a dry run that is its plan. */
export function toCommit(
	end: Ending,
	at: string,
	run: { hash: RunStore['hash']; execution?: string; dryRun?: boolean },
): Commit {
	const { job, outcome, ledger, rest } = end;
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
		...changedAt(change, at),
	};
	if (run.dryRun) return { change, log, ...toPlan(end, run.hash) };
	const settle = [...(rest.settle ?? []), ...duplicatesNoMore(change, source)];
	return { change, ledger, log, ...(questions.length === 0 ? {} : { review: questions }), ...rest, ...(settle.length === 0 ? {} : { settle }) };
}

/** Older changes are those of a start from a date, or of an outage that everybody knows of: they say nothing of how fast the sync is. */
const FRESH_MS = 24 * 60 * 60_000;
const AS_IT_HAPPENED: ReadonlySet<Change['origin']> = new Set(['poll', 'webhook', 'cdc']);

/** Of a change that was read as it happened: no first sync, no comparison, no retry. */
function changedAt({ origin, ticket, modifiedAt }: Change, at: string): Pick<LogEntry, 'changedAt'> {
	const fresh = Date.parse(at) - Date.parse(modifiedAt) < FRESH_MS;
	return AS_IT_HAPPENED.has(origin) && (ticket?.attempt ?? 0) === 0 && fresh ? { changedAt: modifiedAt } : {};
}

/**
 * Questions that the change answers by itself: the two are one record now. They may stand in a pair in which neither is linked any more (a
 * lead's partner, after its conversion), so this does not hang on what the pair had to do about the merge.
 */
function duplicatesNoMore({ mergedInto, mergedFrom = [] }: Change, source: RecordRef): string[] {
	const others = [...(mergedInto === undefined ? [] : [mergedInto]), ...mergedFrom].map((id): RecordRef => ({ ...source, id }));
	return others.map((other) => duplicateKey(source, other));
}
