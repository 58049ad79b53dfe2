import type { WriteOp } from '../../../engine/run/system-port';
import { create, fieldsOf, idsByEmail, person, type Suite, write } from './suite';

export function writing({ subject }: Suite): void {
	describe('writing records', () => {
		it('creates, and answers the id, and either the record as it then is or none', async () => {
			const on = subject();
			const values = { ...person(on, 1), [on.fields.title]: 'CEO' };
			const result = await write(on, { op: 'create', values });
			if (!result.ok) throw new Error('It was not created');
			expect(await fieldsOf(on, result.id, Object.keys(values))).toEqual(values);
			expect(result.record?.fields ?? values).toMatchObject(values);
		});

		it('updates the given fields only, and clears with null', async () => {
			const on = subject();
			const { title, email } = on.fields;
			const id = on.make(on.people, { ...person(on, 1), [title]: 'CEO' });
			expect(await write(on, { op: 'update', id, values: { [title]: null } })).toMatchObject({ ok: true, id });
			expect(await fieldsOf(on, id, [title, email])).toEqual({ [title]: null, [email]: 'p1@acme.example' });
		});

		it('answers one result for each op in order, when some are refused', async () => {
			const on = subject();
			const { list, title } = on.fields;
			const id = on.make(on.people, person(on, 1));
			const results = await on.records.write(on.people, [
				{ op: 'create', values: { ...person(on, 2), [list.name]: list.bad } },
				{ op: 'update', id, values: { [list.name]: list.good } },
				{ op: 'update', id: on.unknownId, values: { [title]: 'x' } },
				{ op: 'create', values: person(on, 3) },
			]);
			expect(results.map((result) => (result.ok ? 'ok' : result.error.class))).toEqual(['invalid', 'ok', expect.stringMatching(/^(not-found|invalid)$/), 'ok']);
		});

		it('keeps the order over as many calls as it takes, creates and updates mixed', async () => {
			const on = subject();
			const count = on.batches.write * 2 + 6;
			const there = on.makePeople(count / 2);
			const ops = Array.from({ length: count }, (_, n): WriteOp => {
				const id = n % 2 === 0 ? there[n / 2] : undefined;
				return id === undefined ? { op: 'create', values: { ...person(on, n), [on.fields.title]: `Number ${n}` } } : { op: 'update', id, values: { [on.fields.title]: `Number ${n}` } };
			});
			const results = await on.records.write(on.people, ops);
			const ids = results.map((result) => (result.ok ? result.id : 'refused'));
			const read = await on.records.read(on.people, ids, [on.fields.title]);
			expect(ids.map((id) => read.get(id)?.fields[on.fields.title])).toEqual(ops.map((_, n) => `Number ${n}`));
			expect(ids.filter((_, n) => n % 2 === 0)).toEqual(there);
		});

		it('sends no more calls than records, and far fewer where there are batches', async () => {
			const on = subject();
			const ops = Array.from({ length: 100 }, (_, n): WriteOp => ({ op: 'create', values: person(on, n) }));
			on.sandbox.stats.reset();
			expect((await on.records.write(on.people, ops)).every(({ ok }) => ok)).toBe(true);
			expect(on.sandbox.stats.snapshot().writes).toBe(Math.ceil(100 / on.batches.write));
		});

		it('makes no call for no ops', async () => {
			const on = subject();
			on.sandbox.stats.reset();
			expect(await on.records.write(on.people, [])).toEqual([]);
			expect(on.sandbox.stats.snapshot().calls).toBe(0);
		});

		it('says what was wrong without saying the value', async () => {
			const on = subject();
			const { list } = on.fields;
			const result = await write(on, { op: 'create', values: { ...person(on, 2), [list.name]: list.bad } });
			const error = result.ok ? undefined : result.error;
			expect(error).toMatchObject({ class: 'invalid', fields: [list.name] });
			expect(error?.message).not.toContain(list.bad);
			expect(error?.message.length).toBeGreaterThan(20);
		});

		it('refuses a field that there is not, by its name, and writes the other records', async () => {
			const on = subject();
			const results = await on.records.write(on.people, [
				{ op: 'create', values: { ...person(on, 1), no_such_field: 'x' } },
				{ op: 'create', values: person(on, 2) },
			]);
			expect(results).toMatchObject([{ ok: false, error: { class: 'invalid', fields: ['no_such_field'] } }, { ok: true }]);
			expect(on.countPeople()).toBe(1);
		});

		it('tells a record that exists already as a duplicate', async () => {
			const on = subject();
			on.make(on.people, person(on, 1));
			const result = await write(on, { op: 'create', values: person(on, 1) });
			expect(result).toMatchObject({ ok: false, error: { class: 'duplicate' } });
			expect(JSON.stringify(result)).not.toContain('p1@acme.example');
		});

		it('may be repeated: the same update again changes nothing more', async () => {
			const on = subject();
			const id = on.make(on.people, person(on, 1));
			const op: WriteOp = { op: 'update', id, values: { [on.fields.title]: 'CEO' } };
			expect([await write(on, op), await write(on, op)]).toMatchObject([{ ok: true, id }, { ok: true, id }]);
			expect(await fieldsOf(on, id, [on.fields.title])).toEqual({ [on.fields.title]: 'CEO' });
		});

		it('of a record that is gone is refused, and makes none', async () => {
			const on = subject();
			const id = on.make(on.people, person(on, 1));
			on.remove(on.people, id);
			const result = await write(on, { op: 'update', id, values: { [on.fields.title]: 'CEO' } });
			expect(result).toMatchObject({ ok: false, error: { class: 'not-found' } });
			expect(on.countPeople()).toBe(0);
		});
	});

	describe('a create whose answer is lost', () => {
		it('is told as unknown, is sent once, and can be found by its key: so nobody is made twice', async () => {
			const on = subject();
			on.sandbox.faults.add({ match: on.paths.write, kind: 'drop-after' });
			on.sandbox.stats.reset();
			expect(await write(on, { op: 'create', values: person(on, 1) })).toMatchObject({ ok: false, error: { class: 'unknown-outcome' } });
			expect(on.sandbox.stats.snapshot().writes).toBe(1);
			expect(await idsByEmail(on, 'p1@acme.example', on.again())).toHaveLength(1);
			expect(await write(on, { op: 'create', values: person(on, 1) })).toMatchObject({ ok: false, error: { class: 'duplicate' } });
			expect(on.countPeople()).toBe(1);
		});

		it('that was never made is found by nobody, and may be sent', async () => {
			const on = subject();
			on.sandbox.faults.add({ match: on.paths.write, kind: 'drop-before' });
			expect(await write(on, { op: 'create', values: person(on, 1) })).toMatchObject({ ok: false, error: { class: 'unknown-outcome' } });
			expect(await idsByEmail(on, 'p1@acme.example', on.again())).toEqual([]);
			await create(on, person(on, 1));
			expect(on.countPeople()).toBe(1);
		});
	});
}
