import type { Canonical, Rule, Side } from '../model';
import { isWithdrawal } from './consent';
import type { Order } from './evidence';

/** One field of one linked pair of records, where the two values differ. */
export interface Difference {
	left: Canonical;
	right: Canonical;
	/** Since they were last in agreement. Without a base both are true. */
	leftChanged: boolean;
	rightChanged: boolean;
	hasBase: boolean;
	ignoreClears: boolean;
	/** Asked only when both changed and the rule needs it. */
	later(): Order;
	tieWinner: Side;
}

/** `ask`: a person decides. `leave`: both stay as they are, on purpose. */
export type Verdict = Side | 'ask' | 'leave';

type Decide = (difference: Difference) => Verdict;

const blank = (value: Canonical): boolean => value === null;

/** The side's value wins; where nothing may be cleared by it, both stay. */
function unlessClearIgnored(side: Side, difference: Difference): Verdict {
	return blank(difference[side]) && difference.ignoreClears ? 'leave' : side;
}

const prefer = (side: Side, other: Side): Decide => (difference) => (blank(difference[side]) ? other : side);

const always = (side: Side): Decide => (difference) => {
	// Blank is not cleared: an owner that has nothing to say, now or at the first meeting, does not wipe the other's value. Three systems
	// would otherwise fight: one fills the field from its own owner, the other wipes it again.
	const changed = side === 'left' ? difference.leftChanged : difference.rightChanged;
	if (blank(difference[side]) && (!difference.hasBase || !changed)) return 'leave';
	return unlessClearIgnored(side, difference);
};

/** Two-way: whoever changed alone wins; a first meeting fills blanks; a real conflict goes to `conflict`. */
const twoWay = (conflict: Decide): Decide => (difference) => {
	if (!difference.hasBase) {
		if (blank(difference.left)) return 'right';
		if (blank(difference.right)) return 'left';
		return conflict(difference);
	}
	if (!difference.rightChanged) return unlessClearIgnored('left', difference);
	if (!difference.leftChanged) return unlessClearIgnored('right', difference);
	return conflict(difference);
};

const newest: Decide = (difference) => {
	const later = difference.later();
	return unlessClearIgnored(later === 'tie' ? difference.tieWinner : later, difference);
};

const mostRestrictive: Decide = ({ left, right }) => {
	if (isWithdrawal(left)) return 'left';
	if (isWithdrawal(right)) return 'right';
	return 'leave';
};

const decisions: Record<Rule, Decide> = {
	preferLeftUnlessBlank: prefer('left', 'right'),
	preferRightUnlessBlank: prefer('right', 'left'),
	alwaysLeft: always('left'),
	alwaysRight: always('right'),
	newestWins: twoWay(newest),
	askPerson: twoWay(() => 'ask'),
	mostRestrictive,
	createOnly: () => 'leave',
	doNotSync: () => 'leave',
};

/**
 * Who wins where the two values differ. Depends on the two sides only, never on whose change is being processed:
 * that is what makes the order of events irrelevant.
 */
export function decide(rule: Rule, difference: Difference): Verdict {
	if (difference.hasBase && !difference.leftChanged && !difference.rightChanged && rule !== 'mostRestrictive') return 'leave';
	return decisions[rule](difference);
}

/** May this value be written when the record is created on the other side of `source`? */
export function travelsOnCreate(rule: Rule, source: Side, value: Canonical): boolean {
	if (blank(value)) return false;
	switch (rule) {
		case 'doNotSync':
			return false;
		case 'alwaysLeft':
			return source === 'left';
		case 'alwaysRight':
			return source === 'right';
		case 'mostRestrictive':
			return isWithdrawal(value);
		default:
			return true;
	}
}
