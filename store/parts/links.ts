import type { RecordRef, Side } from '../../engine/model';
import type { Base, Flips, Gone, Link, LinkWithBase } from '../../engine/run/store-port';
import { SIDES } from '../engine-values';
import { unpackBase } from '../base-codec';
import { chunks } from '../chunks';
import { byPlace, placeOf } from '../places';
import type { LinkRow } from '../schema';
import type { Scope } from '../session';
import { decidedOf } from './decisions';
import { goneOf } from './fates';

/** What became of the record on that side; all null when nothing did. */
type FateColumns<S extends Side> = Record<`${S}_fate` | `${S}_into_record` | `${S}_because_record` | `${S}_gone_at`, string | null> & Record<`${S}_into_place` | `${S}_because_place` | `${S}_gone_seq`, number | null>;
type JoinedRow = LinkRow &
	FateColumns<'left'> &
	FateColumns<'right'> & { rows: Uint8Array | null; flips: string | null; decided: string | null; deletes_until: number | null };

/** Links of these records on that side of the pair, with their bases, in the order they were made. */
export async function linksOf(
	scope: Scope,
	pair: string,
	side: Side,
	refs: readonly RecordRef[],
): Promise<LinkWithBase[]> {
	const groups = byPlace(refs);
	const ids = await scope.words.find([pair, ...groups.keys()]);
	const pairId = ids.get(pair);
	if (pairId === undefined) return [];
	const rows: JoinedRow[] = [];
	for (const [place, records] of groups) {
		const placeId = ids.get(place);
		if (placeId === undefined) continue;
		for (const chunk of chunks(records)) {
			rows.push(
				...(await joined(scope)
					.where('links.pair', '=', pairId)
					.where(`links.${side}_place`, '=', placeId)
					.where(`links.${side}_record`, 'in', chunk)
					.execute()),
			);
		}
	}
	return toLinks(scope, rows);
}

/** Links of these records in any pair and on either side, without their bases. */
export async function linksTo(scope: Scope, refs: readonly RecordRef[]): Promise<Link[]> {
	const groups = byPlace(refs);
	const ids = await scope.words.find(groups.keys());
	const rows = new Map<number, JoinedRow>();
	for (const [place, records] of groups) {
		const placeId = ids.get(place);
		if (placeId === undefined) continue;
		for (const side of SIDES) {
			for (const chunk of chunks(records)) {
				const found = await withFates(scope)
					.where(`links.${side}_place`, '=', placeId)
					.where(`links.${side}_record`, 'in', chunk)
					.execute();
				for (const row of found) rows.set(row.id, { ...row, rows: null, flips: null, decided: null, deletes_until: null });
			}
		}
	}
	const links = await toLinks(scope, [...rows.values()]);
	return links.map(({ base: _base, flips: _flips, decided: _decided, deletesPass: _pass, ...link }) => link);
}

export async function linksById(scope: Scope, ids: readonly string[]): Promise<LinkWithBase[]> {
	const rows: JoinedRow[] = [];
	for (const chunk of chunks([...new Set(ids)].map(Number).filter(Number.isSafeInteger))) {
		rows.push(...(await joined(scope).where('links.id', 'in', chunk).execute()));
	}
	return toLinks(scope, rows);
}

const withFates = ({ db }: Scope) =>
	db
		.selectFrom('links')
		.leftJoin('fates as lf', (join) => join.onRef('lf.place', '=', 'links.left_place').onRef('lf.record', '=', 'links.left_record'))
		.leftJoin('fates as rf', (join) => join.onRef('rf.place', '=', 'links.right_place').onRef('rf.record', '=', 'links.right_record'))
		.selectAll('links')
		.select(['lf.kind as left_fate', 'lf.into_place as left_into_place', 'lf.into_record as left_into_record', 'lf.at as left_gone_at', 'lf.seq as left_gone_seq'])
		.select(['lf.because_place as left_because_place', 'lf.because_record as left_because_record'])
		.select(['rf.kind as right_fate', 'rf.into_place as right_into_place', 'rf.into_record as right_into_record', 'rf.at as right_gone_at', 'rf.seq as right_gone_seq'])
		.select(['rf.because_place as right_because_place', 'rf.because_record as right_because_record']);

const joined = (scope: Scope) =>
	withFates(scope)
		.leftJoin('bases', 'bases.link_id', 'links.id')
		.leftJoin('flips', 'flips.link_id', 'links.id')
		.leftJoin('decisions', 'decisions.link_id', 'links.id')
		.select(['bases.rows', 'flips.rows as flips', 'decisions.rows as decided', 'decisions.deletes_until']);

async function toLinks({ words, now }: Scope, rows: JoinedRow[]): Promise<LinkWithBase[]> {
	const unpacked = rows.map((row) => (row.rows ? unpackBase(row.rows) : []));
	const numbers = new Set<number>();
	for (const row of rows) {
		numbers.add(row.pair).add(row.left_place).add(row.right_place);
		for (const side of SIDES) for (const place of [row[`${side}_into_place`], row[`${side}_because_place`]]) if (place !== null) numbers.add(place);
	}
	for (const base of unpacked) for (const { row } of base) numbers.add(row);
	const spell = await words.spell(numbers);
	const links = rows.map((row, index): LinkWithBase => {
		const base: Base = {};
		for (const entry of unpacked[index] ?? []) base[spell(entry.row)] = { left: entry.left, right: entry.right };
		return {
			id: String(row.id),
			pair: spell(row.pair),
			left: { ...placeOf(spell(row.left_place)), id: row.left_record },
			right: { ...placeOf(spell(row.right_place)), id: row.right_record },
			leftModifiedAt: row.left_modified,
			rightModifiedAt: row.right_modified,
			...timesOf(row),
			base,
			...goneSides(row, spell),
			...(row.rests === 0 ? {} : { rests: true as const }),
			...(row.flips === null ? {} : { flips: JSON.parse(row.flips) as Flips }),
			...decidedOf(row.decided, row.deletes_until, now),
		};
	});
	return links.sort((one, other) => Number(one.id) - Number(other.id));
}

function timesOf({ left_changed, right_changed, left_wrote, right_wrote }: LinkRow): Pick<Link, 'changed' | 'wrote'> {
	const sides = (left: string | null, right: string | null) => ({ ...(left === null ? {} : { left }), ...(right === null ? {} : { right }) });
	const [changed, wrote] = [sides(left_changed, right_changed), sides(left_wrote, right_wrote)];
	return { ...(Object.keys(changed).length === 0 ? {} : { changed }), ...(Object.keys(wrote).length === 0 ? {} : { wrote }) };
}

function goneSides(row: JoinedRow, spell: (id: number) => string): Pick<Link, 'gone'> {
	const gone: Partial<Record<Side, Gone>> = {};
	for (const side of SIDES) {
		const [kind, at] = [row[`${side}_fate`], row[`${side}_gone_at`]];
		if (kind !== null && at !== null)
			gone[side] = goneOf({ kind, at, seq: row[`${side}_gone_seq`], into_place: row[`${side}_into_place`], into_record: row[`${side}_into_record`], because_place: row[`${side}_because_place`], because_record: row[`${side}_because_record`] }, spell);
	}
	return Object.keys(gone).length === 0 ? {} : { gone };
}
