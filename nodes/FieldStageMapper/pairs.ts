import { SYSTEM_NAMES, type SystemName } from '../../engine/model';

/**
 * The systems that each left system can be joined with. There is one order for each two systems, the CRM on the left and of
 * two CRMs Salesforce, so that a pair has one name and its rules one meaning.
 */
export const RIGHT_SYSTEMS: Readonly<Record<SystemName, readonly SystemName[]>> = {
	salesforce: ['hubspot', 'pact'],
	hubspot: ['pact'],
	pact: [],
};

/** Why the two systems cannot stand like this, and what to do; undefined when they can. */
export function orderProblem(left: SystemName, right: SystemName): string | undefined {
	if (RIGHT_SYSTEMS[left].includes(right)) return undefined;
	const [one, other] = [SYSTEM_NAMES[left], SYSTEM_NAMES[right]];
	if (left === right) return `Both sides of this mapper are ${one}. A mapper joins two different systems: choose another one on the right or on the left.`;
	return `${one} cannot stand on the left of ${other}. Choose ${other} as the left system and ${one} as the right one: every two systems have one order, so that rules such as "Prefer Left" always mean the same.`;
}
