import type { Canonical } from '../model';

/** The most restrictive statement a person can make about being contacted. */
export const WITHDRAWN = 'withdrawn';

/**
 * Only a withdrawal travels. `unknown` (a CRM box that was never ticked) says nothing and must not undo a confirmed consent,
 * and `granted` must never opt anyone in elsewhere: a legal basis does not copy itself.
 */
export function isWithdrawal(value: Canonical): boolean {
	return value === WITHDRAWN;
}
