import type { PactRecord } from '../schema/objects';

/** The ledger's channels and purposes, as documented. */
export const CHANNELS = ['email', 'sms', 'voice', 'tracking'] as const;
export const PURPOSES = ['marketing', 'transactional', 'analytics', 'profiling', 'product_updates'] as const;

/** Documented answer of `POST /v1/consent/check`. */
interface ConsentDecision {
	readonly allowed: boolean;
	readonly reason: string | null;
	readonly state: 'granted' | 'withdrawn' | 'pending' | 'unknown';
	readonly suppressed_by: string | null;
}

/**
 * Whether a person may be contacted: `declined` suppresses everything, `pending` blocks marketing (documented).
 * This sandbox keeps one consent a contact, so the channel makes no difference.
 */
export function decideConsent(contact: PactRecord | undefined, purpose: (typeof PURPOSES)[number]): ConsentDecision {
	if (!contact) return { allowed: false, reason: 'unknown', state: 'unknown', suppressed_by: null };
	switch (contact['consent_status']) {
		case 'confirmed':
			return { allowed: true, reason: null, state: 'granted', suppressed_by: null };
		case 'declined':
			return { allowed: false, reason: 'withdrawn', state: 'withdrawn', suppressed_by: null };
		default: {
			const allowed = purpose !== 'marketing';
			return { allowed, reason: allowed ? null : 'pending', state: 'pending', suppressed_by: null };
		}
	}
}
