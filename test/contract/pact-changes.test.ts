import type { SourceChange } from '../../engine/run/system-port';
import { SWEEP_REACH_MS } from '../../systems/pact';
import { type PactSubject, pactSubject } from './subjects/pact';

/** What only Pact does: nothing tells what was changed but its lists. Behaviours that all adapters share are in conformance/. */
describe('Changes of Pact', () => {
	let pact: PactSubject;

	beforeEach(async () => {
		pact = await pactSubject();
	});
	afterEach(() => pact.sandbox.close());

	const calls = () => pact.sandbox.stats.snapshot().calls;

	describe.each([
		['lists in order of creation', false],
		['lists that can be sorted by change', true],
	])('following changes of %s', (_what, listSort) => {
		beforeEach(() => pact.sandbox.assume({ listSort }));

		const ask = (limit = 100) => ({ object: 'contacts', fields: ['email', 'title'], limit });
		/** A poll as the engine makes it: the first page looks back, the others do not. */
		async function poll(cursor: string, lookBackMs = 60_000, limit = 100) {
			const changes: SourceChange[] = [];
			for (let back = lookBackMs; ; back = 0) {
				const page = await pact.source.readPage(ask(limit), cursor, { lookBackMs: back });
				const standing = back === 0 && page.cursor === cursor;
				changes.push(...page.changes);
				cursor = page.cursor;
				if (!page.more || standing) return { cursor, changes, ids: new Set(changes.map(({ id }) => id)) };
			}
		}
		const later = () => pact.sandbox.clock.advance(120_000);
		/** People of different ages, the last one two minutes old. */
		function people(count: number): string[] {
			return Array.from({ length: count }, (_, n) => {
				const id = pact.make('contacts', { name: `Person ${n}`, email: `p${n}@acme.example` });
				later();
				return id;
			});
		}

		it('costs one call when nothing has changed', async () => {
			people(7);
			const { cursor } = await poll(await pact.source.start('contacts', 'now'));
			later();
			pact.sandbox.stats.reset();
			expect((await poll(cursor)).cursor).toBe(cursor);
			expect(calls()).toBe(1);
		});

		it('finds an edit of an old record with the next sweep, at the latest', async () => {
			const [old = ''] = people(130);
			const start = await pact.source.start('contacts', 'now');
			later();
			pact.edit('contacts', old, { title: 'CEO' });
			const { changes } = await poll(start, SWEEP_REACH_MS);
			expect(changes.filter(({ id }) => id === old).map(({ fields }) => fields.title)).toContain('CEO');
		});

		it('never tells what was not touched since "now", sweeping or not', async () => {
			people(130);
			const start = await pact.source.start('contacts', 'now');
			later();
			expect((await poll(start, SWEEP_REACH_MS)).changes).toEqual([]);
		});

		it('starts at a date: what was changed since then, and new changes after that', async () => {
			const ids = people(6);
			const date = new Date(pact.sandbox.clock.now().getTime() - 5 * 60_000).toISOString();
			pact.edit('contacts', ids[0] ?? '', { title: 'CEO' });
			const first = await poll(await pact.source.start('contacts', { date }));
			expect(first.ids).toEqual(new Set([ids[0], ids[4], ids[5]]));
			const made = pact.make('contacts', { name: 'Ann' });
			expect((await poll(first.cursor)).ids).toContain(made);
		});

		it('loses nobody when records are erased while it reads', async () => {
			const ids = people(40);
			let cursor = await pact.source.start('contacts', 'everything');
			const seen = new Set<string>();
			for (let more = true; more;) {
				const page = await pact.source.readPage(ask(10), cursor, { lookBackMs: 0 });
				page.changes.forEach(({ id }) => seen.add(id));
				({ cursor, more } = page);
				const victim = ids.find((id) => seen.has(id) && pact.sandbox.records('contacts').some((record) => record.public_id === id));
				if (victim !== undefined && seen.size < 30) pact.sandbox.remove('contacts', victim);
			}
			expect(seen).toEqual(new Set(ids));
		});

		it('takes a quarter of a minute’s calls for a sweep at most, and goes on with it at the next polls', async () => {
			pact.sandbox.setPlan('starter');
			pact.makePeople(1_700);
			later();
			pact.make('contacts', { name: 'Last' });
			later();
			const start = await pact.source.start('contacts', 'now');
			later();
			const [early = '', late = ''] = [10, 1_650].map((place) => pact.sandbox.records('contacts')[place]?.public_id);
			pact.edit('contacts', early, { title: 'Early' });
			pact.edit('contacts', late, { title: 'Late' });
			pact.sandbox.stats.reset();
			const first = await poll(start, SWEEP_REACH_MS);
			expect(calls()).toBeLessThanOrEqual(16);
			expect(first.ids).toContain(early);
			later();
			expect(first.cursor).toContain('sweep');
			const second = await poll(first.cursor);
			expect(second.ids).toContain(late);
			expect(second.cursor).not.toContain('sweep');
			later();
			pact.sandbox.stats.reset();
			await poll(second.cursor);
			expect(calls()).toBe(1);
		});

		it('keeps a small position in a large workspace', async () => {
			pact.makePeople(1_000);
			const page = await pact.source.readPage(ask(), await pact.source.start('contacts', 'everything'), { lookBackMs: 0 });
			expect(page.cursor.length).toBeLessThan(200);
		});

		it('tells a record that is gone as deleted when it is read again', async () => {
			const [kept = '', erased = ''] = people(2);
			pact.sandbox.remove('contacts', erased);
			const again = await pact.source.readAgain(ask(), [kept, erased]);
			expect(again.map(({ id, kind }) => [id, kind])).toEqual([
				[kept, 'upserted'],
				[erased, 'deleted'],
			]);
			expect(again[1]?.modifiedAt.slice(0, 16)).toBe(pact.sandbox.clock.now().toISOString().slice(0, 16));
		});
	});

	it('finds an edit of an old record with the next poll where lists can be sorted by change', async () => {
		pact.sandbox.assume({ listSort: true });
		const ids = pact.makePeople(250);
		pact.sandbox.clock.advance(120_000);
		const first = pact.make('contacts', { name: 'Ann' });
		pact.sandbox.clock.advance(120_000);
		const query = { object: 'contacts', fields: ['title'], limit: 100 };
		const start = await pact.source.start('contacts', 'now');
		pact.sandbox.clock.advance(120_000);
		pact.edit('contacts', ids[40] ?? '', { title: 'CEO' });
		pact.sandbox.stats.reset();
		const page = await pact.source.readPage(query, start, { lookBackMs: 60_000 });
		expect(page).toMatchObject({ more: false, changes: [{ id: ids[40], fields: { title: 'CEO' } }] });
		expect(calls()).toBe(1);
		expect((await pact.source.sample({ ...query, limit: 2 })).map(({ id }) => id)).toEqual([ids[40], first]);
	});

	it.each([
		['nobody in it', 0],
		['one record', 1],
		['records of one moment only', 3],
	])('takes a list with %s for no proof that lists cannot be sorted', async (_what, count) => {
		pact.sandbox.assume({ listSort: true });
		pact.makePeople(count);
		const query = { object: 'contacts', fields: ['title'], limit: 100 };
		let cursor = await pact.source.start('contacts', 'now');
		const poll = async () => {
			const page = await pact.source.readPage(query, cursor, { lookBackMs: 60_000 });
			({ cursor } = page);
			return page.changes.map(({ id, fields }) => [id, fields.title]);
		};
		await poll();
		pact.sandbox.clock.advance(120_000);
		const old = pact.make('contacts', { name: 'Ann' });
		pact.sandbox.clock.advance(120_000);
		// More than the end of a list in order of creation that every poll reads again.
		for (let n = 0; n < 8; n += 1) {
			pact.make('contacts', { name: `Ben ${n}` });
			pact.sandbox.clock.advance(120_000);
		}
		await poll();
		pact.sandbox.clock.advance(600_000);
		pact.edit('contacts', old, { title: 'CEO' });
		// Within the hour for which a proven answer is believed: only a list that is known to be sorted shows an edit at once.
		expect(await poll()).toContainEqual([old, 'CEO']);
	});

	it('still knows that lists can be sorted when later all records are of one moment', async () => {
		pact.sandbox.assume({ listSort: true });
		const ids = Array.from({ length: 8 }, (_, n) => {
			pact.sandbox.clock.advance(120_000);
			return pact.make('contacts', { name: `Person ${n}` });
		});
		pact.sandbox.clock.advance(120_000);
		const query = { object: 'contacts', fields: ['title'], limit: 100 };
		const { cursor } = await pact.source.readPage(query, await pact.source.start('contacts', 'now'), { lookBackMs: 60_000 });
		pact.sandbox.clock.advance(2 * 3_600_000);
		for (const id of ids) pact.edit('contacts', id, { title: 'CEO' });
		const { changes } = await pact.source.readPage(query, cursor, { lookBackMs: 60_000 });
		expect(new Set(changes.map(({ id }) => id))).toEqual(new Set(ids));
	});

	it('reads more changes than fit on a page, newest first, and misses none of them', async () => {
		pact.sandbox.assume({ listSort: true });
		const old = pact.make('contacts', { name: 'Old' });
		pact.sandbox.clock.advance(120_000);
		pact.edit('contacts', old, { title: 'x' });
		pact.make('contacts', { name: 'Other' });
		pact.sandbox.clock.advance(120_000);
		let cursor = await pact.source.start('contacts', 'now');
		pact.sandbox.clock.advance(120_000);
		const ids = new Set(pact.makePeople(250));
		const seen = new Set<string>();
		let first: string | undefined;
		for (let more = true; more;) {
			const page = await pact.source.readPage({ object: 'contacts', fields: ['title'], limit: 100 }, cursor, { lookBackMs: first === undefined ? 60_000 : 0 });
			first ??= page.cursor;
			page.changes.forEach(({ id }) => seen.add(id));
			({ cursor, more } = page);
		}
		expect(seen).toEqual(ids);
		// A crash after the first page goes on where it was.
		const resumed = await pact.source.readPage({ object: 'contacts', fields: ['title'], limit: 100 }, first ?? '', { lookBackMs: 0 });
		expect(resumed.changes).toHaveLength(100);
	});
});
