import { isConceded } from '../engine/merge/base';
import { frozenUntil } from '../engine/merge/ping-pong';
import { SIDES, refKey, type FieldMovement, type LogEntry, type Mapping, type MappingRow, type RecordRef } from '../engine/model';
import type { LedgerEntry } from '../engine/run/console-port';
import type { Fate, LinkWithBase, SyncStore } from '../engine/run/store-port';
import { toQuestion, type Question } from './questions';
import { nameOfPair, nameRecord, ruleInWords, shownMovement } from './words';

/** How a field stands between two linked records. */
export type FieldStanding =
	| 'in step'
	/** The two have not met in this field yet: it is blank on both sides, held back, or the row is new. */
	| 'not met'
	/** One side has lost, and the other's value is on its way to it. */
	| 'on its way'
	/** Two systems fight over it: it rests. */
	| 'resting'
	/** A person has to decide, or has just decided. */
	| 'asked'
	| 'decided';

export interface FieldExplained {
	row: string;
	label: string;
	left: string;
	right: string;
	rule: MappingRow['rule'];
	ruleInWords: string;
	standing: FieldStanding;
	/** The last time that the sync wrote it, or that a value gave way. */
	last?: { at: string; movement: FieldMovement; from: RecordRef; origin: LogEntry['origin'] };
	/** One sentence. */
	why: string;
}

export interface LinkExplained {
	pair: string;
	name: string;
	link: string;
	left: RecordRef;
	right: RecordRef;
	fields: FieldExplained[];
}

/** Why a record looks as it does. */
export interface Explanation {
	record: RecordRef;
	/** The answer in a few sentences. */
	summary: string[];
	links: LinkExplained[];
	/** What it waits for, or why it was given up. */
	ledger: LedgerEntry[];
	questions: Question[];
	/** What became of it, where it is gone. */
	fate?: Fate;
	/** The latest lines of the log, newest first. */
	history: Array<LogEntry & { id: number }>;
}

type ExplainStore = Pick<SyncStore, 'linksTo' | 'links' | 'latestMapping' | 'log' | 'entriesOf' | 'openReviews' | 'fates'>;

const HISTORY = 50;

/** Links, rules, the last merges and what is open: everything that made this record what it is, as far as the syncs know. */
export async function explain(store: ExplainStore, record: RecordRef, now: Date): Promise<Explanation> {
	const [links, history, ledger, [fate]] = [await store.linksTo([record]), await store.log({ record, limit: HISTORY }), await store.entriesOf([record]), await store.fates([record])];
	const explained: LinkExplained[] = [];
	const questions: Question[] = [];
	for (const pair of new Set([...links, ...history].map((of) => of.pair).filter((name) => name !== ''))) {
		const mapping = await store.latestMapping(pair);
		const about = (await store.openReviews({ pair })).filter(({ source, target }) => [source, target].some((ref) => ref !== undefined && refKey(ref) === refKey(record)));
		questions.push(...about.map((review) => toQuestion(review, mapping)));
		if (mapping === undefined) continue;
		const own = links.filter((link) => link.pair === pair);
		for (const side of SIDES) {
			if (!own.some((link) => refKey(link[side]) === refKey(record))) continue;
			for (const link of await store.links(pair, side, [record])) explained.push(explainLink(link, mapping, history, about.map(({ details }) => String(details.row)), now));
		}
	}
	return { record, summary: summaryOf(record, explained, history, ledger, questions, fate), links: explained, ledger, questions, ...(fate === undefined ? {} : { fate }), history };
}

function explainLink(link: LinkWithBase, mapping: Mapping, history: Explanation['history'], asked: readonly string[], now: Date): LinkExplained {
	const rows = mapping.rows.filter(({ rule }) => rule !== 'doNotSync');
	const fields = rows.map((row) => explainField(row, link, mapping, history, asked, now));
	return { pair: link.pair, name: nameOfPair(mapping), link: link.id, left: link.left, right: link.right, fields };
}

function explainField(row: MappingRow, link: LinkWithBase, mapping: Mapping, history: Explanation['history'], asked: readonly string[], now: Date): FieldExplained {
	const standing = standingOf(row, link, asked, now);
	const line = history.find(
		({ pair, movements, source, target }) => pair === link.pair && movements.some((movement) => movement.row === row.id) && SIDES.every((side) => [source, target].some((ref) => ref !== undefined && refKey(ref) === refKey(link[side]))),
	);
	const movement = line?.movements.find((one) => one.row === row.id);
	const last = line === undefined || movement === undefined ? undefined : { at: line.at, movement, from: line.source, origin: line.origin };
	const words = ruleInWords(row.rule, mapping);
	return {
		row: row.id,
		label: row.label,
		left: row.left,
		right: row.right,
		rule: row.rule,
		ruleInWords: words,
		standing,
		...(last === undefined ? {} : { last }),
		why: [WHY[standing], last === undefined ? '' : lastInWords(last), `Rule: ${words}.`].filter((text) => text !== '').join(' '),
	};
}

const WHY: Record<FieldStanding, string> = {
	'in step': 'Both sides agreed when they were last compared.',
	'not met': 'The two sides have not been compared in this field yet.',
	'on its way': 'One side lost; the other side’s value is on its way to it.',
	resting: 'It went to and fro too often and rests for now.',
	asked: 'Both sides were changed, and a person is asked.',
	decided: 'A person has decided; the value is written with the record’s next turn.',
};

function standingOf(row: MappingRow, link: LinkWithBase, asked: readonly string[], now: Date): FieldStanding {
	if (link.decided?.[row.id] !== undefined) return 'decided';
	if (frozenUntil(link.flips?.[row.id], now.toISOString()) !== undefined) return 'resting';
	if (asked.includes(row.id)) return 'asked';
	const base = link.base[row.id];
	if (base === undefined) return 'not met';
	return isConceded(base) ? 'on its way' : 'in step';
}

function lastInWords({ at, movement, from: source }: NonNullable<FieldExplained['last']>): string {
	const { from, to, lost } = shownMovement(movement);
	const wrote = `Last on ${at}, when ${nameRecord(source)} was looked at: ${from} → ${to}.`;
	return lost === undefined ? wrote : `${wrote} The value that gave way (${movement.lost?.side}): ${lost}.`;
}

function summaryOf(record: RecordRef, links: readonly LinkExplained[], history: Explanation['history'], ledger: readonly LedgerEntry[], questions: readonly Question[], fate: Fate | undefined): string[] {
	const others = links.map(({ left, right }) => (refKey(left) === refKey(record) ? right : left));
	const [latest] = history;
	return [
		others.length === 0 ? `${nameRecord(record)} is linked to nothing.` : `${nameRecord(record)} is kept in step with ${others.map(nameRecord).join(', ')}.`,
		...(fate === undefined ? [] : [`It is gone (${fate.kind}${fate.into === undefined ? '' : ` into ${nameRecord(fate.into)}`}).`]),
		...(latest === undefined ? [] : [`Last: ${latest.message}`]),
		...ledger.filter(({ state }) => state === 'issue').map(({ message }) => `It was given up: ${message}`),
		...ledger.filter(({ state, waitsFor }) => state === 'waiting' && waitsFor.length > 0).map(({ message }) => `It waits: ${message}`),
		...questions.map(({ message }) => `A person is asked: ${message}`),
	];
}
