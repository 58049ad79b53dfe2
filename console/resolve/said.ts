import type { Mapping } from '../../engine/model';
import type { OpenReview } from '../../engine/run/store-port';
import { isFight, type Answer } from '../questions';
import type { Given } from './context';

/** For the log: what was asked and what was chosen; no values of fields. */
export function saidOf(review: OpenReview, mapping: Mapping | undefined, { label, answer }: Answer, { value }: Given): string {
	// Ids of records say nothing about anybody.
	const which = answer === 'choose' && value !== undefined ? ` (${value.trim()})` : '';
	return `Asked: ${askedBy(review, mapping)}. Chosen: ${label}${which}.`;
}

function askedBy(review: OpenReview, mapping: Mapping | undefined): string {
	const { kind, details } = review;
	const field = `“${mapping?.rows.find(({ id }) => id === details.row)?.label ?? String(details.label ?? details.row ?? 'a field')}”`;
	switch (kind) {
		case 'conflict':
			return isFight(review) ? `what becomes of ${field}, which two systems fought over` : `which value of ${field} counts`;
		case 'unmapped-value':
			return `what a value of ${field} is on the other side`;
		case 'ambiguous-match':
			return 'which record is the partner';
		case 'duplicate':
			return 'whether two records stand for one';
		case 'deletes':
			return 'whether many deletes are passed on';
		case 'mapping':
			return 'what is to be done about a change of the systems';
		case 'many-changes':
			return 'whether many changes are passed on';
	}
}
