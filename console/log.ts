import type { LogEntry, Outcome, Reason } from '../engine/model';
import type { LogFilter } from '../engine/run/console-port';
import type { SyncStore } from '../engine/run/store-port';
import { recordOf, type RecordQuestion } from './records';

export interface LogQuestion {
	record?: RecordQuestion;
	pair?: string;
	outcome?: Outcome;
	reason?: Reason;
	/** Who decided it. */
	person?: string;
	/** ISO 8601. */
	since?: string;
	until?: string;
	text?: string;
	limit: number;
	/** The `next` of the page before. */
	before?: number;
}

export interface LogPage {
	lines: Array<LogEntry & { id: number }>;
	/** Absent: that was all. */
	next?: number;
}

/** One page of the log, newest first. @throws ConsoleProblem when the record is not known */
export async function logPage(store: Pick<SyncStore, 'log' | 'recordsWithId'>, question: LogQuestion): Promise<LogPage> {
	const { record, ...filter } = question;
	const ref = record === undefined ? undefined : await recordOf(store, record);
	// One more than asked for tells whether there are more.
	const asked: LogFilter = { ...filter, ...(ref === undefined ? {} : { record: ref }), limit: question.limit + 1 };
	const found = await store.log(asked);
	const lines = found.slice(0, question.limit);
	const last = lines.at(-1);
	return { lines, ...(found.length > question.limit && last !== undefined ? { next: last.id } : {}) };
}
