import type { Canonical } from '../model';
import type { CanonicalRow, PlanInput } from './types';

/** The most restrictive statement a person can make about being contacted. */
export const WITHDRAWN = 'withdrawn';

/**
 * Only a withdrawal travels. `unknown` (a CRM box that was never ticked) says nothing and must not undo a confirmed consent,
 * and `granted` must never opt anyone in elsewhere: a legal basis does not copy itself.
 */
export function isWithdrawal(value: Canonical): boolean {
	return value === WITHDRAWN;
}

/** The withdrawals among what is to be written: they reach a record also where the mapper allows no other change of it. */
export function withdrawalsAmong(write: CanonicalRow, { mapping }: Pick<PlanInput, 'mapping'>): Record<string, Canonical> {
	const rows = mapping.rows.filter(({ id, lens }) => lens.kind === 'consent' && isWithdrawal(write[id] ?? null));
	return Object.fromEntries(rows.map(({ id }) => [id, WITHDRAWN]));
}

/**
 * Withdrawals that either side holds, to be written (once more) because the target's record gets another e-mail address: where an opt-out
 * belongs to the address (HubSpot), the new one has none, and the record would lose it with the old one.
 */
export function withdrawalsAgain({ mapping, source }: PlanInput, write: CanonicalRow, target: CanonicalRow): Record<string, Canonical> {
	const again: Record<string, Canonical> = {};
	if (!mapping.rows.some(({ id, lens }) => lens.kind === 'email' && id in write)) return again;
	for (const { id, rule } of mapping.rows) {
		const held = isWithdrawal(source[id] ?? null) || isWithdrawal(target[id] ?? null);
		if (rule === 'mostRestrictive' && held && id in source && id in target) again[id] = WITHDRAWN;
	}
	return again;
}
