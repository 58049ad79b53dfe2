import { sql } from 'kysely';
import { groupBy } from 'lodash';
import type { RecordRef } from '../../engine/model';
import type { PlanStore } from '../../engine/run/rehearsal-port';
import type { Commit } from '../../engine/run/store-port';
import { refKey } from '../engine-values';
import { chunks } from '../chunks';
import { byPlace, placeOf } from '../places';
import type { LogRow } from '../schema';
import type { Scope } from '../session';

/** What is kept of the last plan of a record, beside its line in the log. */
export const PLANS = ['planned_creates', 'planned_questions'] as const;

/** What the plans of a batch leave behind beside their lines, as long as their pair is in rehearsal. `lines`: of the commits, in their order. */
export async function notePlans(scope: Scope, commits: readonly Commit[], lines: readonly LogRow[]): Promise<void> {
	const { db } = scope;
	const all = commits.flatMap(({ planned, log }, index) => {
		const line = lines[index];
		return planned === undefined || line === undefined ? [] : [{ planned, line, pair: log.pair }];
	});
	if (all.length === 0) return;
	const open = await db.selectFrom('rehearsals').select('pair').where('live_at', 'is', null).execute();
	const plans = all.filter(({ pair }) => open.some((rehearsal) => rehearsal.pair === pair));
	for (const group of Object.values(groupBy(plans, ({ line }) => `${line.pair}|${line.source_place}`))) {
		const [{ line } = { line: { pair: 0, source_place: 0 } }] = group;
		for (const records of chunks(group.map((one) => one.line.source_record))) {
			for (const table of PLANS) await db.deleteFrom(table).where('pair', '=', line.pair).where('place', '=', line.source_place).where('record', 'in', records).execute();
		}
	}
	const creates = plans.flatMap(({ planned, line: { pair, source_place: place, source_record: record } }) => (planned.creates ?? []).map((key) => ({ key, pair, place, record })));
	// Who was planned first would create it.
	const unique = [...new Map(creates.reverse().map((create) => [create.key, create])).values()];
	for (const chunk of chunks(unique, 4)) {
		await db
			.insertInto('planned_creates')
			.values(chunk)
			.onConflict((conflict) => conflict.column('key').doNothing())
			.execute();
	}
	const questions = plans.flatMap(({ planned, line: { pair, source_place: place, source_record: record } }) => (planned.questions ?? []).map(({ kind, key, message }) => ({ pair, place, record, kind, key, message })));
	for (const chunk of chunks(questions, 6)) await db.insertInto('planned_questions').values(chunk).execute();
}

/** See `PlanStore.plannedCreates`. */
export async function plannedCreates({ db, words }: Scope, keys: readonly string[]): Promise<Map<string, RecordRef>> {
	const found = new Map<string, RecordRef>();
	for (const chunk of chunks([...new Set(keys)])) {
		const rows = await db.selectFrom('planned_creates').selectAll().where('key', 'in', chunk).execute();
		const spell = await words.spell(rows.map(({ place }) => place));
		for (const { key, place, record } of rows) found.set(key, { ...placeOf(spell(place)), id: record });
	}
	return found;
}

/** See `PlanStore.plannedLinks`. */
export async function plannedLinks(scope: Scope, pair: string, refs: readonly RecordRef[]): ReturnType<PlanStore['plannedLinks']> {
	const { db, words } = scope;
	const known = await db.selectFrom('rehearsals').select('first_line').where('pair', '=', pair).where('live_at', 'is', null).executeTakeFirst();
	const pairId = (await words.find([pair])).get(pair);
	if (known === undefined || pairId === undefined) return [];
	const places = byPlace(refs);
	const ids = await words.find(places.keys());
	const found = new Map<string, { ref: RecordRef; counterpart?: RecordRef }>();
	// What a plan of the other side found comes first: the record's own plan, which knows better, replaces it.
	for (const end of ['target', 'source'] as const) {
		for (const [place, records] of places) {
			for (const chunk of chunks(records)) {
				for (const row of await linking(scope, { pair: pairId, first: known.first_line, end, place: ids.get(place) ?? 0, records: chunk })) {
					const [source, target] = await endsOf(scope, row);
					const [ref, counterpart] = end === 'source' ? [source, target] : [target, source];
					// That the other side's search has not found it (yet) proves nothing.
					const isNews = counterpart !== undefined || !found.has(refKey(ref ?? source));
					if (ref !== undefined && isNews) found.set(refKey(ref), { ref, ...(counterpart === undefined ? {} : { counterpart }) });
				}
			}
		}
	}
	return [...found.values()];
}

interface Asked {
	pair: number;
	first: number;
	end: 'source' | 'target';
	place: number;
	records: readonly string[];
}

/** The last plans about these records, as far as they end with two records linked. */
async function linking({ db }: Scope, { pair, first, end, place, records }: Asked): Promise<LogRow[]> {
	const last = db
		.selectFrom('log as plan')
		.select((select) => select.fn.max('plan.id').as('id'))
		.where('plan.pair', '=', pair)
		.where('plan.dry_run', '=', sql.lit(1))
		.where('plan.id', '>', first)
		.where(`plan.${end}_place`, '=', place)
		.where(`plan.${end}_record`, 'in', [...records])
		.groupBy(`plan.${end}_record`);
	return await db
		.selectFrom('log')
		.selectAll()
		.where('id', 'in', last)
		.where(({ or, and, eb }) =>
			or([
				eb('outcome', '=', 'created'),
				and([eb('outcome', '=', 'updated'), eb('reason', 'in', ['dry-run', 'linked'])]),
				and([eb('outcome', 'in', ['unchanged', 'conflict']), eb('target_record', 'is not', null)]),
				eb('reason', '=', 'update-not-allowed'),
			]),
		)
		.execute();
}

async function endsOf({ words }: Scope, row: LogRow): Promise<[RecordRef, RecordRef | undefined]> {
	const { source_place: source, source_record: id, target_place: target, target_record: targetId } = row;
	const spell = await words.spell([source, ...(target === null ? [] : [target])]);
	return [{ ...placeOf(spell(source)), id }, target === null || targetId === null ? undefined : { ...placeOf(spell(target)), id: targetId }];
}

