import type { PairState } from '../../engine/run/console-port';
import type { OpenReview } from '../../engine/run/store-port';
import { nameOfPair } from '../words';
import type { Alert } from './alert';

/** Questions by which a run asks whether it may go on. */
const GUARDS = new Set<OpenReview['kind']>(['deletes', 'many-changes']);

/** The alert that an open question is; most questions are none, and wait in the review list. */
export function questionAlert(review: OpenReview, pairs: readonly PairState[]): Alert | undefined {
	const state = pairs.find(({ pair }) => pair === review.pair);
	const sync = state === undefined ? review.pair : nameOfPair(state.mapping);
	const common = { since: review.firstSeen, view: 'review' as const, syncs: [sync] };
	if (GUARDS.has(review.kind)) {
		return {
			...common,
			key: `guard|${review.id}`,
			kind: 'guard',
			severity: 'now',
			title: `A guard stopped a run: ${sync}`,
			text: `${review.message} What it concerns waits until a person has answered in the review list (question ${review.id}).`,
		};
	}
	if (review.kind === 'mapping') {
		return {
			...common,
			key: `mapping|${review.id}`,
			kind: 'mapping',
			severity: 'soon',
			title: `Fields changed: ${sync}`,
			text: `An admin changed fields that ${sync} maps. ${review.message}`,
		};
	}
	if (review.kind === 'conflict' && isAboutConsent(review, state)) {
		return {
			...common,
			key: `consent|${review.id}`,
			kind: 'consent',
			severity: 'now',
			title: `Consent in dispute: ${sync}`,
			text: `The two sides disagree about a person’s consent, and the mapper’s rule leaves it to a person. Until it is answered in the review list (question ${review.id}), do not write to this person. The rule "Most Restrictive" would settle such questions by itself.`,
		};
	}
	return undefined;
}

const isAboutConsent = ({ details }: OpenReview, state: PairState | undefined): boolean => state?.mapping.rows.find(({ id }) => id === details.row)?.lens.kind === 'consent';
