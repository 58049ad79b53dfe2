import { sql } from 'kysely';
import { groupBy } from 'lodash';
import type { FieldMovement, LogEntry, RecordRef, Reason, Outcome } from '../../engine/model';
import type { LogFilter } from '../../engine/run/console-port';
import { chunks } from '../chunks';
import { takeNumbers } from '../counter';
import { placeOf, placeWord } from '../places';
import type { LogRow } from '../schema';
import type { Scope } from '../session';
import { msOf } from '../times';

const COLUMNS = 16;

/** Writes lines to the log, and counts their outcomes (dry runs are logged, not counted: nothing came of them). Answers the lines, in the same order. */
export async function appendLog(scope: Scope, entries: readonly LogEntry[]): Promise<LogRow[]> {
	const rows = await writeLines(scope, entries);
	await tally(scope, rows);
	return rows;
}

/** Writes lines to the log that count as no change's outcome. */
export async function writeLines(scope: Scope, entries: readonly LogEntry[]): Promise<LogRow[]> {
	if (entries.length === 0) return [];
	const number = await scope.words.number(
		entries.flatMap(({ pair, source, target }) => [pair, placeWord(source), ...(target ? [placeWord(target)] : [])]),
	);
	const first = await takeNumbers(scope, entries.length);
	const rows = entries.map((entry, index): LogRow => ({
		id: first + index,
		at: msOf(entry.at),
		pair: number(entry.pair),
		source_place: number(placeWord(entry.source)),
		source_record: entry.source.id,
		target_place: entry.target ? number(placeWord(entry.target)) : null,
		target_record: entry.target?.id ?? null,
		origin: entry.origin,
		outcome: entry.outcome,
		reason: entry.reason,
		message: entry.message,
		movements: JSON.stringify(entry.movements),
		execution: entry.execution ?? null,
		dry_run: entry.dryRun ? 1 : 0,
		changed_at: entry.changedAt === undefined ? null : msOf(entry.changedAt),
		person: entry.person ?? null,
	}));
	for (const chunk of chunks(rows, COLUMNS)) await scope.db.insertInto('log').values(chunk).execute();
	return rows;
}

async function tally({ db }: Scope, rows: readonly LogRow[]): Promise<void> {
	const counted = rows.filter((row) => row.dry_run === 0);
	for (const group of Object.values(groupBy(counted, ({ pair, outcome }) => `${pair}|${outcome}`))) {
		const [{ pair, outcome } = { pair: 0, outcome: '' }] = group;
		await db
			.insertInto('tallies')
			.values({ pair, outcome, count: group.length })
			.onConflict((conflict) =>
				conflict.columns(['pair', 'outcome']).doUpdateSet({ count: sql<number>`tallies.count + ${group.length}` }),
			)
			.execute();
	}
}

/** Newest first. */
export async function readLog({ db, words }: Scope, filter: LogFilter): Promise<Array<LogEntry & { id: number }>> {
	const wanted = [
		...(filter.pair === undefined ? [] : [filter.pair]),
		...(filter.source ? [placeWord(filter.source)] : []),
		...(filter.record ? [placeWord(filter.record)] : []),
	];
	const ids = await words.find(wanted);
	if (wanted.some((word) => !ids.has(word))) return [];
	let query = db.selectFrom('log').selectAll();
	if (filter.pair !== undefined) query = query.where('pair', '=', ids.get(filter.pair) ?? 0);
	if (filter.outcome) query = query.where('outcome', '=', filter.outcome);
	if (filter.source)
		query = query
			.where('source_place', '=', ids.get(placeWord(filter.source)) ?? 0)
			.where('source_record', '=', filter.source.id);
	const { record } = filter;
	if (record) {
		const place = ids.get(placeWord(record)) ?? 0;
		query = query.where(({ or, and, eb }) =>
			or([and([eb('source_place', '=', place), eb('source_record', '=', record.id)]), and([eb('target_place', '=', place), eb('target_record', '=', record.id)])]),
		);
	}
	if (filter.person !== undefined) query = query.where('person', '=', filter.person);
	if (filter.reason) query = query.where('reason', '=', filter.reason);
	if (filter.since !== undefined) query = query.where('at', '>=', msOf(filter.since));
	if (filter.until !== undefined) query = query.where('at', '<', msOf(filter.until));
	if (filter.text) query = query.where(sql<boolean>`lower(message) like ${`%${likeText(filter.text)}%`} escape '!'`);
	if (filter.before !== undefined) query = query.where('id', '<', filter.before);
	const rows = await query.orderBy('id', 'desc').limit(filter.limit).execute();
	return await toEntries({ words }, rows);
}

/** Stored lines in the engine's words, in their order. */
export async function toEntries({ words }: Pick<Scope, 'words'>, rows: readonly LogRow[]): Promise<Array<LogEntry & { id: number }>> {
	const spell = await words.spell(
		rows.flatMap((row) => [row.pair, row.source_place, ...(row.target_place === null ? [] : [row.target_place])]),
	);
	return rows.map((row) => ({
		id: row.id,
		at: new Date(row.at).toISOString(),
		pair: spell(row.pair),
		source: ref(spell(row.source_place), row.source_record),
		...(row.target_place !== null && row.target_record !== null
			? { target: ref(spell(row.target_place), row.target_record) }
			: {}),
		origin: row.origin as LogEntry['origin'],
		outcome: row.outcome as Outcome,
		reason: row.reason as Reason,
		message: row.message,
		movements: JSON.parse(row.movements) as FieldMovement[],
		...(row.execution !== null ? { execution: row.execution } : {}),
		...(row.dry_run ? { dryRun: true } : {}),
		...(row.changed_at !== null ? { changedAt: new Date(Number(row.changed_at)).toISOString() } : {}),
		...(row.person !== null ? { person: row.person } : {}),
	}));
}

/** Since the store began; the log's own lines may have been pruned. */
export async function outcomeCounts({ db, words }: Scope, pair?: string): Promise<Record<string, number>> {
	let query = db.selectFrom('tallies').select(['outcome', 'count']);
	if (pair !== undefined) query = query.where('pair', '=', (await words.find([pair])).get(pair) ?? 0);
	const counts: Record<string, number> = {};
	for (const { outcome, count } of await query.execute()) counts[outcome] = (counts[outcome] ?? 0) + count;
	return counts;
}

/** Signs that mean something to `like`, as themselves. */
const likeText = (text: string): string => text.toLowerCase().replace(/[%_!]/g, '!$&');

const ref = (place: string, id: string): RecordRef => ({ ...placeOf(place), id });
