import type { Rule, Side } from '../model';

const BOTH: readonly Side[] = ['left', 'right'];

/** The sides that a rule may ever write to (table "Rules, per field" of docs/architecture.md). */
const WRITTEN_SIDES: Readonly<Record<Rule, readonly Side[]>> = {
	preferLeftUnlessBlank: BOTH,
	preferRightUnlessBlank: BOTH,
	alwaysLeft: ['right'],
	alwaysRight: ['left'],
	newestWins: BOTH,
	askPerson: BOTH,
	mostRestrictive: BOTH,
	createOnly: BOTH,
	doNotSync: [],
};

/** May the rule write to that side? */
export function ruleWrites(rule: Rule, side: Side): boolean {
	return WRITTEN_SIDES[rule].includes(side);
}
