import { ARCHIVED_TAG } from '../../systems/pact/contract';
import { Lives, people, told } from '../support/pairs/lifecycle';

jest.setTimeout(120_000);

let lives: Lives;
afterEach(async () => {
	await lives.stop();
});

const ann = { FirstName: 'Ann', LastName: 'Ash', Email: 'ann@acme.example', Title: 'CEO' };
const bob = { FirstName: 'Bob', LastName: 'Birch', Email: 'bob@acme.example', Title: 'CTO' };

describe('a contact that is deleted in Salesforce', () => {
	it('leaves its Pact contact as it is, is not made again by an edit there, and goes on when it is restored', async () => {
		lives = await Lives.start([people('salesforce', 'pact')]);
		const id = await lives.make('salesforce', ann);
		await lives.settle();
		const [partner = ''] = await lives.partners('salesforce', id, 'pact');
		lives.world.salesforce.delete('Contact', id);
		expect(told(await lives.settle())).toEqual(['salesforce skipped/delete-ignored']);
		await lives.edit('pact', partner, { title: 'Chair' });
		expect(told(await lives.settle())).toEqual(['pact skipped/target-gone']);
		expect(await lives.all('salesforce')).toEqual([]);
		lives.world.salesforce.undelete('Contact', id);
		await lives.settle();
		expect(await lives.fields('salesforce', id)).toMatchObject({ Title: 'Chair' });
		expect(await lives.all('pact')).toEqual([ann.Email]);
	});

	it('has its Pact contact archived where the mapper says so, and brought back with it', async () => {
		lives = await Lives.start([people('salesforce', 'pact', { left: 'ignore', right: 'archive' })]);
		const id = await lives.make('salesforce', ann);
		await lives.settle();
		const [partner = ''] = await lives.partners('salesforce', id, 'pact');
		await lives.edit('pact', partner, { tags: ['vip'] });
		await lives.settle();
		lives.world.salesforce.delete('Contact', id);
		await lives.settle();
		expect(await lives.fields('pact', partner)).toMatchObject({ tags: ['vip', ARCHIVED_TAG], email: ann.Email, title: 'CEO' });
		lives.world.salesforce.undelete('Contact', id);
		await lives.edit('salesforce', id, { Title: 'Chair' });
		await lives.settle();
		expect(await lives.fields('pact', partner)).toMatchObject({ tags: ['vip'], title: 'Chair' });
		expect(await lives.erasures()).toEqual({ count: 0, ids: [] });
	});

	it('brings back the archived Pact contact for a new record of the same person', async () => {
		lives = await Lives.start([people('salesforce', 'pact', { left: 'ignore', right: 'archive' })]);
		const id = await lives.make('salesforce', ann);
		await lives.settle();
		lives.world.salesforce.delete('Contact', id);
		await lives.settle();
		const again = await lives.make('salesforce', { ...ann, Title: 'Back again' });
		await lives.settle();
		const [partner = ''] = await lives.partners('salesforce', again, 'pact');
		expect(await lives.fields('pact', partner)).toMatchObject({ tags: [], title: 'Back again' });
		expect(await lives.all('pact')).toEqual([ann.Email]);
	});

	it('leaves a Pact contact that a lead of the same person is linked to as well', async () => {
		const archive = { left: 'ignore', right: 'archive' } as const;
		lives = await Lives.start([people('salesforce', 'pact', archive), people('salesforce', 'pact', archive, 'Lead')]);
		const id = await lives.make('salesforce', ann);
		await lives.make('salesforce', { ...ann, Company: 'Acme' }, 'Lead');
		await lives.settle();
		const [partner = ''] = await lives.partners('salesforce', id, 'pact');
		lives.world.salesforce.delete('Contact', id);
		expect(told(await lives.settle())).toEqual(['salesforce skipped/delete-ignored']);
		expect(await lives.fields('pact', partner)).toMatchObject({ tags: [] });
	});

	it('goes to HubSpot’s recycle bin where the mapper says so; who restores it is told to do so there too', async () => {
		lives = await Lives.start([people('salesforce', 'hubspot', { left: 'ignore', right: 'delete' })]);
		const id = await lives.make('salesforce', ann);
		await lives.settle();
		const [partner = ''] = await lives.partners('salesforce', id, 'hubspot');
		lives.world.salesforce.delete('Contact', id);
		await lives.settle();
		expect(await lives.all('hubspot')).toEqual([]);
		lives.world.salesforce.undelete('Contact', id);
		await lives.edit('salesforce', id, { Title: 'Chair' });
		const outcomes = await lives.settle();
		expect(told(outcomes)).toContain('salesforce conflict/target-gone');
		expect(outcomes.at(-1)?.message).toContain('has no call that brings it back');
		lives.world.hubspot.restore('contacts', partner);
		await lives.settle();
		expect(await lives.fields('hubspot', partner)).toMatchObject({ jobtitle: 'Chair' });
		expect([await lives.all('salesforce'), await lives.all('hubspot')]).toEqual([[ann.Email], [ann.Email]]);
	});

	it('asks a person when more are deleted than a run may pass on', async () => {
		lives = await Lives.start([people('salesforce', 'pact', { left: 'ignore', right: 'archive' })]);
		const ids: string[] = [];
		for (let n = 0; n < 13; n += 1) ids.push(await lives.make('salesforce', { ...ann, Email: `ann${n}@acme.example` }));
		await lives.settle();
		for (const id of ids) lives.world.salesforce.delete('Contact', id);
		const outcomes = told(await lives.settle());
		expect(outcomes.filter((one) => one.endsWith('updated/archived'))).toHaveLength(10);
		expect(outcomes.filter((one) => one.endsWith('waiting/guard-tripped'))).toHaveLength(3);
		expect(await lives.canvas.store.openReviews({ kind: 'deletes' })).toMatchObject([{ count: 3 }]);
		expect(await lives.canvas.store.retryIssues()).toBe(3);
		expect(told(await lives.settle()).filter((one) => one.endsWith('updated/archived'))).toHaveLength(3);
	});
});

