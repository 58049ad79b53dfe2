import type { MappingRow, Side } from '../model';
import type { PlanInput } from './types';

/** When a field was changed: after `after` (if known), at the latest at `until`. Epoch ms. */
interface Evidence {
	exact?: number;
	after: number;
	until: number;
}

/** Which side's change is the later one; `tie` when the evidence cannot order them. */
export type Order = Side | 'tie';

/**
 * Orders two changes of one field by the best evidence both sides have: per-field times, then the intervals in which the changes must
 * have happened (after the last time both were seen in agreement, until the record's modified time), then the records' modified times.
 */
export function laterSide(row: MappingRow, input: PlanInput): Order {
	const left = evidenceFor('left', row, input);
	const right = evidenceFor('right', row, input);
	if (left.exact !== undefined && right.exact !== undefined) return compare(left.exact, right.exact);
	const [l, r] = [asInterval(left), asInterval(right)];
	const leftIsLater = l.after >= r.until;
	const rightIsLater = r.after >= l.until;
	if (leftIsLater !== rightIsLater) return leftIsLater ? 'left' : 'right';
	return compare(l.until, r.until);
}

function compare(left: number, right: number): Order {
	if (left === right) return 'tie';
	return left > right ? 'left' : 'right';
}

function asInterval(evidence: Evidence): { after: number; until: number } {
	return evidence.exact === undefined ? evidence : { after: evidence.exact, until: evidence.exact };
}

function evidenceFor(side: Side, row: MappingRow, input: PlanInput): Evidence {
	const isSource = side === input.side;
	const modifiedAt = isSource ? input.change.modifiedAt : input.target?.modifiedAt;
	const fieldTime = isSource ? input.change.fieldTimes?.[row[side]] : input.target?.fieldTimes?.[row.id];
	const lastSeen = side === 'left' ? input.link?.leftModifiedAt : input.link?.rightModifiedAt;
	return {
		...(fieldTime === undefined ? {} : { exact: Date.parse(fieldTime) }),
		after: lastSeen === undefined ? -Infinity : Date.parse(lastSeen),
		until: modifiedAt === undefined ? Infinity : Date.parse(modifiedAt),
	};
}
