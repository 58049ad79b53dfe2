import { join } from 'node:path';
import { openSqlite } from '../engines/sqlite';
import { openStore } from '..';
import { temporaryFolder } from '../testing';
import { MIGRATIONS } from '.';
import { consoleIndexes } from './0015-console-indexes';
import { migrate } from './migrate';

const folder = temporaryFolder();

it('questions of before are found by their field', async () => {
	const file = join(folder(), 'store.db');
	const old = await openSqlite({ file });
	await migrate(old, MIGRATIONS.slice(0, MIGRATIONS.indexOf(consoleIndexes)));
	const question = { pair: 'p', kind: 'conflict', message: 'Which?', source: null, target: null, open: 1, first_seen_at: 1, last_seen_at: 1, count: 1 };
	const details = [{ row: 'title', left: 'a' }, { row: 'name' }, { candidates: ['x'] }];
	await old.transaction(async (db) => {
		// As the version before wrote it: without the column that is new.
		const rows = details.map((each, index) => ({ ...question, id: index + 1, key: String(index), details: JSON.stringify(each) }));
		await db.insertInto('reviews').values(rows).execute();
	});
	await old.close();

	const store = await openStore({ file });
	expect((await store.openReviews({ row: 'title' })).map(({ key }) => key)).toEqual(['0']);
	expect((await store.questionGroups()).map(({ row, count }) => [row, count])).toEqual([[undefined, 1], ['name', 1], ['title', 1]]);
	await store.close();
});
