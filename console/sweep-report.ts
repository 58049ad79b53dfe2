import { sumBy } from 'lodash';
import { SIDES, type Side } from '../engine/model';
import type { FeedState, PairState } from '../engine/run/console-port';
import type { Sweep, SweepKind, SweepPart } from '../engine/run/sweep-port';
import { paceOf } from './pace';
import { countsInWords, headlineOf, limitsInWords, nameOfSide, sideInWords } from './sweep-words';
import { nameOfPair } from './words';

/** `resting`: nothing of it is read now; `restsBecause` of its sides says why. */
export type ReadingState = 'waiting' | 'reading' | 'resting' | 'ended' | 'stopped';

/** One side of the pair, over all triggers that read it. Numbers are records. */
export interface SideReport {
	side: Side;
	/** "Salesforce Contact" */
	name: string;
	/** Names of the triggers that read it. */
	triggers: string[];
	read: number;
	/** What the system counted when its reading began. */
	total: number;
	inStep: number;
	/** Sent through the sync. */
	emitted: number;
	orphans: number;
	deletedUnseen: number;
	outOfScope: number;
	/** On the way already, or waiting for something that the sync knows of. */
	underWay: number;
	resting: number;
	/** Why nothing is read now, or (at its end) why it was not read; else empty. */
	restsBecause: string[];
}

/** Of a reading in plain words. Times are ISO 8601 UTC. */
export interface ReadingReport {
	id: string;
	kind: SweepKind;
	pair: string;
	name: string;
	state: ReadingState;
	orderedBy: string;
	/** What it may take, in words; absent where nothing binds it. */
	limits?: string;
	orderedAt: string;
	startedAt?: string;
	endedAt?: string;
	stoppedBy?: string;
	/** From its first page on, rests included. */
	seconds: number;
	done: number;
	total: number;
	/** Records a minute, on average. */
	perMinute: number;
	/** About; absent where nothing can be said. */
	secondsLeft?: number;
	/** Records that were sent through the sync. Of a reconcile: all that were not in step. */
	found: number;
	sides: SideReport[];
	/** Fields that differed from what was last in agreement, by the mapping row's label: records of each side, the most frequent first. */
	drift: Array<{ row: string; field: string; left: number; right: number }>;
	counts?: { left?: number; right?: number; linked: number; agree: boolean; means: string };
	headline: string;
	summary: string[];
	/** Name, headline and summary, for a message. */
	text: string;
}

type Known = { pair: PairState | undefined; feeds: readonly FeedState[]; now: Date };
type Told = Omit<ReadingReport, 'headline' | 'summary' | 'text'>;

/** A sweep as people are told of it. */
export function reportOf(sweep: Sweep, { pair, feeds, now }: Known): ReadingReport {
	const { id, kind, by, orderedAt, startedAt, endedAt, stopped, parts } = sweep;
	const names = namesOf(sweep, pair);
	const sides = SIDES.filter((side) => parts.some((part) => part.side === side)).map((side) => sideReport(side, names[side], parts.filter((part) => part.side === side), feeds));
	const counts = sweep.counts && { ...sweep.counts, ...countsInWords(sweep.counts, names) };
	const limits = limitsInWords(sweep);
	const told: Told = {
		id, kind, pair: sweep.pair, orderedAt, sides, orderedBy: by,
		name: pair === undefined ? sweep.pair : nameOfPair(pair.mapping),
		state: stateOf(sweep),
		...(limits === undefined ? {} : { limits }),
		...(startedAt === undefined ? {} : { startedAt }),
		...(endedAt === undefined ? {} : { endedAt }),
		...(stopped === undefined ? {} : { stoppedBy: stopped.by }),
		...progressOf(sweep, now),
		found: sumBy(parts, 'emitted'),
		drift: driftOf(sweep, pair),
		...(counts === undefined ? {} : { counts }),
	};
	const headline = headlineOf(told);
	const summary = summaryOf(told, names, pair);
	return { ...told, headline, summary, text: [`${told.name} (${kind}): ${headline}`, ...summary.map((sentence) => `- ${sentence}`)].join('\n') };
}

