import type { FieldValue } from '../../../engine/model';
import { create, fieldsOf, person, type Suite, write } from './suite';

/** Texts as people type them, and as they come out of other systems. */
const TEXTS: ReadonlyArray<readonly [string, string]> = [
	['letters of all the world', 'Žofie 你好 Ελένη عائشة'],
	['signs beyond the first plane, and joined ones', '🎉 👩‍💻 𝒜'],
	['accents that stand by themselves', 'e\u0301clair'],
	['quotes and backslashes', `O'Brien "Bob" \\ back`],
	['markup', '<b>&amp;</b> {{ $json.x }}'],
	['what a query or a sheet would take for its own', `=1+1'); DROP TABLE x; -- % _ *`],
	['words that mean something to programs', 'null'],
	['nothing but figures', '007'],
];

export function values({ subject }: Suite): void {
	describe('values', () => {
		const roundTrip = async (field: string, value: FieldValue): Promise<FieldValue | undefined> => {
			const on = subject();
			const id = await create(on, { ...person(on, 1), [field]: value });
			return (await fieldsOf(on, id, [field]))?.[field];
		};

		it.each(TEXTS)('of text come back as they were given: %s', async (_what, text) => {
			expect(await roundTrip(subject().kinds.text, text)).toBe(text);
		});

		it('of long text keep their lines and their length', async () => {
			const { longText } = subject().kinds;
			const text = `First line\n\nThird line\n${'A long tail. '.repeat(300).trim()}`;
			expect(longText === undefined || (await roundTrip(longText, text)) === text).toBe(true);
		});

		it('of the kinds number, yes and no, date come back as they were given, and can be cleared', async () => {
			const on = subject();
			const { number, flag, date } = on.kinds;
			const id = await create(on, person(on, 1));
			const names = [number.field, flag.field, date.field];
			for (const which of [0, 1] as const) {
				const given = { [number.field]: number.given[which], [flag.field]: flag.given[which], [date.field]: date.given[which] };
				expect(await write(on, { op: 'update', id, values: given })).toMatchObject({ ok: true });
				expect(await fieldsOf(on, id, names)).toEqual(given);
			}
			expect(await write(on, { op: 'update', id, values: { [number.field]: null, [date.field]: null } })).toMatchObject({ ok: true });
			expect(await fieldsOf(on, id, [number.field, date.field])).toEqual({ [number.field]: null, [date.field]: null });
		});

		it('of a list and of lists of many come back as they were given, and can be cleared', async () => {
			const on = subject();
			const { list } = on.fields;
			const { multi } = on.kinds;
			const id = await create(on, { ...person(on, 1), [list.name]: list.good });
			for (const given of multi.given) {
				expect(await write(on, { op: 'update', id, values: { [multi.field]: given } })).toMatchObject({ ok: true });
				const back = (await fieldsOf(on, id, [multi.field]))?.[multi.field];
				expect((Array.isArray(back) ? [...back] : String(back).split(';')).sort()).toEqual([...given].sort());
			}
			await write(on, { op: 'update', id, values: { [multi.field]: null, [list.name]: null } });
			const cleared = await fieldsOf(on, id, [multi.field, list.name]);
			expect(cleared?.[list.name]).toBeNull();
			expect([null, []]).toContainEqual(cleared?.[multi.field]);
		});

		it.each([['number', 'twelve'], ['date', '31.12.2026']] as const)('that are no %s are refused, not shown, and nothing is made', async (kind, wrong) => {
			const on = subject();
			const { field } = on.kinds[kind];
			const result = await write(on, { op: 'create', values: { ...person(on, 1), [field]: wrong } });
			const error = result.ok ? undefined : result.error;
			expect(error?.class).toBe('invalid');
			// A service that cannot read a call at all (Salesforce) does not say which field it was.
			expect(error?.fields ?? [field]).toEqual([field]);
			expect(JSON.stringify(result)).not.toContain(wrong);
			expect(on.countPeople()).toBe(0);
		});

		it('as long as the schema says are taken; one sign more is refused by the name of the field', async () => {
			const on = subject();
			const { text } = on.kinds;
			const longest = (await on.schema.describe(on.people)).fields.find(({ name }) => name === text)?.maxLength;
			if (longest === undefined) return;
			expect(await roundTrip(text, 'x'.repeat(longest))).toHaveLength(longest);
			const result = await write(on, { op: 'create', values: { ...person(on, 2), [text]: 'x'.repeat(longest + 1) } });
			expect(result).toMatchObject({ ok: false, error: { class: 'invalid', fields: [text] } });
		});
	});
}
