import { SIDES } from '../engine-values';
import type { Forgettable, Forgotten } from '../../engine/run/forget-port';
import { writeLines } from '../parts/log';
import { latestMapping } from '../parts/mappings';
import type { Place } from '../places';
import type { Scope } from '../session';
import { knownSyncs, readBy } from './known';

/** Stands for the records of a whole place in the log. */
const ALL_RECORDS = '*';

/** Where the sync's records are, left first: by its links, else by its mapping; of a trigger, where it reads. */
export async function placesOf(scope: Scope, what: Forgettable): Promise<Place[]> {
	if ('feed' in what) return (await readBy(scope, what.feed)).slice(0, 1);
	const known = (await knownSyncs(scope)).find(
		({ pair, left, right }) => pair === what.pair && [undefined, left.connection].includes(what.left) && [undefined, right.connection].includes(what.right),
	);
	if (known !== undefined) return [known.left, known.right];
	const mapping = await latestMapping(scope, what.pair);
	return mapping === undefined ? [] : SIDES.map((side) => ({ ...mapping[side], connection: what[side] ?? ALL_RECORDS }));
}

/** The one line that stays. A trigger that had read nothing leaves none: there is no record to file it under. */
export async function noteForgotten(scope: Scope, what: Forgettable, [source, target]: readonly Place[], by: string, counts: Forgotten): Promise<void> {
	if (source === undefined) return;
	const name = 'feed' in what ? `trigger ${what.feed}` : `sync ${what.pair}${between(what)}`;
	const { links, fates, intents, reviews, feeds, pending } = counts;
	await writeLines(scope, [
		{
			at: new Date(scope.now).toISOString(),
			pair: 'feed' in what ? '' : what.pair,
			source: { ...source, id: ALL_RECORDS },
			...(target === undefined ? {} : { target: { ...target, id: ALL_RECORDS } }),
			origin: 'manual',
			outcome: 'skipped',
			reason: 'forgotten',
			message:
				`Forgot the ${name}, as asked for by ${by}: ${links} links, ${reviews} questions, ${intents} creates under way, ` +
				`${fates} records that were gone, ${feeds} triggers and ${pending} entries of their ledgers. Nothing was changed in any system.`,
			movements: [],
		},
	]);
}

function between({ left, right }: Exclude<Forgettable, { feed: string }>): string {
	const said = [left, right].filter((connection) => connection !== undefined);
	return said.length === 0 ? '' : ` (${said.join(' and ')})`;
}
