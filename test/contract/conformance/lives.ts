import { everything, idsOf, fromNow, person, query, readAll, type Suite } from './suite';

/** What becomes of records: deleted, brought back, merged, archived. */
export function lives({ subject, where }: Suite): void {
	describe('reading again', () => {
		it('gives records as they are now, and says who is gone', async () => {
			const on = subject();
			const [first = '', second = '', gone = ''] = on.makePeople(3);
			on.edit(on.people, first, { [on.fields.title]: 'New' });
			on.remove(on.people, gone);
			const again = await on.source.readAgain(query(on, 1), [first, second, gone, on.unknownId]);
			const there = again.filter(({ kind }) => kind === 'upserted');
			expect(new Set(idsOf(there))).toEqual(new Set([first, second]));
			expect(there.find(({ id }) => id === first)?.fields[on.fields.title]).toBe('New');
			expect(again.filter(({ id }) => id === gone)).toMatchObject([{ kind: 'deleted' }]);
			expect((await on.records.read(on.people, [gone], [])).get(gone)?.gone ?? { kind: 'deleted' }).toEqual({ kind: 'deleted' });
		});

		it('makes no call for nobody', async () => {
			const on = subject();
			on.sandbox.stats.reset();
			expect(await on.source.readAgain(query(on, 1), [])).toEqual([]);
			expect(on.sandbox.stats.snapshot().calls).toBe(0);
		});
	});

	describe('a deleted record', () => {
		where(
			'tellsDeleted',
			(how) => {
				it('is told by the poll, and once', async () => {
					const on = subject();
					const [gone = ''] = on.makePeople(3);
					on.sandbox.clock.advance(2 * 60_000);
					const first = await readAll(on, await fromNow(on));
					on.sandbox.clock.advance(1_000);
					on.remove(on.people, gone);
					on.sandbox.clock.advance(how().withinMs);
					const second = await readAll(on, first.cursor);
					expect(second.changes.filter(({ id }) => id === gone)).toMatchObject([{ kind: 'deleted', modifiedAt: expect.stringMatching(/^2026-/) }]);
					on.sandbox.clock.advance(how().withinMs);
					expect((await readAll(on, second.cursor)).changes).toEqual([]);
				});
			},
			async () => {
				const on = subject();
				const [gone = ''] = on.makePeople(3);
				const { cursor } = await readAll(on, await everything(on));
				on.remove(on.people, gone);
				expect(idsOf((await readAll(on, cursor)).changes)).not.toContain(gone);
			},
		);

		where(
			'bringBack',
			(how) => {
				it('that somebody brings back is there again, and is told', async () => {
					const on = subject();
					const [id = ''] = on.makePeople(1);
					on.remove(on.people, id);
					on.sandbox.clock.advance(2 * 60_000);
					const start = await fromNow(on);
					on.sandbox.clock.advance(1_000);
					how()(on.people, id);
					on.sandbox.clock.advance(1_000);
					expect((await readAll(on, start)).changes).toMatchObject([{ id, kind: expect.stringMatching(/^(upserted|restored)$/) }]);
					expect((await on.records.read(on.people, [id], [])).get(id)?.gone).toBeUndefined();
				});
			},
			async () => {
				const on = subject();
				const [id = ''] = on.makePeople(1);
				on.remove(on.people, id);
				expect((await on.records.restore?.(on.people, [id]))?.[0]?.ok ?? false).toBe(false);
			},
		);
	});

	describe('a record that was merged into another', () => {
		where(
			'merge',
			(how) => {
				it('names the one that is left, which is there with what it was merged from', async () => {
					const on = subject();
					const [one, two] = [on.make(on.people, person(on, 1)), on.make(on.people, person(on, 2))];
					const left = await how()(on.people, one, two);
					const told = await on.source.readAgain(query(on, 1), [left, two]);
					expect(told.find(({ id }) => id === two)).toMatchObject({ kind: 'merged', mergedInto: left });
					expect(told.find(({ id }) => id === left)).toMatchObject({ kind: 'upserted', fields: { [on.fields.email]: 'p1@acme.example' } });
					const states = await on.records.read(on.people, [left, two], []);
					expect([states.get(left)?.gone, states.get(two)?.gone]).toEqual([undefined, { kind: 'merged', into: left }]);
				});
			},
			async () => {
				const on = subject();
				const [id = ''] = on.makePeople(1);
				expect((await on.source.readAgain(query(on, 1), [id]))[0]).not.toHaveProperty('mergedFrom');
			},
		);
	});

	describe('archiving', () => {
		where(
			'archive',
			() => {
				it('takes records out of sight and erases nothing; twice is as good as once, and who is gone already is as wanted', async () => {
					const on = subject();
					const [id = '', other = ''] = on.makePeople(2);
					const results = await on.records.archive?.(on.people, [id, on.unknownId]);
					expect(results?.map(({ ok }) => ok)).toEqual([true, true]);
					expect((await on.records.archive?.(on.people, [id]))?.[0]?.ok).toBe(true);
					const states = await on.records.read(on.people, [id, other], [on.fields.email]);
					expect([states.get(id)?.gone, states.get(other)?.gone]).toEqual([{ kind: 'deleted' }, undefined]);
					expect(await on.source.readAgain(query(on, 1), [id])).toMatchObject([{ id, kind: 'deleted' }]);
				});

				it('answers for each of more than fit into a call', async () => {
					const on = subject();
					const ids = on.makePeople(on.batches.write + 3);
					expect((await on.records.archive?.(on.people, ids))?.filter(({ ok }) => ok)).toHaveLength(ids.length);
				});
			},
			() => expect(subject().records.archive).toBeUndefined(),
		);
	});

	describe('bringing back what was archived', () => {
		where(
			'restore',
			() => {
				it('makes it as it was, and says who is not there', async () => {
					const on = subject();
					const id = on.make(on.people, { ...person(on, 1), [on.fields.title]: 'CEO' });
					await on.records.archive?.(on.people, [id]);
					expect(await on.records.restore?.(on.people, [id, on.unknownId])).toMatchObject([{ ok: true }, { ok: false, error: { class: 'not-found' } }]);
					const state = (await on.records.read(on.people, [id], [on.fields.title])).get(id);
					expect(state).toMatchObject({ fields: { [on.fields.title]: 'CEO' } });
					expect(state).not.toHaveProperty('gone');
				});
			},
			() => expect(subject().records.restore).toBeUndefined(),
		);
	});
}
