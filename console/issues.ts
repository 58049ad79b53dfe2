import { createHash } from 'node:crypto';
import { groupBy } from 'lodash';
import type { RecordRef } from '../engine/model';
import type { Issue } from '../engine/run/console-port';
import type { SyncStore } from '../engine/run/store-port';
import { noteOrdered, type Decider } from './decided';
import { fixFor } from './fixes';
import { ConsoleProblem } from './problem';
import { nameRecord } from './words';

/** All records that were given up for one cause. */
export interface Cause {
	/** Stable as long as the message is. */
	cause: string;
	reason: string;
	/** In the words of the first record, with "…" for its id. */
	message: string;
	fix: string;
	count: number;
	/** Some of the records. */
	examples: RecordRef[];
	/** ISO 8601: when the first of them was entered. */
	since: string;
	/** Names of the triggers whose records these are. */
	feeds: string[];
}

type IssueStore = Pick<SyncStore, 'issues'>;

const PAGE = 2_000;
const EXAMPLES = 5;
/** Ids of all three systems, beside words: long, and with a digit in them. */
const ID = /\b(?=[\w-]*\d)[\w-]{10,}\b/g;

/** Everything that was given up, one row a cause, the most frequent first. */
export async function causesOf(store: IssueStore): Promise<Cause[]> {
	const causes = new Map<string, Cause>();
	const named = namer();
	for await (const issue of allIssues(store)) {
		const { message, cause } = named(issue);
		const known = causes.get(cause) ?? { cause, reason: issue.reason, message, fix: fixFor(issue.reason), count: 0, examples: [], since: issue.since, feeds: [] };
		causes.set(cause, known);
		known.count += 1;
		if (known.examples.length < EXAMPLES) known.examples.push(issue.ref);
		if (issue.since < known.since) known.since = issue.since;
		if (!known.feeds.includes(issue.feed)) known.feeds.push(issue.feed);
	}
	return [...causes.values()].sort((one, other) => other.count - one.count || one.message.localeCompare(other.message));
}

export interface Retried {
	records: number;
}

/**
 * Tries records that were given up again, as if for the first time: all, those of a cause, or one record.
 * @throws ConsoleProblem when nothing of that kind was given up
 */
export async function retryIssues(
	store: Pick<SyncStore, 'issues' | 'retryIssues' | 'recordsWithId' | 'noteDecision'>,
	what: 'all' | { cause: string } | { record: string },
	by?: Decider,
): Promise<Retried> {
	// Who wants to be named: which records these are is known before only.
	const refs = what === 'all' ? (by === undefined ? [] : await allRefs(store)) : 'cause' in what ? await refsOfCause(store, what.cause) : await store.recordsWithId(what.record.trim());
	const records = what === 'all' ? await store.retryIssues() : refs.length === 0 ? 0 : await store.retryIssues({ refs });
	if (records > 0 && by !== undefined) await noteRetried(store, by, refs);
	if (records > 0 || what === 'all') return { records };
	const named = 'cause' in what ? 'There is no open issue of this cause' : `No record ${what.record} is among the issues`;
	throw new ConsoleProblem(`${named} (any more).`, 'Get the issues anew: it may have been retried already.');
}

/** One line for each place. */
async function noteRetried(store: Pick<SyncStore, 'noteDecision'>, by: Decider, refs: readonly RecordRef[]): Promise<void> {
	for (const [first, ...others] of Object.values(groupBy(refs, ({ system, connection, object }) => JSON.stringify([system, connection, object])))) {
		if (first === undefined) continue;
		const { id: _id, ...place } = first;
		const count = others.length + 1;
		await noteOrdered(store, by, place, count === 1 ? `${nameRecord(first)}, which was given up, is tried again.` : `${count} records that were given up are tried again.`);
	}
}

async function allRefs(store: IssueStore): Promise<RecordRef[]> {
	const refs: RecordRef[] = [];
	for await (const { ref } of allIssues(store)) refs.push(ref);
	return refs;
}

async function refsOfCause(store: IssueStore, cause: string): Promise<RecordRef[]> {
	const refs: RecordRef[] = [];
	const named = namer();
	for await (const issue of allIssues(store)) if (named(issue).cause === cause) refs.push(issue.ref);
	return refs;
}

export async function* allIssues(store: IssueStore): AsyncGenerator<Issue> {
	for (let after: number | undefined = 0; after !== undefined;) {
		const page: Awaited<ReturnType<IssueStore['issues']>> = await store.issues({ after, limit: PAGE });
		yield* page.issues;
		after = page.next;
	}
}

/** Names the causes of issues, each but once: of thousands of issues there are few. */
function namer(): (issue: Issue) => Pick<Cause, 'cause' | 'message'> {
	const known = new Map<string, Pick<Cause, 'cause' | 'message'>>();
	return (issue) => {
		const { reason, ref, message: said } = issue;
		const ownId = said.replaceAll(ref.id, '…');
		const key = JSON.stringify([reason, ref.system, ref.connection, ref.object, ownId]);
		const found = known.get(key);
		if (found !== undefined) return found;
		const message = ownId.replace(ID, '…');
		const named = { message, cause: causeId(issue, message) };
		known.set(key, named);
		return named;
	};
}

/** Records of two objects are two causes, though the words be the same: they are put right in two mappers. */
function causeId({ reason, ref: { system, connection, object } }: Issue, message: string): string {
	return createHash('sha256').update(JSON.stringify([reason, system, connection, object, message])).digest('hex').slice(0, 16);
}