describe('a contact that is deleted in HubSpot', () => {
	it('takes its Salesforce contact to the recycle bin where the mapper says so, once', async () => {
		lives = await Lives.start([people('salesforce', 'hubspot', { left: 'delete', right: 'delete' })]);
		const id = await lives.make('salesforce', ann);
		await lives.settle();
		const [partner = ''] = await lives.partners('salesforce', id, 'hubspot');
		lives.world.hubspot.archive('contacts', partner);
		// The archived listing is looked at every few minutes.
		for (let cycle = 0; cycle < 40; cycle += 1) await lives.canvas.cycle();
		const outcomes = told(await lives.settle());
		expect(await lives.all('salesforce')).toEqual([]);
		expect(told(lives.canvas.outcomes).filter((one) => one.endsWith('updated/archived'))).toEqual(['hubspot updated/archived']);
		expect(outcomes.filter((one) => one.includes('created'))).toEqual([]);
	});
});

describe('a contact of three systems', () => {
	const passedOn = { left: 'delete', right: 'archive' } as const;
	const triangle = () => [people('salesforce', 'hubspot', { left: 'delete', right: 'delete' }), people('salesforce', 'pact', passedOn), people('hubspot', 'pact', passedOn)];

	it.each(['salesforce', 'hubspot'] as const)('gets what was edited in either partner while it was in %s’s recycle bin', async (first) => {
		// Both pairs learn of the return from one change: the first to do so must not keep it to itself.
		const pairs = [people('salesforce', 'hubspot'), people('salesforce', 'pact')];
		lives = await Lives.start(first === 'salesforce' ? pairs : [people('salesforce', 'hubspot'), people('hubspot', 'pact')]);
		const id = await lives.make(first, first === 'salesforce' ? ann : { firstname: 'Ann', lastname: 'Ash', email: ann.Email });
		await lives.settle();
		const others = first === 'salesforce' ? (['hubspot', 'pact'] as const) : (['salesforce', 'pact'] as const);
		const partners = new Map<string, string>();
		for (const other of others) partners.set(other, (await lives.partners(first, id, other))[0] ?? '');
		if (first === 'salesforce') lives.world.salesforce.delete('Contact', id);
		else lives.world.hubspot.archive('contacts', id);
		for (let cycle = 0; cycle < 40; cycle += 1) await lives.canvas.cycle();
		await lives.edit(others[0], partners.get(others[0]) ?? '', first === 'salesforce' ? { phone: '+442079460001' } : { Phone: '+442079460001' });
		await lives.edit('pact', partners.get('pact') ?? '', { title: 'Meanwhile' });
		await lives.settle();
		if (first === 'salesforce') lives.world.salesforce.undelete('Contact', id);
		else lives.world.hubspot.restore('contacts', id);
		await lives.settle();
		expect(Object.values(await lives.fields(first, id))).toEqual(expect.arrayContaining(['Meanwhile', '+442079460001']));
	});

	it('that is deleted and restored in HubSpot is not deleted again by what had been passed on', async () => {
		lives = await Lives.start(triangle());
		const id = await lives.make('hubspot', { firstname: 'Ann', lastname: 'Ash', email: ann.Email });
		await lives.settle();
		const [[contact = ''], [partner = '']] = [await lives.partners('hubspot', id, 'salesforce'), await lives.partners('hubspot', id, 'pact')];
		lives.world.hubspot.archive('contacts', id);
		for (let cycle = 0; cycle < 40; cycle += 1) await lives.canvas.cycle();
		await lives.settle();
		expect([await lives.all('salesforce'), await lives.fields('pact', partner)]).toMatchObject([[], { tags: [ARCHIVED_TAG] }]);
		lives.world.hubspot.restore('contacts', id);
		await lives.settle();
		expect([await lives.all('hubspot'), await lives.fields('pact', partner)]).toMatchObject([[ann.Email], { tags: [] }]);
		lives.world.salesforce.undelete('Contact', contact);
		await lives.settle();
		await lives.edit('pact', partner, { title: 'All there' });
		await lives.settle();
		expect([await lives.fields('salesforce', contact), await lives.fields('hubspot', id)]).toMatchObject([{ Title: 'All there' }, { jobtitle: 'All there' }]);
		expect(await lives.erasures()).toEqual({ count: 0, ids: [] });
	});
});

