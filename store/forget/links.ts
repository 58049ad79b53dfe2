import type { Forgotten } from '../../engine/run/forget-port';
import { SIDES } from '../engine-values';
import { chunks } from '../chunks';
import { placeOf } from '../places';
import type { LinkRow } from '../schema';
import type { Scope } from '../session';
import { removeFates } from './fates';
import type { PairOnly, Step } from './forget';

/** Keeps each transaction to a fraction of a second, so that running syncs get their turn in between. */
const LINKS_PER_TRANSACTION = 2_000;

/** The numbers of a sync's pair and places. */
export interface LinksWanted {
	pair: number;
	left: number[];
	right: number[];
}

/** Undefined: the pair has no links between these connections. Reads all links of the store once. */
export async function linksWanted({ db, words }: Scope, what: PairOnly): Promise<LinksWanted | undefined> {
	const pair = (await words.find([what.pair])).get(what.pair);
	if (pair === undefined) return undefined;
	const wanted: LinksWanted = { pair, left: [], right: [] };
	for (const side of SIDES) {
		const places = await db.selectFrom('links').select(`${side}_place as place`).distinct().where('pair', '=', pair).execute();
		const spell = await words.spell(places.map(({ place }) => place));
		wanted[side] = places.map(({ place }) => place).filter((place) => [undefined, placeOf(spell(place)).connection].includes(what[side]));
	}
	return wanted.left.length === 0 || wanted.right.length === 0 ? undefined : wanted;
}

/** Removes the links, their bases, and the fates of records that have no link left. */
export async function forgetLinks(step: Step, wanted: LinksWanted | undefined, counts: Forgotten): Promise<void> {
	if (wanted === undefined) return;
	let after = 0;
	for (let more = true; more;) {
		const links = await step(async (scope) => {
			const page = await linksAfter(scope, wanted, after);
			await remove(scope, page.map(({ id }) => id));
			counts.fates += await removeFates(scope, recordsOf(page));
			return page;
		});
		counts.links += links.length;
		after = links.at(-1)?.id ?? after;
		more = links.length === LINKS_PER_TRANSACTION;
	}
}

/** By their ids, so that no row is looked at twice. */
async function linksAfter({ db }: Scope, { pair, left, right }: LinksWanted, after: number): Promise<LinkRow[]> {
	return await db
		.selectFrom('links')
		.selectAll()
		.where('pair', '=', pair)
		.where('left_place', 'in', left)
		.where('right_place', 'in', right)
		.where('id', '>', after)
		.orderBy('id')
		.limit(LINKS_PER_TRANSACTION)
		.execute();
}

async function remove({ db }: Scope, ids: readonly number[]): Promise<void> {
	for (const chunk of chunks(ids)) {
		await db.deleteFrom('bases').where('link_id', 'in', chunk).execute();
		await db.deleteFrom('flips').where('link_id', 'in', chunk).execute();
		await db.deleteFrom('links').where('id', 'in', chunk).execute();
	}
}

/** Record ids by place. */
function recordsOf(links: readonly LinkRow[]): Map<number, Set<string>> {
	const records = new Map<number, Set<string>>();
	for (const link of links) {
		for (const side of SIDES) {
			const [place, record] = [link[`${side}_place`], link[`${side}_record`]];
			records.set(place, (records.get(place) ?? new Set<string>()).add(record));
		}
	}
	return records;
}
