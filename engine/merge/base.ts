import type { Base } from '../run/store-port';
import type { Side } from '../model';

/** No hash equals it: a side with this base counts as changed. */
const NEVER_SEEN = '';

/** The base row of a field that is settled at these two values. */
export function settledBase(leftHash: string, rightHash: string): Base[string] {
	return { left: leftHash, right: rightHash };
}

/** The base row after the side `loser`, now at `loserHash`, lost: it counts as unchanged, the winner as changed. */
export function concededBase(loser: Side, loserHash: string): Base[string] {
	return loser === 'left' ? { left: loserHash, right: NEVER_SEEN } : { left: NEVER_SEEN, right: loserHash };
}

/** A row that one side has lost while the other side's value is still on its way to it. */
export function isConceded(row: Base[string]): boolean {
	return row.left === NEVER_SEEN || row.right === NEVER_SEEN;
}
