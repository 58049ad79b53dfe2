import { FIELD_TYPES } from '../../../engine/model';
import { refusalOf, type Suite, person } from './suite';

export function schema({ subject }: Suite): void {
	describe('the schema', () => {
		it('describes the fields of people, with types, rights and options', async () => {
			const on = subject();
			const { fields } = await on.schema.describe(on.people);
			const field = (name: string) => fields.find((candidate) => candidate.name === name);
			expect(field(on.fields.email)).toMatchObject({ type: 'email', createable: true, updateable: true });
			expect(field(on.fields.list.name)).toMatchObject({ type: 'picklist', custom: true, restricted: true });
			expect(field(on.fields.list.name)?.options?.map(({ value }) => value)).toContain(on.fields.list.good);
		});

		it('gives each kind of value a type in words that all systems share, and each field a name and a label', async () => {
			const on = subject();
			const { fields, ...object } = await on.schema.describe(on.people);
			expect(object).toMatchObject({ system: on.source.system, connection: on.source.connection, name: on.people });
			const typeOf = Object.fromEntries(fields.map(({ name, type }) => [name, type]));
			const { kinds } = on;
			expect([typeOf[kinds.text], typeOf[kinds.number.field], typeOf[kinds.flag.field], typeOf[kinds.date.field], typeOf[kinds.multi.field]]).toEqual(['text', 'number', 'boolean', 'date', 'multiselect']);
			if (kinds.longText !== undefined) expect(typeOf[kinds.longText]).toBe('longText');
			expect(new Set(fields.map(({ name }) => name)).size).toBe(fields.length);
			for (const { label, type } of fields) expect([label.trim() !== '', FIELD_TYPES.includes(type)]).toEqual([true, true]);
		});

		it('describes nothing that cannot be read', async () => {
			const on = subject();
			const { fields } = await on.schema.describe(on.people);
			const id = on.make(on.people, person(on, 1));
			const names = fields.map(({ name }) => name);
			const read = (await on.records.read(on.people, [id], names)).get(id)?.fields ?? {};
			// A field that this record has no say in (the opt-out of somebody without an address) may be left out; one that is no field may not.
			expect(names.filter((name) => !(name in read))).toEqual([]);
		});

		it('says what a new record must have; a create without it is refused by that name', async () => {
			const on = subject();
			const { object, field, others } = on.required;
			const described = (await on.schema.describe(object)).fields.find(({ name }) => name === field);
			expect(described).toMatchObject({ requiredOnCreate: true });
			expect(await on.records.write(object, [{ op: 'create', values: others }])).toMatchObject([{ ok: false, error: { class: 'missing-required', fields: [field] } }]);
		});

		it('lists the objects, each with a label', async () => {
			const on = subject();
			const objects = await on.schema.objects();
			expect(objects.map(({ name }) => name)).toEqual(expect.arrayContaining([on.people, on.companies]));
			expect(objects.filter(({ label }) => label.trim() === '')).toEqual([]);
		});

		it('says clearly that there is no such object', async () => {
			expect((await refusalOf(subject().schema.describe('Nonsense__c'))).message).toContain('Nonsense__c');
		});
	});
}
