import { fieldsOf, fromNow, readAll, type Suite, write } from './suite';

export function memberships({ subject, where }: Suite): void {
	describe('lists or campaigns that people are in', () => {
		where(
			'memberships',
			(how) => {
				beforeEach(() => how().make());

				it('are a field with the names that there are', async () => {
					const on = subject();
					const { field, names } = how();
					const described = (await on.schema.describe(on.people)).fields.find(({ name }) => name === field);
					expect(described).toMatchObject({ type: 'memberships', updateable: true });
					expect(described?.options?.map(({ value }) => value)).toEqual(expect.arrayContaining([...names]));
				});

				it('are changed one name at a time; what somebody else added stays, and twice does no harm', async () => {
					const on = subject();
					const { field, names: [one, two] } = how();
					const [id = ''] = on.makePeople(1);
					const change = async (whole: string[], add: string[], remove: string[]) =>
						await write(on, { op: 'update', id, values: { [field]: whole }, elements: { [field]: { add, remove } } });
					expect(await fieldsOf(on, id, [field])).toEqual({ [field]: [] });
					expect(await change([one], [one], [])).toMatchObject({ ok: true });
					expect(await change([two], [two], [])).toMatchObject({ ok: true });
					expect(await change([two], [two], [])).toMatchObject({ ok: true });
					expect(await fieldsOf(on, id, [field])).toEqual({ [field]: [one, two].sort() });
					expect(await change([two], [], [one])).toMatchObject({ ok: true });
					expect(await fieldsOf(on, id, [field])).toEqual({ [field]: [two] });
				});

				it('cost nothing where nobody asks for them', async () => {
					const on = subject();
					const [id = ''] = on.makePeople(1);
					await fieldsOf(on, id, [how().field]);
					on.sandbox.stats.reset();
					await fieldsOf(on, id, [on.fields.email]);
					expect(on.sandbox.stats.snapshot().calls).toBe(1);
					const { cursor } = await readAll(on, await fromNow(on));
					on.sandbox.stats.reset();
					await readAll(on, cursor);
					expect(on.sandbox.stats.snapshot().calls).toBe(1);
				});
			},
			async () => {
				const on = subject();
				const { fields } = await on.schema.describe(on.people);
				expect(fields.filter(({ type }) => type === 'memberships')).toEqual([]);
			},
		);
	});
}
