import { SYSTEM_NAMES, type FieldMovement, type FieldValue, type Mapping, type Rule, type Side, type SystemName } from '../engine/model';

export { nameRecord } from '../engine/run/job';

/** "Salesforce Contact ⇄ Pact contacts": a pair as people know it, with the name of its sync where it has one. */
export function nameOfPair({ pair, left, right }: Pick<Mapping, 'pair' | 'left' | 'right'>): string {
	const sync = pair.split('@')[1];
	return `${SYSTEM_NAMES[left.system]} ${left.object} ⇄ ${SYSTEM_NAMES[right.system]} ${right.object}${sync === undefined ? '' : ` (${sync})`}`;
}

/** What a rule does, with the two systems' names. */
export function ruleInWords(rule: Rule, { left, right }: Record<Side, { system: SystemName }>): string {
	const [one, other] = [SYSTEM_NAMES[left.system], SYSTEM_NAMES[right.system]];
	const words: Record<Rule, string> = {
		preferLeftUnlessBlank: `${one} counts, unless it is blank there`,
		preferRightUnlessBlank: `${other} counts, unless it is blank there`,
		alwaysLeft: `${one} always counts`,
		alwaysRight: `${other} always counts`,
		newestWins: 'the later change counts',
		askPerson: 'a person decides when both sides were changed',
		mostRestrictive: 'an opt-out on either side counts',
		createOnly: 'set when a record is created, then left alone',
		doNotSync: 'not synced',
	};
	return words[rule];
}

/** Stands in the place of the values of private fields. */
export const HIDDEN = '(hidden)';

/** What a movement says, as it is shown. */
export function shownMovement({ from, to, lost, hidden }: Pick<FieldMovement, 'from' | 'to' | 'lost' | 'hidden'>): { from: string; to: string; lost?: string } {
	const shown = hidden ? () => HIDDEN : shownValue;
	return { from: shown(from), to: shown(to), ...(lost === undefined ? {} : { lost: shown(lost.value) }) };
}

/** A value of a question's details as it is shown: the first of these names that is there. */
export function shownIn(details: Readonly<Record<string, FieldValue>>, ...names: readonly string[]): string {
	return details.hidden === true ? HIDDEN : shownValue(names.map((name) => details[name]).find((value) => value !== undefined));
}

/** A value as it is shown: lists joined, blanks named. */
export function shownValue(value: FieldValue | undefined): string {
	if (value === null || value === undefined || value === '') return '(blank)';
	return Array.isArray(value) ? value.join(', ') : String(value);
}
