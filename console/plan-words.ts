import type { PlanGroup } from '../engine/run/rehearsal-port';

/** What would become of a record, in the order in which it is told. */
export const PLAN_KINDS = ['create', 'update', 'archive', 'bringBack', 'link', 'conflict', 'skip', 'wait', 'fail'] as const;
export type PlanKind = (typeof PLAN_KINDS)[number];

export const KIND_WORDS: Record<PlanKind, string> = {
	create: 'would be created',
	update: 'would be updated',
	archive: 'would be archived',
	bringBack: 'would be brought back',
	link: 'would be linked, or are, and stay as they are',
	conflict: 'need a person',
	skip: 'would be left out',
	wait: 'would wait',
	fail: 'would fail',
};

/** The report's word for an end of a dry run. */
export function kindOf({ outcome, reason }: Pick<PlanGroup, 'outcome' | 'reason'>): PlanKind {
	switch (outcome) {
		case 'created':
			return 'create';
		case 'updated':
			return reason === 'archived' ? 'archive' : reason === 'restored' ? 'bringBack' : 'update';
		case 'unchanged':
			return 'link';
		case 'conflict':
			return 'conflict';
		case 'skipped':
			return 'skip';
		case 'waiting':
			return 'wait';
		case 'failed':
			return 'fail';
	}
}

/** Reasons whose own name does not say enough; others are explained by their examples. */
const REASON_WORDS: Readonly<Record<string, string>> = {
	linked: 'nothing differs',
	'in-agreement': 'nothing differs',
	'no-difference': 'nothing that may be written differs',
	echo: 'nothing changed since they were last in step',
	archived: 'the record was deleted on this side',
	restored: 'the record is there again on this side',
	'delete-ignored': 'deleted, and the mapper says to leave the other side alone',
	merged: 'merged into another record',
	converted: 'converted: what the lead became takes its place',
	'create-not-allowed': 'no counterpart, and the mapper says not to create one',
	'update-not-allowed': 'they differ, and the mapper says not to update',
	'newer-record-feeds-it': 'a more recently updated record feeds the same counterpart',
	'no-match-key': 'without a match key (an e-mail address, say) it would be doubled',
	'not-of-this-pair': 'not what this mapper is about',
	superseded: 'a later change of the same record counts',
	'parent-not-linked': 'for a record that it points to and that is not linked',
	'value-not-mapped': 'for the partner of a value: see the review list',
	'ask-person': 'both sides have a value, and the rule is to ask a person',
	'ping-pong': 'two systems fight over a field',
	'ambiguous-match': 'more than one record matches',
	'unresolved-create': 'an earlier create may have happened',
	'record-busy': 'another execution works on it: comes again by itself',
	'rate-limited': 'the service asked to slow down: comes again by itself',
	'quota-spent': 'the day’s calls are spent: comes again by itself',
	'guard-tripped': 'a safety net of the upsert node: comes again by itself, or see the review list',
	'target-gone': 'the counterpart was deleted',
	'invalid-value': 'the other system would not take a value',
	'missing-required': 'a required field has no value',
};

/** Why, in plain words. */
export function reasonInWords(kind: PlanKind, reason: string): string {
	if (reason === 'dry-run') return kind === 'create' ? 'nobody there matches' : 'values differ';
	if (reason === 'linked' && kind === 'update') return 'they share the record that is created for another one';
	return REASON_WORDS[reason] ?? reason.replaceAll('-', ' ');
}
