import type { Lookup } from '../../../engine/run/system-port';
import { emailLookup, idsByEmail, idsOf, person, type Suite } from './suite';

export function finding({ subject }: Suite): void {
	describe('finding records', () => {
		it('answers one list for each lookup in their order, with exact matches only', async () => {
			const on = subject();
			on.make(on.people, { [on.fields.lastName]: 'Long', [on.fields.email]: 'ann@acme.example.org' });
			const exact = on.make(on.people, { [on.fields.lastName]: 'Ann', [on.fields.email]: 'ann@acme.example' });
			const found = await on.records.find(on.people, [emailLookup(on, 'nobody@acme.example'), emailLookup(on, 'ann@acme.example')], [on.fields.email]);
			expect(found.map((list) => list.map(({ id }) => id))).toEqual([[], [exact]]);
		});

		it('does not care about the case of an e-mail address', async () => {
			const on = subject();
			const id = on.make(on.people, { [on.fields.lastName]: 'Ann', [on.fields.email]: 'Ann@Acme.Example' });
			expect(await idsByEmail(on, 'ann@acme.example')).toEqual([id]);
		});

		it('finds a company by the domain of its web address', async () => {
			const on = subject();
			const { companyName, domain } = on.fields;
			const id = on.make(on.companies, { [companyName]: 'Acme', [domain]: 'https://www.acme-widgets.com/shop' });
			on.make(on.companies, { [companyName]: 'Other', [domain]: 'notacme-widgets.com' });
			const [found] = await on.records.find(on.companies, [{ kind: 'domain', field: domain, value: 'acme-widgets.com' }], [companyName]);
			expect(found?.map((state) => state.id)).toEqual([id]);
		});

		it('finds a record by the id of its partner, in just this spelling', async () => {
			const on = subject();
			const { externalId, lastName } = on.fields;
			const id = on.make(on.people, { ...person(on, 1), [externalId]: '0031x00000AbCdEAAV' });
			on.make(on.people, { ...person(on, 2), [externalId]: '0031x00000AbCdEAAW' });
			const lookup = (value: string): Lookup => ({ kind: 'external-id', field: externalId, value, hint: 'Person 1' });
			const found = await on.records.find(on.people, [lookup('0031x00000AbCdEAAV'), lookup('0031x00000AbCdEAA')], [lastName]);
			expect(found.map((list) => list.map((state) => state.id))).toEqual([[id], []]);
		});

		it('answers everybody whom a key fits: which one is meant is not for the adapter to say', async () => {
			const on = subject();
			const { companyName, domain } = on.fields;
			const made = ['Acme', 'Acme Inc'].map((name) => on.make(on.companies, { [companyName]: name, [domain]: 'acme-widgets.com' }));
			const [found] = await on.records.find(on.companies, [{ kind: 'domain', field: domain, value: 'acme-widgets.com' }], [companyName]);
			expect(found?.map((state) => state.id).sort()).toEqual(made.sort());
		});

		it('finds nobody who was deleted, and goes by what a record is now', async () => {
			const on = subject();
			const [gone, changed] = [1, 2].map((n) => on.make(on.people, person(on, n))) as [string, string];
			on.remove(on.people, gone);
			on.edit(on.people, changed, { [on.fields.email]: 'new@acme.example' });
			expect(await idsByEmail(on, 'p1@acme.example')).toEqual([]);
			expect(await idsByEmail(on, 'p2@acme.example')).toEqual([]);
			expect(await idsByEmail(on, 'new@acme.example')).toEqual([changed]);
		});

		it('takes text that would break a query as what it is', async () => {
			const on = subject();
			const { companyName } = on.fields;
			const odd = `o'brien\\ "x" % _ ) OR Name != '`;
			const id = on.make(on.companies, { [companyName]: odd });
			on.make(on.companies, { [companyName]: 'Innocent' });
			const [found] = await on.records.find(on.companies, [{ kind: 'text', field: companyName, value: odd.toLowerCase() }], [companyName]);
			expect(found?.map((state) => state.id)).toEqual([id]);
		});

		it('finds many at once in few calls', async () => {
			const on = subject();
			const made = Array.from({ length: 60 }, (_, n) => on.make(on.people, person(on, n)));
			on.sandbox.stats.reset();
			const found = await on.records.find(on.people, made.map((_, n) => emailLookup(on, `p${n}@acme.example`)), [on.fields.email]);
			expect(found.map((list) => list.map(({ id }) => id))).toEqual(made.map((id) => [id]));
			expect(on.sandbox.stats.snapshot().calls).toBeLessThanOrEqual(3);
		});

		it('makes no call for no lookups', async () => {
			const on = subject();
			on.sandbox.stats.reset();
			expect(await on.records.find(on.people, [], [on.fields.email])).toEqual([]);
			expect(on.sandbox.stats.snapshot().calls).toBe(0);
		});

		it('answers the same with every read of one record', async () => {
			const on = subject();
			const id = on.make(on.people, { ...person(on, 1), [on.fields.title]: 'CEO' });
			const names = [on.fields.email, on.fields.title];
			const [[found] = []] = await on.records.find(on.people, [emailLookup(on, 'p1@acme.example')], names);
			expect(found).toEqual((await on.records.read(on.people, [id], names)).get(id));
			expect(idsOf(await on.source.readAgain({ object: on.people, fields: names }, [id]))).toEqual([id]);
		});
	});
}
