import type { RecordRef } from '../../engine/model';
import type { Intent, RunStore } from '../../engine/run/store-port';
import { refKey } from '../engine-values';
import { chunks } from '../chunks';
import { takeNumbers } from '../counter';
import { byPlace, placeOf, placeWord, type Place } from '../places';
import type { Tables } from '../schema';
import type { Scope } from '../session';

const COLUMNS = 7;
type Entry = Parameters<RunStore['intend']>[1][number];

/** The open intents of these sources; `target`: those whose creates go to this place. */
export async function intentsOf({ db, words }: Scope, pair: string, sources: readonly RecordRef[], target?: Place): Promise<Intent[]> {
	const groups = byPlace(sources);
	const into = target === undefined ? undefined : placeWord(target);
	const ids = await words.find([pair, ...groups.keys(), ...(into === undefined ? [] : [into])]);
	const pairId = ids.get(pair);
	const intoId = into === undefined ? undefined : ids.get(into);
	if (pairId === undefined || (into !== undefined && intoId === undefined)) return [];
	const intents: Intent[] = [];
	for (const [place, records] of groups) {
		const placeId = ids.get(place);
		if (placeId === undefined) continue;
		for (const chunk of chunks(records)) {
			const rows = await db
				.selectFrom('intents')
				.selectAll()
				.where('pair', '=', pairId)
				.where('place', '=', placeId)
				.where('record', 'in', chunk)
				.execute();
			intents.push(...(await toIntents(words, rows.filter((row) => intoId === undefined || row.target === intoId))));
		}
	}
	return intents;
}

/** The open intents of any pair whose creates go to this place. There are as many as creates under way, and few besides. */
export async function intentsInto({ db, words }: Scope, place: Place): Promise<Intent[]> {
	const word = placeWord(place);
	const placeId = (await words.find([word])).get(word);
	if (placeId === undefined) return [];
	return await toIntents(words, await db.selectFrom('intents').selectAll().where('target', '=', placeId).execute());
}

async function toIntents(words: Scope['words'], rows: ReadonlyArray<Tables['intents']>): Promise<Intent[]> {
	const spell = await words.spell(rows.flatMap((row) => [row.pair, row.place, row.target]));
	return rows.map((row) => ({
		id: String(row.id),
		pair: spell(row.pair),
		source: { ...placeOf(spell(row.place)), id: row.record },
		target: placeOf(spell(row.target)),
		createdAt: new Date(row.created_at).toISOString(),
		...(row.keys === null ? {} : { keys: row.keys }),
	}));
}

/** Notes creates that are about to be sent. A source that has an intent into the same place already keeps it. */
export async function intend(scope: Scope, pair: string, entries: readonly Entry[]): Promise<Intent[]> {
	if (entries.length === 0) return [];
	const unique = [...new Map(entries.map((entry) => [keyOf(entry), entry])).values()];
	const wanted = new Set(unique.map(keyOf));
	const number = await scope.words.number([
		pair,
		...unique.flatMap(({ source, target }) => [placeWord(source), placeWord(target)]),
	]);
	const first = await takeNumbers(scope, unique.length);
	const rows = unique.map(({ source, target, keys = null }, index) => ({
		id: first + index,
		pair: number(pair),
		place: number(placeWord(source)),
		record: source.id,
		target: number(placeWord(target)),
		created_at: scope.now,
		keys,
	}));
	for (const chunk of chunks(rows, COLUMNS)) {
		await scope.db
			.insertInto('intents')
			.values(chunk)
			.onConflict((conflict) => conflict.columns(['pair', 'place', 'record', 'target']).doNothing())
			.execute();
	}
	const known = await intentsOf(
		scope,
		pair,
		unique.map(({ source }) => source),
	);
	return known.filter((intent) => wanted.has(keyOf(intent)));
}

const keyOf = ({ source, target }: Pick<Entry, 'source' | 'target'>): string => `${refKey(source)}|${placeWord(target)}`;

/**
 * Closes creates that were begun for either end of these links and go where the other end is: whoever linked them, nothing is to be made any
 * more. (A create whose answer was lost may be seen and linked by the other direction first.)
 */
export async function closeIntentsBetween(scope: Scope, links: ReadonlyArray<{ pair: string; left: RecordRef; right: RecordRef }>): Promise<void> {
	if (links.length === 0) return;
	const pairs = [...(await scope.words.find(links.map(({ pair }) => pair))).values()];
	// There are as many as creates under way, and few besides.
	const open = await toIntents(scope.words, await scope.db.selectFrom('intents').selectAll().where('pair', 'in', pairs).execute());
	if (open.length === 0) return;
	const settled = new Set(links.flatMap(({ pair, left, right }) => [`${pair}|${keyOf({ source: left, target: right })}`, `${pair}|${keyOf({ source: right, target: left })}`]));
	await closeIntents(scope, open.filter((intent) => settled.has(`${intent.pair}|${keyOf(intent)}`)).map(({ id }) => id));
}

export async function closeIntents({ db }: Scope, ids: readonly string[]): Promise<void> {
	for (const chunk of chunks(ids.map(Number))) await db.deleteFrom('intents').where('id', 'in', chunk).execute();
}
