import type { Mapping } from '../../engine/model';
import type { OpenReview, SyncStore } from '../../engine/run/store-port';
import type { Decider } from '../decided';
import type { AnswerName } from '../questions';

/** A stage that is to be made in Pact. */
export interface NewStage {
	name: string;
	/** Absent: the workspace's only pipeline. */
	pipeline?: string;
	type: 'open' | 'won' | 'lost';
	/** 0 to 100. */
	probability?: number;
}

/** What a person said. */
export interface Given {
	answer: AnswerName;
	/** A value, a partner, a record's id. */
	value?: string;
	/** A partner that the other side is not known to have is taken all the same. */
	anyValue?: boolean;
	stage?: Partial<NewStage>;
}

export type ResolveStore = Pick<
	SyncStore,
	| 'review' | 'latestMapping' | 'settleReviews' | 'links' | 'hash' | 'decideField' | 'unfreeze' | 'assignValue' | 'linkByPerson' | 'dropIntent'
	| 'issues' | 'allowDeletes' | 'closeIssues' | 'allowChanges' | 'holdChanges' | 'noteDecision'
>;

/** What only the caller can do and knows: it has the credentials, and whose word it is. */
export interface Hands {
	/** @throws whatever tells a person why not */
	createStage?(stage: NewStage): Promise<{ name: string; pipeline: string }>;
	/** The systems are asked anew what they look like. */
	recheck?(): void;
	/** Whose word it is, for the log. Absent: nobody's, and nothing is logged. */
	by?: Decider;
}

/** A question and the answer to it. */
export interface Answering {
	review: OpenReview;
	/** Absent when the pair's mapping is not known any more. */
	mapping: Mapping | undefined;
	given: Given;
	store: ResolveStore;
	hands: Hands;
}

/** What came of it, in words for the person who answered. */
export interface Resolved {
	message: string;
	/** The question is closed. */
	closed: boolean;
}
