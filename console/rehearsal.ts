import { groupBy, sumBy, uniq } from 'lodash';
import { SIDES, SYSTEM_NAMES, type LogEntry, type Mapping, type RecordRef, type Side } from '../engine/model';
import type { FeedState, PairState } from '../engine/run/console-port';
import type { Plan, PlanGroup, Rehearsal } from '../engine/run/rehearsal-port';
import type { SyncStore } from '../engine/run/store-port';
import { KIND_WORDS, kindOf, PLAN_KINDS, reasonInWords, type PlanKind } from './plan-words';
import { ConsoleProblem } from './problem';
import { nameOfPair, shownIn } from './words';

/** What would become of records for one reason. */
export interface PlannedReason {
	reason: string;
	/** Plain words. */
	means: string;
	count: number;
	/** With the fields that would change, old and new. They are records' data: not for logs. */
	examples: Array<{ source: RecordRef; target?: RecordRef; message: string; changes: LogEntry['movements'] }>;
}

export interface PlannedKind {
	kind: PlanKind;
	means: string;
	count: number;
	reasons: PlannedReason[];
}

/** Everything that would flow from one side of a sync to the other. */
export interface PlannedDirection {
	from: string;
	to: string;
	records: number;
	kinds: PlannedKind[];
	/** Fields of the other side that updates would change, the most frequent first. */
	changes: Array<{ field: string; label: string; count: number }>;
}

export interface DryRunReport {
	pair: string;
	name: string;
	/** `rehearsal`: nothing is written. `live`: somebody has said go; the report is of what was planned before. */
	status: 'rehearsal' | 'live';
	/** ISO 8601. */
	since: string;
	live?: Rehearsal['live'];
	/** How far the planning has come. */
	progress: {
		/** Records with a plan. */
		planned: number;
		/** Records that were read and have none yet, of all syncs that their triggers feed. */
		onTheirWay: number;
		/** Of the first sync, while it lasts. */
		firstSync: Array<{ trigger: string; object: string; done: number; total: number }>;
		/** Everything that there is was read once, and nothing is on its way. */
		complete: boolean;
	};
	directions: PlannedDirection[];
	/** Questions that would be asked, each counted once. */
	questions: Plan['questions'];
	/** Values without a partner that were met: they are asked already. The examples begin with the value. */
	unmappedValues: { count: number; examples: string[] };
	/** What should be known before going live. */
	warnings: string[];
}

type ReportStore = Pick<SyncStore, 'rehearsals' | 'plan' | 'pairStates' | 'feedStates' | 'openReviews'>;

/** Values and questions that are named; all are in the review list. */
const SHOWN = 5;

/** What would happen, one report for each sync in rehearsal: all of them, or one. @throws ConsoleProblem when that one was never in rehearsal */
export async function dryRunReports(store: ReportStore, { pair, examples }: { pair?: string | undefined; examples: number }): Promise<DryRunReport[]> {
	const [known, pairs, feeds] = [await store.rehearsals(), await store.pairStates(), await store.feedStates()];
	const chosen = known.filter((rehearsal) => pair === undefined || rehearsal.pair === pair);
	if (pair !== undefined && chosen.length === 0) throw notInRehearsal(pair);
	const reports: DryRunReport[] = [];
	for (const rehearsal of chosen) {
		const state = pairs.find((one) => one.pair === rehearsal.pair);
		const plan = await store.plan(rehearsal.pair, { examples });
		if (plan === undefined || state === undefined) continue;
		const unmapped = await store.openReviews({ pair: rehearsal.pair, kind: 'unmapped-value' });
		reports.push(report(rehearsal, state, plan, feeds, unmapped.map(({ message, details }) => `${shownIn(details, 'valueLabel', 'value')}: ${message}`)));
	}
	return reports;
}

export const notInRehearsal = (pair: string): ConsoleProblem =>
	new ConsoleProblem(`The sync ${pair} is not in rehearsal.`, 'Choose “Until Somebody Says Go” for “Dry Run” in both of its upsert nodes, and publish the workflow.');