function namesOf({ parts }: Sweep, pair: PairState | undefined): Record<Side, string> {
	const nameOf = (side: Side): string => (pair === undefined ? (parts.find((part) => part.side === side)?.object ?? side) : nameOfSide(pair.mapping[side]));
	return { left: nameOf('left'), right: nameOf('right') };
}

function summaryOf({ kind, sides, drift, counts, state }: Told, names: Record<Side, string>, pair: PairState | undefined): string[] {
	const fields = drift.map(({ field, left, right }) => `${field} (${left + right})`).join(', ');
	return [
		...sides.map((side) => sideInWords(side, kind, pair?.mapping)),
		...SIDES.filter((side) => sides.every((one) => one.side !== side)).map((side) => `${names[side]}: not read; it was not asked for, or no trigger reads it.`),
		...(fields === '' ? [] : [`Fields that differed, with how many records: ${fields}.`]),
		...(counts === undefined || state === 'stopped' ? [] : [counts.means]),
	];
}

function stateOf({ endedAt, stopped, startedAt, parts }: Sweep): ReadingState {
	if (stopped !== undefined) return 'stopped';
	if (endedAt !== undefined) return 'ended';
	if (parts.filter(({ state }) => state !== 'ended').every(({ restsBecause }) => restsBecause !== undefined)) return 'resting';
	return startedAt === undefined ? 'waiting' : 'reading';
}

function progressOf({ startedAt, endedAt, parts }: Sweep, now: Date): Pick<ReadingReport, 'done' | 'total' | 'perMinute' | 'seconds' | 'secondsLeft'> {
	const [done, total] = [sumBy(parts, 'done'), sumBy(parts, 'total')];
	const until = endedAt === undefined ? now.getTime() : Date.parse(endedAt);
	const seconds = startedAt === undefined ? 0 : Math.max(0, Math.round((until - Date.parse(startedAt)) / 1_000));
	const { perMinute, secondsLeft } = paceOf({ done, total, seconds });
	// A part that has not begun was not counted, and one that looks for deletes is done with reading.
	const told = endedAt === undefined && secondsLeft !== undefined && parts.every(({ state }) => state !== 'waiting');
	return { done, total, perMinute, seconds, ...(told ? { secondsLeft } : {}) };
}

function sideReport(side: Side, name: string, parts: readonly SweepPart[], feeds: readonly FeedState[]): SideReport {
	return {
		side, name,
		triggers: [...new Set(parts.map(({ feed }) => nameOfFeed(feed, feeds)))],
		read: sumBy(parts, 'done'),
		total: sumBy(parts, 'total'),
		inStep: sumBy(parts, 'inStep'),
		emitted: sumBy(parts, 'emitted'),
		orphans: sumBy(parts, 'orphans'),
		deletedUnseen: sumBy(parts, 'gone'),
		outOfScope: sumBy(parts, 'outOfScope'),
		underWay: sumBy(parts, 'underWay'),
		resting: sumBy(parts, 'resting'),
		restsBecause: [...new Set(parts.flatMap(({ feed, restsBecause }) => (restsBecause === undefined ? [] : [`${nameOfFeed(feed, feeds)}: ${restsBecause}`])))],
	};
}

const nameOfFeed = (feed: string, feeds: readonly FeedState[]): string => feeds.find((one) => one.feed === feed)?.name ?? feed;

function driftOf({ parts }: Sweep, pair: PairState | undefined): ReadingReport['drift'] {
	const rows = [...new Set(parts.flatMap(({ drift }) => Object.keys(drift)))];
	const on = (side: Side, row: string): number => sumBy(parts.filter((part) => part.side === side), ({ drift }) => drift[row] ?? 0);
	return rows
		.map((row) => ({ row, field: pair?.mapping.rows.find(({ id }) => id === row)?.label ?? row, left: on('left', row), right: on('right', row) }))
		.sort((one, other) => other.left + other.right - one.left - one.right || one.field.localeCompare(other.field));
}
