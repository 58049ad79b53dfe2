import type { Hint } from '../../engine/run/store-port';
import { chunks } from '../chunks';
import { takeNumbers } from '../counter';
import { uniqueRefs } from '../places';
import type { Scope } from '../session';
import { enter } from './entries';
import { ENTERED } from './origin';

/** HubSpot sends an event again for up to 24 h (https://developers.hubspot.com/docs/api/webhooks); a day more for a clock that is off. */
const REMEMBER_MS = 48 * 60 * 60_000;

/** Enters the records of new hints as due now, whatever the ledger had for them, and remembers the hints' keys. Answers how many were new. */
export async function noteHints(
	scope: Scope,
	feed: string,
	hints: readonly Hint[],
	hash: (text: string) => string,
): Promise<number> {
	const { db, now } = scope;
	const number = await scope.words.number([feed]);
	const byKey = new Map(hints.map((hint) => [hash(hint.key), hint]));
	await db.deleteFrom('hints').where('until', '<=', now).execute();
	for (const chunk of chunks([...byKey.keys()])) {
		const known = await db
			.selectFrom('hints')
			.select('key')
			.where('feed', '=', number(feed))
			.where('key', 'in', chunk)
			.execute();
		for (const { key } of known) byKey.delete(key);
	}
	if (byKey.size === 0) return 0;
	const rows = [...byKey.keys()].map((key) => ({ feed: number(feed), key, until: now + REMEMBER_MS }));
	for (const chunk of chunks(rows, 3)) await db.insertInto('hints').values(chunk).execute();
	const refs = uniqueRefs([...byKey.values()].map(({ ref }) => ref));
	const due = { state: 'due', due_at: now, reason: ENTERED.hint, message: 'An event named it.' } as const;
	await enter(scope, feed, refs, await takeNumbers(scope, refs.length), due);
	return byKey.size;
}
