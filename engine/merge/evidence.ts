import type { MappingRow, Side } from '../model';
import type { UpdateInput } from './types';

/** When a field was changed: not before `after` (if known), at the latest at `until`; a known moment is both. Epoch ms. */
interface Evidence {
	after: number;
	until: number;
}

/** Which side's change is the later one; `tie` when the evidence cannot order them. */
export type Order = Side | 'tie';

/**
 * Orders two changes of one field by the best evidence both sides have: per-field times, then the intervals in which the changes must
 * have happened (after the last time both were seen in agreement, until the record's modified time), then the records' modified times.
 */
export function laterSide(row: MappingRow, input: UpdateInput): Order {
	const l = evidenceFor('left', row, input);
	const r = evidenceFor('right', row, input);
	const leftIsLater = l.after >= r.until;
	const rightIsLater = r.after >= l.until;
	if (leftIsLater !== rightIsLater) return leftIsLater ? 'left' : 'right';
	return compare(l.until, r.until);
}

function compare(left: number, right: number): Order {
	if (left === right) return 'tie';
	return left > right ? 'left' : 'right';
}

function evidenceFor(side: Side, row: MappingRow, input: UpdateInput): Evidence {
	const isSource = side === input.side;
	const modifiedAt = isSource ? input.change.modifiedAt : input.target.modifiedAt;
	const fieldTime = isSource ? input.change.fieldTimes?.[row[side]] : input.target.fieldTimes?.[row.id];
	if (fieldTime !== undefined) return { after: Date.parse(fieldTime), until: Date.parse(fieldTime) };
	// Without a base (a row that the mapping gained later) the two were never seen in agreement.
	const link = input.link !== undefined && row.id in input.link.base ? input.link : undefined;
	const lastSeen = side === 'left' ? link?.leftModifiedAt : link?.rightModifiedAt;
	return {
		after: lastSeen === undefined ? -Infinity : Date.parse(lastSeen),
		until: Date.parse(modifiedAt),
	};
}
