import { SYSTEM_NAMES, type FieldValue, type Mapping, type RecordRef, type Side } from '../engine/model';
import type { OpenReview, ReviewFilter, ReviewItem, SyncStore } from '../engine/run/store-port';

export const ANSWERS = [
	'useLeft', 'useRight', 'useValue', 'goOn', 'assign', 'createStage', 'choose', 'notCreated', 'letThrough', 'keepRecords', 'holdBack', 'recheck', 'dismiss',
] as const;
export type AnswerName = (typeof ANSWERS)[number];

export const KINDS_OF_QUESTIONS = ['conflict', 'unmapped-value', 'ambiguous-match', 'duplicate', 'deletes', 'many-changes', 'mapping'] as const satisfies ReadonlyArray<ReviewItem['kind']>;

/** One way to answer a question. */
export interface Answer {
	answer: AnswerName;
	/** On a button. */
	label: string;
	/** What must be said with it; `choices` are those that are known, `typed` says that others are taken, too. */
	value?: { choices: Array<{ value: string; label: string }>; typed: boolean };
}

/** A question for a person, with the answers that it takes. */
export interface Question {
	id: string;
	kind: ReviewItem['kind'];
	pair: string;
	message: string;
	/** ISO 8601. */
	firstSeen: string;
	/** How often it came up. */
	count: number;
	source?: RecordRef;
	target?: RecordRef;
	/** The two systems' names. */
	sides: Record<Side, string>;
	/** Values to compare. They are records' data: not for logs. */
	details: Record<string, FieldValue>;
	answers: Answer[];
}

type QuestionStore = Pick<SyncStore, 'openReviews' | 'latestMapping'>;

/** What waits for a person, oldest first. */
export async function questions(store: QuestionStore, filter: ReviewFilter = {}): Promise<Question[]> {
	const open = await store.openReviews(filter);
	const mappings = new Map<string, Mapping | undefined>();
	for (const { pair } of open) if (!mappings.has(pair)) mappings.set(pair, await store.latestMapping(pair));
	return open.map((review) => toQuestion(review, mappings.get(review.pair)));
}

export function toQuestion(review: OpenReview, mapping: Mapping | undefined): Question {
	const { id, kind, pair, message, firstSeen, count, source, target, details } = review;
	return {
		id,
		kind,
		pair,
		message,
		firstSeen,
		count,
		...(source === undefined ? {} : { source }),
		...(target === undefined ? {} : { target }),
		sides: sidesOf(mapping),
		details,
		answers: answersTo(review, mapping),
	};
}

export const isFight = ({ key }: Pick<ReviewItem, 'key'>): boolean => key.startsWith('ping-pong|');
const isLostCreate = ({ key }: Pick<ReviewItem, 'key'>): boolean => key.startsWith('create|');

/** The two systems' names. */
export const sidesOf = (mapping: Mapping | undefined): Question['sides'] =>
	mapping === undefined ? { left: 'Left', right: 'Right' } : { left: SYSTEM_NAMES[mapping.left.system], right: SYSTEM_NAMES[mapping.right.system] };

function answersTo(review: OpenReview, mapping: Mapping | undefined): Answer[] {
	const { kind, details } = review;
	const { left, right } = sidesOf(mapping);
	const dismiss: Answer = { answer: 'dismiss', label: 'Dismiss' };
	switch (kind) {
		case 'conflict': {
			const choose: Answer[] = [
				{ answer: 'useLeft', label: `Use the value of ${left}` },
				{ answer: 'useRight', label: `Use the value of ${right}` },
			];
			if (isFight(review)) return [{ answer: 'goOn', label: 'Keep it in step again' }, ...choose];
			return [...choose, { answer: 'useValue', label: 'Use another value', value: { choices: [], typed: true } }];
		}
		case 'unmapped-value': {
			// Which value it is, the mapper's own list of pairs says.
			if (details.hidden === true) return [dismiss];
			const assign: Answer = { answer: 'assign', label: 'Assign a partner', value: { choices: choicesOf(details), typed: true } };
			return isStageForPact(review, mapping) ? [assign, { answer: 'createStage', label: 'Create the stage in Pact' }] : [assign];
		}
		case 'ambiguous-match': {
			const candidates = (Array.isArray(details.candidates) ? details.candidates : []).map((value) => ({ value, label: value }));
			const choose: Answer = { answer: 'choose', label: 'Link with this record', value: { choices: candidates, typed: candidates.length === 0 } };
			return isLostCreate(review) ? [choose, { answer: 'notCreated', label: 'It was not created: create it' }] : [choose];
		}
		case 'duplicate':
			return [dismiss];
		case 'deletes':
			return [{ answer: 'letThrough', label: 'Let them through' }, { answer: 'keepRecords', label: 'Keep the other side’s records' }];
		case 'many-changes':
			return [{ answer: 'letThrough', label: 'Let them through' }, { answer: 'holdBack', label: 'Hold them' }];
		case 'mapping':
			return [{ answer: 'recheck', label: 'Check again' }, dismiss];
	}
}

export function choicesOf({ choices, choiceLabels }: OpenReview['details']): Array<{ value: string; label: string }> {
	const labels = Array.isArray(choiceLabels) ? choiceLabels : [];
	return (Array.isArray(choices) ? choices : []).map((value, index) => ({ value, label: labels[index] ?? value }));
}

/** Does the question ask for a stage of a Pact deal? */
export function isStageForPact({ kind, details }: OpenReview, mapping: Mapping | undefined): boolean {
	const row = mapping?.rows.find(({ id }) => id === details.row);
	return kind === 'unmapped-value' && details.side === 'left' && mapping?.right.system === 'pact' && mapping.right.object === 'opportunities' && row?.right === 'stage';
}