function report(rehearsal: Rehearsal, { mapping, feeds: own }: PairState, plan: Plan, feeds: readonly FeedState[], unmapped: readonly string[]): DryRunReport {
	const { pair, since, live } = rehearsal;
	const directions = SIDES.map((side) => direction(mapping, side, plan)).filter(({ records }) => records > 0);
	const mine = feeds.filter(({ feed }) => own.left.includes(feed) || own.right.includes(feed));
	return {
		pair,
		name: nameOfPair(mapping),
		status: live === undefined ? 'rehearsal' : 'live',
		since,
		...(live === undefined ? {} : { live }),
		progress: { planned: sumBy(directions, 'records'), ...progressOf(mapping, mine) },
		directions,
		questions: plan.questions,
		unmappedValues: { count: unmapped.length, examples: unmapped.slice(0, SHOWN) },
		warnings: warningsOf(plan, mine),
	};
}

function direction(mapping: Mapping, side: Side, { groups, changes }: Plan): PlannedDirection {
	const { system, object } = mapping[side];
	const target = mapping[side === 'left' ? 'right' : 'left'];
	const isOurs = ({ source }: Pick<PlanGroup, 'source'>) => source.system === system && source.object === object;
	const byKind = groupBy(groups.filter(isOurs), kindOf);
	const kinds = PLAN_KINDS.flatMap((kind): PlannedKind[] => {
		const found = byKind[kind];
		return found === undefined ? [] : [{ kind, means: KIND_WORDS[kind], count: sumBy(found, 'count'), reasons: found.map((group) => plannedReason(kind, group)) }];
	});
	return {
		from: `${SYSTEM_NAMES[system]} ${object}`,
		to: `${SYSTEM_NAMES[target.system]} ${target.object}`,
		records: sumBy(kinds, 'count'),
		kinds,
		changes: changes.filter(isOurs).map(({ row, field, count }) => ({ field, label: mapping.rows.find(({ id }) => id === row)?.label ?? field, count })),
	};
}

const plannedReason = (kind: PlanKind, { reason, count, examples }: PlanGroup): PlannedReason => ({
	reason,
	means: reasonInWords(kind, reason),
	count,
	examples: examples.map(({ source, target, message, movements }) => ({ source, ...(target === undefined ? {} : { target }), message, changes: movements })),
});

function progressOf(mapping: Mapping, feeds: readonly FeedState[]): Omit<DryRunReport['progress'], 'planned'> {
	const isOf = ({ system }: FeedState, object: string) => SIDES.some((side) => mapping[side].system === system && mapping[side].object === object);
	const firstSync = feeds.flatMap((feed) =>
		Object.entries(feed.progress).flatMap(([object, { done, total }]) => (done < total && isOf(feed, object) ? [{ trigger: feed.name ?? feed.feed, object, done, total }] : [])),
	);
	const onTheirWay = sumBy(feeds, ({ backlog }) => (backlog.due ?? 0) + (backlog.emitted ?? 0));
	const allRead = feeds.length > 0 && feeds.every(({ fullAt, polledAt }) => fullAt !== undefined || polledAt !== undefined);
	return { onTheirWay, firstSync, complete: allRead && firstSync.length === 0 && onTheirWay === 0 };
}

function warningsOf({ written }: Plan, feeds: readonly FeedState[]): string[] {
	const stopped = uniq(feeds.filter(({ heldBy }) => heldBy === undefined).map(({ name, feed }) => name ?? feed));
	return [
		...(written === 0 ? [] : [`${written} changes of this sync were really written since the rehearsal began: an upsert node of it has “Dry Run” off. Choose “Until Somebody Says Go” in both.`]),
		...stopped.map((name) => `The trigger “${name}” does not run: what it would bring is not planned. Publish its workflow.`),
	];
}
