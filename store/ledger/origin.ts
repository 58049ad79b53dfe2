import type { Change, SystemName } from '../../engine/model';

/** Why an entry stands in the ledger before it has had an answer. */
export const ENTERED = { hint: 'hint', repair: 'repair', backfill: 'backfill', reconcile: 'reconcile' } as const;

/** What the emission of an entry is called. An answer replaces the reason, and what comes after it is a retry. */
export function originOf(reason: string, system: SystemName): Change['origin'] {
	// Salesforce has a stream of events; the others call.
	if (reason === ENTERED.hint) return system === 'salesforce' ? 'cdc' : 'webhook';
	return reason === ENTERED.backfill || reason === ENTERED.reconcile ? reason : 'retry';
}
