import type { Engine } from '../../../store/engines/engine';
import { MIGRATIONS } from '../../../store/migrations';
import { migrate } from '../../../store/migrations/migrate';
import type { Store } from '../../../store';
import { change, commit, contact, PAIR, person } from './home';

/** The last schema in which a left record had one link in a pair, wherever it led. */
const BEFORE_CONNECTIONS = 6;
const AT = '2026-03-01T11:00:00.000Z';
const OTHER_WORKSPACE = 'ws2';

/** Fills a store of before 0007 as that version did: a link with its base, a create under way, a feed. */
export async function fillBeforeConnections(engine: Engine): Promise<void> {
	await migrate(engine, MIGRATIONS.slice(0, BEFORE_CONNECTIONS));
	const words = [PAIR, JSON.stringify(['salesforce', '00D1', 'Contact']), JSON.stringify(['pact', 'ws1', 'contacts'])];
	await engine.transaction(async (db) => {
		await db.insertInto('words').values(words.map((word, index) => ({ id: index + 1, word }))).execute();
		await db.updateTable('counters').set({ value: 10 }).execute();
		await db.insertInto('links').values({ id: 1, pair: 1, left_place: 2, left_record: 'a', right_place: 3, right_record: 'x', left_modified: AT, right_modified: AT, rests: 0 }).execute();
		await db.insertInto('intents').values({ id: 2, pair: 1, place: 2, record: 'b', target: 3, created_at: 1, keys: null }).execute();
		await db.insertInto('pair_feeds').values({ pair: PAIR, side: 'left', feed: 'feed-1' }).execute();
	});
}

/** What was there works on, and a second connection finds its place beside it. */
export async function expectConnections(store: Store): Promise<void> {
	const link = { left: contact('a'), right: person('x'), leftModifiedAt: AT, rightModifiedAt: AT };
	expect(await store.links(PAIR, 'left', [contact('a')])).toMatchObject([{ ...link, id: '1' }]);
	const other = { ...person('x'), connection: OTHER_WORKSPACE };
	await store.commit([commit(change(contact('a')), { kind: 'close' }, { link: { ...link, right: other, base: {} }, repair: [contact('a')] })]);
	expect((await store.links(PAIR, 'left', [contact('a')])).map(({ right }) => right)).toEqual([person('x'), other]);
	// A feed of before is asked whatever the connection, until it tells which it reads.
	expect(await store.pendingCounts('feed-1')).toEqual({ due: 1 });

	const { id: _id, ...place } = person('');
	const intents = await store.intend(PAIR, [{ source: contact('b'), target: place }, { source: contact('b'), target: { ...place, connection: OTHER_WORKSPACE } }]);
	expect(intents.map(({ id, target }) => [id === '2', target.connection])).toEqual([[true, 'ws1'], [false, OTHER_WORKSPACE]]);
}
