import type { Change } from '../../engine/model';

/** Why an entry stands in the ledger before it has had an answer. */
export const ENTERED = { hint: 'hint', repair: 'repair', backfill: 'backfill', reconcile: 'reconcile' } as const;

/** What the emission of an entry is called. An answer replaces the reason, and what comes after it is a retry. */
export function originOf(reason: string): Change['origin'] {
	if (reason === ENTERED.hint) return 'webhook';
	return reason === ENTERED.backfill || reason === ENTERED.reconcile ? reason : 'retry';
}
