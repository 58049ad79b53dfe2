import type { Forgotten } from '../../engine/run/forget-port';
import { SIDES } from '../engine-values';
import { chunks } from '../chunks';
import type { Scope } from '../session';
import type { Step } from './forget';
import type { LinksWanted } from './links';

const FATES_PER_TRANSACTION = 5_000;

/** A fate is of a record, whatever its links: it goes when the last of these has gone. `records`: ids by place. Answers how many went. */
export async function removeFates({ db }: Scope, records: ReadonlyMap<number, ReadonlySet<string>>): Promise<number> {
	let removed = 0;
	for (const [place, ids] of records) {
		for (const chunk of chunks([...ids])) {
			const known = await db.selectFrom('fates').select('record').where('place', '=', place).where('record', 'in', chunk).execute();
			const free = new Set(known.map(({ record }) => record));
			for (const side of SIDES) {
				if (free.size === 0) break;
				const links = db.selectFrom('links').select(`${side}_record as record`).where(`${side}_place`, '=', place);
				for (const { record } of await links.where(`${side}_record`, 'in', [...free]).execute()) free.delete(record);
			}
			if (free.size > 0) await db.deleteFrom('fates').where('place', '=', place).where('record', 'in', [...free]).execute();
			removed += free.size;
		}
	}
	return removed;
}

/** What is known of the other records of a place (losers of merges, say), where nothing of it is kept in step any more. */
export async function forgetFates(step: Step, wanted: LinksWanted | undefined, counts: Forgotten): Promise<void> {
	for (const place of wanted === undefined ? [] : [...wanted.left, ...wanted.right]) {
		for (let more = true; more;) {
			const removed = await step(async (scope) => ((await isLinked(scope, place)) ? 0 : await removeSome(scope, place)));
			counts.fates += removed;
			more = removed === FATES_PER_TRANSACTION;
		}
	}
}

async function isLinked({ db }: Scope, place: number): Promise<boolean> {
	for (const side of SIDES) {
		if ((await db.selectFrom('links').select('id').where(`${side}_place`, '=', place).limit(1).executeTakeFirst()) !== undefined) return true;
	}
	return false;
}

async function removeSome({ db }: Scope, place: number): Promise<number> {
	const rows = await db.selectFrom('fates').select('record').where('place', '=', place).limit(FATES_PER_TRANSACTION).execute();
	for (const chunk of chunks(rows.map(({ record }) => record))) await db.deleteFrom('fates').where('place', '=', place).where('record', 'in', chunk).execute();
	return rows.length;
}
