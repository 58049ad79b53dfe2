import { PLANS } from '../parts/planned';
import type { Scope } from '../session';
import type { PairOnly } from './forget';

/** A sync that was forgotten begins anew, and so does its rehearsal: not before the last link of the pair is gone. */
export async function forgetRehearsal({ db, words }: Scope, { pair }: PairOnly): Promise<void> {
	const id = (await words.find([pair])).get(pair) ?? 0;
	if ((await db.selectFrom('links').select('id').where('pair', '=', id).limit(1).executeTakeFirst()) !== undefined) return;
	await db.deleteFrom('rehearsals').where('pair', '=', pair).execute();
	for (const table of PLANS) await db.deleteFrom(table).where('pair', '=', id).execute();
}