describe('contacts that are merged in Salesforce', () => {
	it('move to the winner, list the two Pact contacts as duplicates, and are settled by merging these', async () => {
		lives = await Lives.start([people('salesforce', 'pact')]);
		const [winner, loser] = [await lives.make('salesforce', ann), await lives.make('salesforce', bob)];
		await lives.settle();
		const [[kept = ''], [other = '']] = [await lives.partners('salesforce', winner, 'pact'), await lives.partners('salesforce', loser, 'pact')];
		await lives.merge('salesforce', winner, loser);
		await lives.settle();
		expect(await lives.canvas.store.openReviews({ kind: 'duplicate' })).toMatchObject([{ count: 1, details: { linked: kept, unlinked: other } }]);
		await lives.edit('pact', other, { title: 'Somebody edits the other one' });
		expect(told(await lives.settle())).toEqual(['pact skipped/merged']);
		expect([await lives.all('salesforce'), await lives.fields('salesforce', winner)]).toMatchObject([[ann.Email], { Title: 'CEO' }]);
		await lives.merge('pact', kept, other);
		await lives.settle();
		expect(await lives.canvas.store.openReviews({ kind: 'duplicate' })).toEqual([]);
		await lives.edit('pact', kept, { title: 'One again' });
		await lives.settle();
		expect(await lives.fields('salesforce', winner)).toMatchObject({ Title: 'One again' });
		expect([await lives.all('salesforce'), await lives.all('pact')]).toEqual([[ann.Email], [ann.Email]]);
	});

	it('lead the Pact contact of the loser on to a winner that had none', async () => {
		lives = await Lives.start([people('salesforce', 'pact')]);
		const loser = await lives.make('salesforce', ann);
		await lives.settle();
		const [partner] = await lives.partners('salesforce', loser, 'pact');
		const winner = await lives.make('salesforce', bob);
		await lives.merge('salesforce', winner, loser);
		await lives.settle();
		expect(await lives.partners('salesforce', winner, 'pact')).toEqual([partner]);
		expect(await lives.all('pact')).toHaveLength(1);
	});
});

