import { sql } from 'kysely';
import { groupBy } from 'lodash';
import type { FieldMovement, Outcome, Reason } from '../../engine/model';
import type { Plan, PlanGroup } from '../../engine/run/rehearsal-port';
import type { ReviewItem } from '../../engine/run/store-port';
import { chunks } from '../chunks';
import { placeOf } from '../places';
import type { LogRow } from '../schema';
import type { Scope } from '../session';
import { toEntries } from './log';

/** Lines that are read at a time: bounds the memory, whatever the size of the sync. */
const LINES_AT_A_TIME = 1_000;
/** Of each kind of question; the records are among the examples. */
const QUESTIONS_SHOWN = 5;

interface Rehearsed {
	pair: number;
	/** Only lines after this one count. */
	first: number;
}

/** See `RehearsalStore.plan`. */
export async function plan(scope: Scope, pair: string, { examples }: { examples: number }): Promise<Plan | undefined> {
	const { db, words } = scope;
	const known = await db.selectFrom('rehearsals').selectAll().where('pair', '=', pair).executeTakeFirst();
	if (known === undefined) return undefined;
	const rehearsed = { pair: (await words.find([pair])).get(pair) ?? 0, first: known.first_line };
	return { ...(await planned(scope, rehearsed, examples)), questions: await questionsOf(scope, rehearsed), written: await writtenSince(scope, rehearsed, known.live_at) };
}

interface Group {
	place: number;
	outcome: string;
	reason: string;
	count: number;
	/** Lines that serve as examples. */
	lines: number[];
}

/** One pass over what was planned last for each record, page by page: what a line says of its fields is one text to the database. */
async function planned(scope: Scope, rehearsed: Rehearsed, examples: number): Promise<Pick<Plan, 'groups' | 'changes'>> {
	const groups = new Map<string, Group>();
	const changes = new Map<string, { place: number; row: string; field: string; count: number }>();
	for (let after: number | undefined = rehearsed.first; after !== undefined; ) {
		const lines = await pageOf(scope, rehearsed, after);
		for (const { id, source_place: place, outcome, reason, movements } of await withoutOutdated(scope, rehearsed, lines)) {
			const key = `${place}|${outcome}|${reason}`;
			const group: Group = groups.get(key) ?? { place, outcome, reason, count: 0, lines: [] };
			group.count += 1;
			if (group.lines.length < examples) group.lines.push(id);
			groups.set(key, group);
			for (const { row, field } of movements === null ? [] : (JSON.parse(movements) as FieldMovement[])) {
				const change = changes.get(`${place}|${row}`) ?? { place, row, field, count: 0 };
				change.count += 1;
				changes.set(`${place}|${row}`, change);
			}
		}
		after = lines.length < LINES_AT_A_TIME ? undefined : lines.at(-1)?.id;
	}
	const spell = await scope.words.spell([...groups.values()].map(({ place }) => place));
	return {
		groups: await withExamples(scope, [...groups.values()], spell),
		changes: [...changes.values()].map(({ place, ...change }) => ({ source: placeOf(spell(place)), ...change })).sort((one, other) => other.count - one.count || one.field.localeCompare(other.field)),
	};
}

type PlanLine = Pick<LogRow, 'id' | 'source_place' | 'source_record' | 'outcome' | 'reason'> & { movements: string | null };

/** A page of the plans' lines, oldest first; `movements` of updates only. */
const pageOf = async ({ db }: Scope, { pair }: Rehearsed, after: number): Promise<PlanLine[]> =>
	await db
		.selectFrom('log')
		.select(['id', 'source_place', 'source_record', 'outcome', 'reason', sql<string | null>`case when outcome = 'updated' then movements end`.as('movements')])
		.where('pair', '=', pair)
		.where('dry_run', '=', sql.lit(1))
		.where('id', '>', after)
		.orderBy('id')
		.limit(LINES_AT_A_TIME)
		.execute();

/** Those after which nothing more was planned for their record. Asked for a page at a time: each answer is found in the index alone. */
async function withoutOutdated({ db }: Scope, { pair }: Rehearsed, lines: readonly PlanLine[]): Promise<PlanLine[]> {
	const last = new Set<number>();
	for (const [place, group] of Object.entries(groupBy(lines, 'source_place'))) {
		for (const records of chunks([...new Set(group.map(({ source_record: record }) => record))])) {
			const found = await db
				.selectFrom('log')
				.select((select) => select.fn.max('id').as('id'))
				.where('pair', '=', pair)
				.where('dry_run', '=', sql.lit(1))
				.where('source_place', '=', Number(place))
				.where('source_record', 'in', records)
				.groupBy('source_record')
				.execute();
			for (const { id } of found) last.add(Number(id));
		}
	}
	return lines.filter(({ id }) => last.has(Number(id)));
}

async function withExamples(scope: Scope, groups: readonly Group[], spell: (id: number) => string): Promise<PlanGroup[]> {
	const rows: LogRow[] = [];
	for (const chunk of chunks(groups.flatMap(({ lines }) => lines))) rows.push(...(await scope.db.selectFrom('log').selectAll().where('id', 'in', chunk).execute()));
	const entries = new Map((await toEntries(scope, rows)).map(({ id, ...entry }) => [id, entry]));
	return groups.map(({ place, outcome, reason, count, lines }) => ({
		source: placeOf(spell(place)),
		outcome: outcome as Outcome,
		reason: reason as Reason,
		count,
		examples: lines.flatMap((line) => entries.get(line) ?? []),
	}));
}

/** Each question once, whichever side's plan would ask it. */
async function questionsOf({ db }: Scope, { pair }: Rehearsed): Promise<Plan['questions']> {
	const asked = db.selectFrom('planned_questions as asked').where('asked.pair', '=', pair);
	const kinds = await asked.select(['asked.kind', (select) => select.fn.count<number>('asked.key').distinct().as('count')]).groupBy('asked.kind').orderBy('asked.kind').execute();
	const questions: Plan['questions'] = [];
	for (const { kind, count } of kinds) {
		const shown = await asked
			.select(['asked.key', (select) => select.fn.min('asked.message').as('message')])
			.where('asked.kind', '=', kind)
			.groupBy('asked.key')
			.orderBy('asked.key')
			.limit(QUESTIONS_SHOWN)
			.execute();
		questions.push({ kind: kind as ReviewItem['kind'], count: Number(count), examples: shown.map(({ message }) => message) });
	}
	return questions;
}

/** Changes that somebody else's node wrote meanwhile. */
async function writtenSince({ db }: Scope, { pair, first }: Rehearsed, liveAt: number | null): Promise<number> {
	let query = db
		.selectFrom('log')
		.select((select) => select.fn.countAll<number>().as('count'))
		.where('pair', '=', pair)
		.where('outcome', 'in', ['created', 'updated'])
		.where('dry_run', '=', 0)
		.where('id', '>', first);
	if (liveAt !== null) query = query.where('at', '<', liveAt);
	return Number((await query.executeTakeFirstOrThrow()).count);
}
