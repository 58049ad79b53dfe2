import type { LogEntry } from '../model';
import type { Assignment } from './console-port';
import type { ReviewItem } from './store-port';

/** What open questions are about: one kind of a pair, and one of its rows where the kind is about rows. */
export interface QuestionGroup {
	pair: string;
	kind: ReviewItem['kind'];
	row?: string;
	/** How many are open. */
	count: number;
	/** The youngest of them, so that an answer to all of them is no answer to later ones. */
	upTo: string;
}

/** What people are asked and have decided. Every method is one transaction. */
export interface DecisionStore {
	/** Open questions, counted by what they are about. */
	questionGroups(): Promise<QuestionGroup[]>;
	/** A line of the log about what a person decided. It is no change's outcome, and is not counted as one. */
	noteDecision(line: Omit<LogEntry, 'at'> & { person: string }): Promise<void>;
	/** Everybody whom the log names, by name. */
	persons(): Promise<string[]>;
	/** The value has no partner any more, and is asked about anew when it next comes. False: a person had given it none. */
	removeAssignment(assignment: Omit<Assignment, 'to'>): Promise<boolean>;
}
