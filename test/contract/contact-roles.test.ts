import { type SalesforceSubject, salesforceSubject } from './subjects/salesforce';

/** Contacts of opportunities stand in records of their own; to the engine they are a field. */
describe('the contacts of a Salesforce opportunity', () => {
	let org: SalesforceSubject;
	const FIELD = 'ContactRoles.ContactIds';
	const MINUTE = 60_000;

	beforeEach(async () => {
		org = await salesforceSubject();
	});
	afterEach(() => org.sandbox.close());

	const contact = (name: string) => org.sandbox.create('Contact', { LastName: name });
	const opportunity = (name = 'Big') => org.sandbox.create('Opportunity', { Name: name, StageName: 'Qualification', CloseDate: '2027-03-01' });
	const role = (OpportunityId: string, ContactId: string, more: object = {}) => org.sandbox.create('OpportunityContactRole', { OpportunityId, ContactId, ...more });
	const read = async (id: string) => (await org.records.read('Opportunity', [id], ['Name', FIELD])).get(id)?.fields[FIELD];
	const query = (limit = 200) => ({ object: 'Opportunity', fields: ['Name', FIELD], limit });
	const roles = () => org.sandbox.records('OpportunityContactRole').filter(({ IsDeleted }) => IsDeleted !== true);

	it('are a list of links in the schema, which may be written', async () => {
		const { fields } = await org.schema.describe('Opportunity');
		expect(fields.find(({ name }) => name === FIELD)).toMatchObject({ type: 'references', referenceTo: ['Contact'], createable: true, updateable: true });
	});

	it('are read once each, though somebody has two roles', async () => {
		const [deal, ann, bob] = [opportunity(), contact('Ann'), contact('Bob')];
		role(deal, bob, { Role: 'Evaluator' });
		role(deal, ann, { Role: 'Influencer' });
		role(deal, ann, { Role: 'Other' });
		expect(await read(deal)).toEqual([ann, bob].sort());
		expect(await read(opportunity('Other'))).toEqual([]);
		expect((await org.records.find('Opportunity', [{ kind: 'text', field: 'Name', value: 'big' }], [FIELD]))[0]?.[0]?.fields[FIELD]).toEqual([ann, bob].sort());
	});

	it('are written by making and removing roles only; those who stay keep theirs', async () => {
		const [deal, ann, bob, cleo] = [opportunity(), contact('Ann'), contact('Bob'), contact('Cleo')];
		const kept = role(deal, ann, { Role: 'Decision Maker', IsPrimary: true });
		role(deal, bob);
		expect(await org.records.write('Opportunity', [{ op: 'update', id: deal, values: { [FIELD]: [ann, cleo] } }])).toEqual([{ ok: true, id: deal }]);
		expect(roles().map(({ Id, ContactId, Role }) => [Id === kept, ContactId, Role])).toEqual([[true, ann, 'Decision Maker'], [false, cleo, null]]);
		await org.records.write('Opportunity', [{ op: 'update', id: deal, values: { [FIELD]: null } }]);
		expect(roles()).toEqual([]);
	});

	it('come with a new opportunity', async () => {
		const ann = contact('Ann');
		const [made] = await org.records.write('Opportunity', [{ op: 'create', values: { Name: 'New', StageName: 'Qualification', CloseDate: '2027-03-01', [FIELD]: [ann] } }]);
		expect(made?.ok && (await read(made.id))).toEqual([ann]);
	});

	it('that are refused do not undo the rest, and are said; of a new opportunity it is looked at again', async () => {
		const [ann, gone, deal] = [contact('Ann'), contact('Gone'), opportunity()];
		org.sandbox.delete('Contact', gone);
		const values = { Name: 'Renamed', [FIELD]: [ann, gone] };
		const [updated, created] = [
			...(await org.records.write('Opportunity', [{ op: 'update', id: deal, values }])),
			...(await org.records.write('Opportunity', [{ op: 'create', values: { ...values, StageName: 'Qualification', CloseDate: '2027-03-01' } }])),
		];
		expect(updated).toMatchObject({ ok: false, error: { fields: [FIELD], message: expect.stringMatching(/other fields were saved/) } });
		expect(created).toMatchObject({ ok: false, error: { class: 'unknown-outcome', fields: [FIELD] } });
		expect(await read(deal)).toEqual([ann]);
		expect(org.sandbox.records('Opportunity').find(({ Id }) => Id === deal)?.Name).toBe('Renamed');
	});

	it('that join or leave are a change of the opportunity, whose own times do not move', async () => {
		const [deal, ann] = [opportunity(), contact('Ann')];
		org.sandbox.clock.advance(5 * MINUTE);
		let cursor = await org.source.start('Opportunity', 'now');
		const poll = async () => {
			org.sandbox.clock.advance(2 * MINUTE);
			const page = await org.source.readPage(query(), cursor, { lookBackMs: 0 });
			cursor = page.cursor;
			return page.changes.map(({ id, kind, fields }) => [id, kind, fields[FIELD]]);
		};
		expect(await poll()).toEqual([]);
		const made = role(deal, ann);
		expect(await poll()).toEqual([[deal, 'upserted', [ann]]]);
		expect(await poll()).toEqual([]);
		org.sandbox.delete('OpportunityContactRole', made);
		expect(await poll()).toEqual([[deal, 'upserted', []]]);
		org.sandbox.edit('Opportunity', deal, { Name: 'Bigger' });
		expect(await poll()).toEqual([[deal, 'upserted', []]]);
	});

	it('are read in pages like everything, each opportunity once', async () => {
		const deals = Array.from({ length: 25 }, (_, n) => opportunity(`Deal ${n}`));
		org.sandbox.clock.advance(5 * MINUTE);
		let cursor = await org.source.start('Opportunity', 'now');
		const ann = contact('Ann');
		for (const deal of deals) role(deal, ann);
		org.sandbox.clock.advance(2 * MINUTE);
		const seen: string[] = [];
		for (let more = true; more; ) {
			const page = await org.source.readPage(query(10), cursor, { lookBackMs: 0 });
			seen.push(...page.changes.map(({ id }) => id));
			({ cursor, more } = page);
		}
		expect(seen.sort()).toEqual([...deals].sort());
	});

	it('are followed from now on where a cursor is from before there was such a field', async () => {
		const [deal, ann] = [opportunity(), contact('Ann')];
		org.sandbox.clock.advance(5 * MINUTE);
		const [old] = (await org.source.start('Opportunity', 'now')).split('\n');
		const first = await org.source.readPage(query(), old ?? '', { lookBackMs: 0 });
		role(deal, ann);
		org.sandbox.clock.advance(2 * MINUTE);
		const second = await org.source.readPage(query(), first.cursor, { lookBackMs: 0 });
		expect(second.changes.map(({ id, fields }) => [id, fields[FIELD]])).toEqual([[deal, [ann]]]);
	});

	it('cost nothing where nobody asks for them', async () => {
		opportunity();
		const cursor = await org.source.start('Opportunity', 'everything');
		await org.schema.describe('Opportunity');
		// As every first sync does: how to read is chosen by how much there is.
		await org.source.count({ object: 'Opportunity' });
		org.sandbox.stats.reset();
		await org.source.readPage({ object: 'Opportunity', fields: ['Name'], limit: 200 }, cursor, { lookBackMs: 0 });
		expect(org.sandbox.stats.snapshot().calls).toBe(1);
	});
});
