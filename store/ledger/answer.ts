import type { Commit } from '../../engine/run/store-port';
import type { LedgerState, PendingRow } from '../schema';
import { msOf } from '../times';

/** What an entry of the ledger becomes. `keys`: what it waits for, in addition to keys from an earlier answer to the same emission. */
export interface Answered {
	state: LedgerState;
	due_at: number | null;
	attempts: number;
	reason: string;
	message: string;
	keys: string[];
}

/** The later in this list brings the record back sooner, and wins when two nodes of a canvas answer for one emission. */
const PRECEDENCE: readonly LedgerState[] = ['emitted', 'answered', 'issue', 'waiting', 'due'];

/**
 * The entry after one change's end, or undefined when it stays as it is. `cameTrue` tells whether a key was released after this
 * emission went out: then the record does not wait (it may have been read just before) but is due at once.
 */
export function answer(
	entry: PendingRow,
	commit: Pick<Commit, 'ledger' | 'park' | 'log'>,
	now: number,
	cameTrue: (key: string) => boolean,
): Answered | undefined {
	const next = wanted(entry, commit, now, cameTrue);
	const before = PRECEDENCE.indexOf(entry.state);
	const after = PRECEDENCE.indexOf(next.state);
	if (after < before) return undefined;
	if (next.state !== entry.state) return next;
	// Two answers of one kind: the earlier time counts, and attempts are counted once for each emission.
	return {
		...next,
		attempts: entry.attempts,
		due_at: entry.due_at === null || next.due_at === null ? next.due_at : Math.min(entry.due_at, next.due_at),
	};
}

function wanted(
	entry: PendingRow,
	{ ledger, park = [], log }: Pick<Commit, 'ledger' | 'park' | 'log'>,
	now: number,
	cameTrue: (key: string) => boolean,
): Answered {
	const about = { attempts: entry.attempts, reason: log.reason as string, message: log.message, keys: [] };
	switch (ledger.kind) {
		case 'retry':
			return {
				...about,
				state: 'due',
				due_at: msOf(ledger.dueAt),
				attempts: entry.attempts + (ledger.uncounted ? 0 : 1),
				reason: ledger.reason,
			};
		case 'issue':
			return { ...about, state: 'issue', due_at: null, reason: ledger.reason, message: ledger.message };
		case 'wait':
			return waiting({ ...about, reason: ledger.reason }, [ledger.waitKey, ...park], now, cameTrue);
		case 'close':
			if (park.length > 0) return waiting(about, park, now, cameTrue);
			return { ...about, state: 'answered', due_at: entry.due_at };
	}
}

function waiting(
	about: Omit<Answered, 'state' | 'due_at'>,
	keys: readonly string[],
	now: number,
	cameTrue: (key: string) => boolean,
): Answered {
	if (keys.some(cameTrue)) return { ...about, state: 'due', due_at: now, attempts: 0 };
	return { ...about, state: 'waiting', due_at: null, keys: [...new Set(keys)] };
}
