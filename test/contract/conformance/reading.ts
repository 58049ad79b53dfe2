import { fieldsOf, MINUTE, person, type Suite } from './suite';

export function reading({ subject, where }: Suite): void {
	describe('reading records', () => {
		it('answers the asked fields of each record, and when it was changed', async () => {
			const on = subject();
			const id = on.make(on.people, { ...person(on, 1), [on.fields.title]: 'CEO' });
			const found = await on.records.read(on.people, [id], [on.fields.email, on.fields.title]);
			// Who changed it comes along where the system tells it.
			const { changedBy: _who, ...record } = found.get(id) ?? {};
			expect(record).toEqual({
				id,
				fields: { [on.fields.email]: 'p1@acme.example', [on.fields.title]: 'CEO' },
				modifiedAt: expect.stringMatching(/^2026-11-21T08:\d\d:\d\d\.\d{3}Z$/),
			});
		});

		it('leaves out ids that nobody has, and answers the rest', async () => {
			const on = subject();
			const id = on.make(on.people, person(on, 1));
			const found = await on.records.read(on.people, [on.unknownId, id], [on.fields.email]);
			expect([...found.keys()]).toEqual([id]);
		});

		it('answers blank fields as null', async () => {
			const on = subject();
			const id = on.make(on.people, person(on, 1));
			expect(await fieldsOf(on, id, [on.fields.title])).toEqual({ [on.fields.title]: null });
		});

		it('takes far fewer calls than records', async () => {
			const on = subject();
			const ids = on.makePeople(150);
			on.sandbox.stats.reset();
			expect((await on.records.read(on.people, ids, [on.fields.email])).size).toBe(150);
			expect(on.sandbox.stats.snapshot().calls).toBeLessThanOrEqual(3);
		});

		it('answers more than fit into a call, each as itself, and nobody twice', async () => {
			const on = subject();
			const ids = on.makePeople(2 * on.batches.read + 1);
			const found = await on.records.read(on.people, [...ids, ...ids.slice(0, 3)], [on.fields.email]);
			expect([...found.keys()].sort()).toEqual([...ids].sort());
			for (const [id, record] of found) expect(record.id).toBe(id);
		});

		it('makes no call for no ids', async () => {
			const on = subject();
			on.sandbox.stats.reset();
			expect((await on.records.read(on.people, [], [on.fields.email])).size).toBe(0);
			expect(on.sandbox.stats.snapshot().calls).toBe(0);
		});
	});

	describe('the history of fields', () => {
		where(
			'history',
			() => {
				it('tells when each field was changed last', async () => {
					const on = subject();
					const id = on.make(on.people, { ...person(on, 1), [on.fields.title]: 'CTO' });
					on.sandbox.clock.advance(MINUTE);
					on.edit(on.people, id, { [on.fields.title]: 'CEO' });
					const times = (await on.records.times?.(on.people, [id], [on.fields.title, on.fields.lastName]))?.get(id) ?? {};
					const at = (field: string) => Date.parse(times[field]?.at ?? '');
					expect(at(on.fields.title) - at(on.fields.lastName)).toBe(MINUTE);
				});
			},
			() => expect(subject().records.times).toBeUndefined(),
		);

		where(
			'past',
			(how) => {
				it('tells the values that stood there since a moment, the newest first, with the read that asks for them', async () => {
					const on = subject();
					const { field, keep } = how();
					keep();
					const id = on.make(on.people, { ...person(on, 1), [field]: 'First' });
					on.sandbox.clock.advance(MINUTE);
					const since = on.sandbox.clock.now().toISOString();
					for (const value of ['Second', 'Third']) {
						on.sandbox.clock.advance(MINUTE);
						on.edit(on.people, id, { [field]: value });
					}
					const read = (await on.records.read(on.people, [id], [field], { fields: [field], since })).get(id);
					expect(read?.fields).toEqual({ [field]: 'Third' });
					const values = read?.past?.[field] ?? [];
					expect(values.slice(0, 3).map(({ value }) => value)).toEqual(['Third', 'Second', 'First']);
					expect(Date.parse(values[0]?.at ?? '') - Date.parse(values[1]?.at ?? '')).toBe(MINUTE);
					expect((await on.records.read(on.people, [id], [field])).get(id)).not.toHaveProperty('past');
				});
			},
			() => expect(subject().records.pastAtOnce).toBeUndefined(),
		);
	});
}
