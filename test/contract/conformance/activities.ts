import { person, type Suite } from './suite';

/** How systems call objects that hold what was done with somebody. */
const ACTIVITY = /activit|task|event|call|note|meeting/i;

export function activities({ subject, where }: Suite): void {
	describe('what was done with somebody', () => {
		where(
			'activities',
			(how) => {
				it('is made as a record about that person, and read back', async () => {
					const on = subject();
					const { object, about, values } = how();
					const id = on.make(on.people, person(on, 1));
					const [made] = await on.records.write(object, [{ op: 'create', values: { ...values, [about]: id } }]);
					if (!made?.ok) throw new Error(JSON.stringify(made));
					const [told] = await on.source.readAgain({ object, fields: [about, ...Object.keys(values)] }, [made.id]);
					expect(told).toMatchObject({ id: made.id, kind: 'upserted', fields: values });
					expect([told?.fields[about]].flat()).toEqual([id]);
				});

				it('about nobody whom there is is refused, and not made', async () => {
					const on = subject();
					const { object, about, values } = how();
					expect(await on.records.write(object, [{ op: 'create', values: { ...values, [about]: on.unknownId } }])).toMatchObject([{ ok: false, error: { class: expect.stringMatching(/^(invalid|not-found|missing-required)$/) } }]);
					expect(await on.source.count({ object })).toBe(0);
				});

				it('can be described, with what it is about', async () => {
					const on = subject();
					const { fields } = await on.schema.describe(how().object);
					expect(fields.find(({ name }) => name === how().about)).toMatchObject({ type: expect.stringMatching(/^references?$/), createable: true });
				});
			},
			async () => expect((await subject().schema.objects()).filter(({ name }) => ACTIVITY.test(name))).toEqual([]),
		);
	});
}