describe('contacts that are merged in HubSpot', () => {
	it('go on under a new id with one of the two Pact contacts, and double nobody', async () => {
		lives = await Lives.start([people('hubspot', 'pact')]);
		const one = await lives.make('hubspot', { firstname: 'Ann', lastname: 'Ash', email: 'ann@acme.example' });
		const two = await lives.make('hubspot', { firstname: 'Bob', lastname: 'Birch', email: 'bob@acme.example' });
		await lives.settle();
		const [[kept = ''], [other = '']] = [await lives.partners('hubspot', one, 'pact'), await lives.partners('hubspot', two, 'pact')];
		const winner = await lives.merge('hubspot', one, two);
		await lives.settle();
		expect(await lives.partners('hubspot', winner, 'pact')).toEqual([kept]);
		expect(await lives.canvas.store.openReviews({ kind: 'duplicate' })).toMatchObject([{ count: 1 }]);
		await lives.edit('hubspot', winner, { jobtitle: 'Both of them' });
		await lives.edit('pact', other, { title: 'Not this one' });
		await lives.settle();
		expect(await lives.fields('pact', kept)).toMatchObject({ title: 'Both of them' });
		expect([await lives.all('hubspot'), await lives.all('pact')]).toEqual([['ann@acme.example'], ['ann@acme.example', 'bob@acme.example']]);
		expect((await lives.canvas.store.openReviews({ kind: 'duplicate' }))[0]?.count).toBe(1);
	});

	it('leave their two Salesforce contacts as duplicates of each other', async () => {
		lives = await Lives.start([people('salesforce', 'hubspot')]);
		const [one, two] = [await lives.make('salesforce', ann), await lives.make('salesforce', bob)];
		await lives.settle();
		const [[first = ''], [second = '']] = [await lives.partners('salesforce', one, 'hubspot'), await lives.partners('salesforce', two, 'hubspot')];
		const winner = await lives.merge('hubspot', first, second);
		await lives.settle();
		expect([await lives.partners('salesforce', one, 'hubspot'), await lives.partners('salesforce', two, 'hubspot')]).toEqual([[winner], [winner]]);
		const questions = await lives.canvas.store.openReviews({ kind: 'duplicate' });
		expect(questions.map(({ details }) => [details.linked, details.unlinked].sort())).toEqual([[one, two].sort()]);
		await lives.merge('salesforce', one, two);
		await lives.settle();
		expect(await lives.canvas.store.openReviews({ kind: 'duplicate' })).toEqual([]);
		expect([await lives.all('salesforce'), await lives.all('hubspot')]).toMatchObject([{ length: 1 }, { length: 1 }]);
	});
});

