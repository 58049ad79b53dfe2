import { everything, fromNow, idsOf, MINUTE, person, query, readAll, refusalOf, type Suite } from './suite';

/** A position is stored with every page, and shown to nobody. */
const LONGEST_POSITION = 4_000;

export function changes({ subject, where }: Suite): void {
	describe('following changes', () => {
		it('reads everything, page after page', async () => {
			const on = subject();
			const ids = on.makePeople(45);
			const { changes: told, pages } = await readAll(on, await everything(on));
			expect(new Set(idsOf(told))).toEqual(new Set(ids));
			expect(pages).toBeGreaterThanOrEqual(3);
			expect(told[0]).toMatchObject({ kind: 'upserted', fields: { [on.fields.email]: expect.anything() }, modifiedAt: expect.stringMatching(/^2026-11-21T.*Z$/) });
		});

		it('from now on, reads what is new and nothing older', async () => {
			const on = subject();
			on.makePeople(30);
			on.sandbox.clock.advance(2 * MINUTE);
			const start = await fromNow(on);
			on.sandbox.clock.advance(5_000);
			const id = on.make(on.people, person(on, 1));
			expect(idsOf((await readAll(on, start)).changes)).toEqual([id]);
		});

		it('from a date on, reads what was changed since, and is never led back behind it', async () => {
			const on = subject();
			on.makePeople(3);
			on.sandbox.clock.advance(2 * MINUTE);
			const date = on.sandbox.clock.now().toISOString();
			const id = on.make(on.people, person(on, 1));
			const { changes: told } = await readAll(on, await on.source.start(on.people, { date }), { lookBackMs: 30 * MINUTE });
			expect(new Set(idsOf(told))).toEqual(new Set([id]));
			expect(await refusalOf(on.source.start(on.people, { date: 'soon' }))).toMatchObject({ class: 'invalid' });
		});

		it('of an object without records begins at once', async () => {
			const on = subject();
			const { cursor } = await readAll(on, await fromNow(on));
			on.sandbox.clock.advance(5_000);
			const id = on.make(on.people, person(on, 1));
			expect(idsOf((await readAll(on, cursor)).changes)).toContain(id);
		});

		it('makes one call when nothing has changed, and stays where it is', async () => {
			const on = subject();
			on.makePeople(3);
			const { cursor } = await readAll(on, await everything(on));
			on.sandbox.stats.reset();
			expect((await readAll(on, cursor)).cursor).toBe(cursor);
			expect(on.sandbox.stats.snapshot().calls).toBe(1);
		});

		it('tells an edit with the values of now, and once the look-back is over never again', async () => {
			const on = subject();
			const [first = ''] = on.makePeople(3);
			const { cursor } = await readAll(on, await everything(on));
			on.sandbox.clock.advance(2 * MINUTE);
			on.edit(on.people, first, { [on.fields.title]: 'CTO' });
			on.edit(on.people, first, { [on.fields.title]: 'CEO' });
			const told = (await readAll(on, cursor, { lookBackMs: FULL_LOOK })).changes.filter(({ id, fields }) => id === first && fields[on.fields.title] !== null);
			expect(told.map(({ fields }) => fields[on.fields.title])).toContain('CEO');
			expect(told.map(({ fields }) => fields[on.fields.title])).not.toContain('CTO');
		});

		it('refuses a position that is none of its own', async () => {
			const on = subject();
			for (const foreign of ['{"foreign":1}', '', 'null', '[]']) {
				expect(await refusalOf(on.source.readPage(query(on, 5), foreign, { lookBackMs: 0 }))).toMatchObject({ class: 'invalid' });
			}
		});
	});

	describe('over the boundaries of pages', () => {
		it('nobody is lost and nobody is told twice, though all are of one moment', async () => {
			const on = subject();
			const ids = on.makePeople(130);
			on.sandbox.clock.advance(2 * MINUTE);
			const { changes: told } = await readAll(on, await everything(on), { limit: 20 });
			expect(new Set(idsOf(told))).toEqual(new Set(ids));
			// A list that shifts is read with an overlap; the ledger knows a record and its time again.
			expect(told.length).toBeLessThanOrEqual(ids.length * 2);
		});

		it('nobody is lost who is made or changed while it reads', async () => {
			const on = subject();
			const ids = on.makePeople(60);
			const [moving = ''] = ids;
			const made: string[] = [];
			const { changes: told, cursor } = await readAll(on, await everything(on), {
				between: (page) => {
					on.sandbox.clock.advance(1_000);
					if (page > 5) return;
					on.edit(on.people, moving, { [on.fields.title]: `Edit ${page}` });
					made.push(on.make(on.people, person(on, 1_000 + page)));
				},
			});
			on.sandbox.clock.advance(5_000);
			const later = await readAll(on, cursor, { lookBackMs: FULL_LOOK });
			const all = [...told, ...later.changes];
			expect(new Set(idsOf(all))).toEqual(new Set([...ids, ...made]));
			expect(all.filter(({ id }) => id === moving).at(-1)?.fields[on.fields.title]).toBe(`Edit ${Math.min(5, made.length)}`);
		});

		it('nobody is lost when somebody is taken away while it reads', async () => {
			const on = subject();
			const ids = on.makePeople(60);
			const { changes: told } = await readAll(on, await everything(on), {
				between: (page) => page <= 3 && on.remove(on.people, ids[page] ?? ''),
			});
			expect(ids.filter((id) => !idsOf(told).includes(id)).filter((id) => ![1, 2, 3].map((page) => ids[page]).includes(id))).toEqual([]);
		});

		it('a restart after any page goes on from the stored position alone', async () => {
			const on = subject();
			const ids = on.makePeople(70);
			const { changes: told } = await readAll(on, await everything(on), { ports: () => on.again() });
			expect(new Set(idsOf(told))).toEqual(new Set(ids));
		});

		it('a page that was read and not stored is read again with everybody who was on it', async () => {
			const on = subject();
			on.makePeople(50);
			const start = await everything(on);
			const { cursor } = await on.source.readPage(query(on, 20), start, { lookBackMs: 0 });
			const lost = await on.source.readPage(query(on, 20), cursor, { lookBackMs: 0 });
			const repeated = await on.again().source.readPage(query(on, 20), cursor, { lookBackMs: 0 });
			expect(idsOf(repeated.changes)).toEqual(expect.arrayContaining(idsOf(lost.changes)));
		});

		it('the position is short text, however much was read', async () => {
			const on = subject();
			on.makePeople(300);
			const lengths: number[] = [];
			const start = await everything(on);
			const { cursor } = await readAll(on, start, { limit: 100, between: () => on.sandbox.clock.advance(1_000) });
			lengths.push(start.length, cursor.length);
			expect(Math.max(...lengths)).toBeLessThan(LONGEST_POSITION);
		});
	});

	describe('changes that become visible late', () => {
		where(
			'lateRows',
			(how) => {
				it('are found by looking back, and not told before', async () => {
					const on = subject();
					const [slow = '', fast = ''] = on.makePeople(2);
					on.sandbox.clock.advance(2 * MINUTE);
					const start = await fromNow(on);
					on.sandbox.clock.advance(1_000);
					const { lateMs, edit } = how();
					edit(slow, { [on.fields.title]: 'Late' });
					on.sandbox.clock.advance(5_000);
					on.edit(on.people, fast, { [on.fields.title]: 'Fast' });
					on.sandbox.clock.advance(1_000);
					const before = await readAll(on, start, { lookBackMs: lateMs });
					expect(before.changes.map(({ fields }) => fields[on.fields.title])).not.toContain('Late');
					on.sandbox.clock.advance(lateMs);
					const after = await readAll(on, before.cursor, { lookBackMs: lateMs });
					expect(after.changes.filter(({ fields }) => fields[on.fields.title] === 'Late').map(({ id }) => id)).toEqual([slow]);
				});
			},
			async () => {
				const on = subject();
				const [id = ''] = on.makePeople(1);
				const { cursor } = await readAll(on, await everything(on));
				on.edit(on.people, id, { [on.fields.title]: 'At once' });
				expect((await readAll(on, cursor, { lookBackMs: FULL_LOOK })).changes.map(({ fields }) => fields[on.fields.title])).toContain('At once');
			},
		);
	});

	describe('a filter', () => {
		where(
			'filter',
			(how) => {
				it('holds for the first sync, for later changes, for what is read again, and for the count', async () => {
					const on = subject();
					const { title } = on.fields;
					const inside = on.make(on.people, { ...person(on, 1), [title]: 'CEO' });
					const outside = on.make(on.people, { ...person(on, 2), [title]: 'CTO' });
					const filter = how().ceo;
					const first = await readAll(on, await everything(on), { filter });
					expect(new Set(idsOf(first.changes))).toEqual(new Set([inside]));
					on.sandbox.clock.advance(1_000);
					for (const id of [inside, outside]) on.edit(on.people, id, { [on.fields.lastName]: 'New' });
					expect(new Set(idsOf((await readAll(on, first.cursor, { filter })).changes))).toEqual(new Set([inside]));
					expect(idsOf(await on.source.readAgain({ ...query(on, 1), filter }, [inside, outside]))).toEqual([inside]);
					expect(await on.source.count({ object: on.people, filter })).toBe(1);
				});

				it('that makes no sense is refused before anything is read', async () => {
					const on = subject();
					on.sandbox.stats.reset();
					const { nonsense } = how();
					expect(await refusalOf(on.source.count({ object: on.people, filter: nonsense }))).toMatchObject({ class: 'invalid' });
					expect(await refusalOf(on.source.sample({ ...query(on, 5), filter: nonsense }))).toMatchObject({ class: 'invalid' });
					expect(on.sandbox.stats.snapshot().calls).toBe(0);
				});
			},
			async () => {
				const on = subject();
				expect(await refusalOf(on.source.count({ object: on.people, filter: 'title = CEO' }))).toMatchObject({ class: 'invalid' });
			},
		);
	});

	describe('a sample and a count', () => {
		it('show the latest few, and how many there are', async () => {
			const on = subject();
			on.makePeople(5);
			on.sandbox.clock.advance(MINUTE);
			const id = on.make(on.people, person(on, 1));
			const sample = await on.source.sample(query(on, 2));
			expect(sample[0]?.id).toBe(id);
			expect(sample.length).toBeLessThanOrEqual(2);
			expect(await on.source.count({ object: on.people })).toBe(6);
			expect(await on.source.count({ object: on.people }, { there: true })).toBe(6);
		});

		it('write nothing and are fine with nobody', async () => {
			const on = subject();
			on.sandbox.stats.reset();
			expect([await on.source.sample(query(on, 2)), await on.source.count({ object: on.people })]).toEqual([[], 0]);
			expect(on.sandbox.stats.snapshot().writes).toBe(0);
		});
	});
}

/** Far enough for every source: those that cannot be asked for a time read everything. */
const FULL_LOOK = 100 * 365 * 24 * 60 * MINUTE;