describe('a lead that is converted', () => {
	const both = () => [people('salesforce', 'pact'), people('salesforce', 'pact', undefined, 'Lead')];
	const lead = { ...ann, Company: 'Acme' };

	it('leads its Pact contact on to the new contact, in both directions', async () => {
		lives = await Lives.start(both());
		const id = await lives.make('salesforce', lead, 'Lead');
		await lives.settle();
		const [partner = ''] = await lives.partners('salesforce', id, 'pact', 'Lead');
		lives.world.salesforce.convertLead(id);
		await lives.settle();
		const [contact] = await lives.world.screen('salesforce').all('Contact');
		expect(await lives.partners('salesforce', contact?.id ?? '', 'pact')).toEqual([partner]);
		expect(await lives.partners('salesforce', id, 'pact', 'Lead')).toEqual([]);
		await lives.edit('salesforce', contact?.id ?? '', { Title: 'From the contact' });
		await lives.settle();
		expect(await lives.fields('pact', partner)).toMatchObject({ title: 'From the contact' });
		await lives.edit('pact', partner, { title: 'From Pact' });
		await lives.settle();
		expect(await lives.fields('salesforce', contact?.id ?? '')).toMatchObject({ Title: 'From Pact' });
		expect([await lives.all('pact'), await lives.all('salesforce'), await lives.all('salesforce', 'Lead')]).toEqual([[ann.Email], [ann.Email], []]);
	});

	it('makes no second Pact contact where it goes into a contact that has one: the two are listed', async () => {
		lives = await Lives.start(both());
		const id = await lives.make('salesforce', lead, 'Lead');
		const account = await lives.make('salesforce', { Name: 'Acme' }, 'Account');
		const contact = await lives.make('salesforce', { ...bob, AccountId: account });
		await lives.settle();
		const [[ofLead = ''], [ofContact = '']] = [await lives.partners('salesforce', id, 'pact', 'Lead'), await lives.partners('salesforce', contact, 'pact')];
		lives.world.salesforce.convertLead(id, { accountId: account, contactId: contact });
		await lives.settle();
		expect(await lives.partners('salesforce', contact, 'pact')).toEqual([ofContact]);
		expect(await lives.canvas.store.openReviews({ kind: 'duplicate' })).toMatchObject([{ details: { linked: ofContact, unlinked: ofLead } }]);
		await lives.edit('pact', ofLead, { title: 'The lead’s one' });
		await lives.settle();
		expect([await lives.all('salesforce'), await lives.all('salesforce', 'Lead'), await lives.all('pact')]).toEqual([[bob.Email], [], [ann.Email, bob.Email]]);
		await lives.merge('pact', ofContact, ofLead);
		await lives.settle();
		expect(await lives.canvas.store.openReviews({ kind: 'duplicate' })).toEqual([]);
	});

	it('does not lose what Pact says meanwhile: it goes to the contact', async () => {
		lives = await Lives.start(both());
		const id = await lives.make('salesforce', lead, 'Lead');
		await lives.settle();
		const [partner = ''] = await lives.partners('salesforce', id, 'pact', 'Lead');
		lives.world.salesforce.convertLead(id);
		await lives.pass();
		await lives.edit('pact', partner, { title: 'Meanwhile' });
		const outcomes = await lives.settle();
		expect(outcomes.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
		const [contact] = await lives.world.screen('salesforce').all('Contact');
		expect(contact?.fields).toMatchObject({ Title: 'Meanwhile' });
		expect([await lives.all('pact'), await lives.all('salesforce')]).toEqual([[ann.Email], [ann.Email]]);
	});

	it('takes its HubSpot and its Pact contact along, with all three systems joined', async () => {
		lives = await Lives.start([...both(), people('salesforce', 'hubspot'), people('salesforce', 'hubspot', undefined, 'Lead'), people('hubspot', 'pact')]);
		const id = await lives.make('salesforce', lead, 'Lead');
		await lives.settle();
		lives.world.salesforce.convertLead(id);
		await lives.settle();
		const [contact] = await lives.world.screen('salesforce').all('Contact');
		const [ofHubSpot, ofPact] = [await lives.partners('salesforce', contact?.id ?? '', 'hubspot'), await lives.partners('salesforce', contact?.id ?? '', 'pact')];
		expect(await lives.partners('hubspot', ofHubSpot[0] ?? '', 'pact')).toEqual(ofPact);
		await lives.edit('pact', ofPact[0] ?? '', { title: 'Round the triangle' });
		await lives.settle();
		expect([await lives.fields('salesforce', contact?.id ?? ''), await lives.fields('hubspot', ofHubSpot[0] ?? '')]).toMatchObject([{ Title: 'Round the triangle' }, { jobtitle: 'Round the triangle' }]);
		expect([await lives.all('salesforce'), await lives.all('salesforce', 'Lead'), await lives.all('hubspot'), await lives.all('pact')]).toEqual([[ann.Email], [], [ann.Email], [ann.Email]]);
	});
});
