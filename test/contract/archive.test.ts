import { ARCHIVED_TAG } from '../../systems/pact/contract';
import { ThreeSandboxes } from '../support/pairs/sandboxes';

jest.setTimeout(60_000);

let world: ThreeSandboxes;
beforeEach(async () => {
	world = await ThreeSandboxes.start();
});
afterEach(() => world.stop());

const PERSON = { name: 'Ann Ash', email: 'ann@acme.example', tags: ['vip'] };
const NOBODY = '00000000-0000-4000-8000-000000000000';

describe('archiving in Pact', () => {
	it('is a tag beside the others, which can be taken away again; nothing is erased', async () => {
		const { records } = world.connect('pact');
		const id = await world.screen('pact').create('contacts', PERSON);
		await records.archive?.('contacts', [id]);
		expect((await world.screen('pact').all('contacts'))[0]?.fields).toMatchObject({ ...PERSON, tags: ['vip', ARCHIVED_TAG] });
		expect(await records.restore?.('contacts', [id, NOBODY])).toMatchObject([{ ok: true }, { ok: false, error: { class: 'not-found' } }]);
		expect((await world.screen('pact').all('contacts'))[0]?.fields).toMatchObject({ tags: ['vip'] });
		expect((await records.read('contacts', [id], [])).get(id)).not.toHaveProperty('gone');
	});
});

describe('what a record says it became', () => {
	it('a converted lead names its contact, account and opportunity, and is found by nobody', async () => {
		const { records, source } = world.connect('salesforce');
		const id = world.salesforce.create('Lead', { LastName: 'Ash', Company: 'Acme', Email: 'ann@acme.example' });
		world.salesforce.convertLead(id);
		const [row] = world.salesforce.records('Lead');
		const became = { Contact: row?.ConvertedContactId, Account: row?.ConvertedAccountId, Opportunity: row?.ConvertedOpportunityId };
		expect(await source.readAgain({ object: 'Lead', fields: ['Email'] }, [id])).toMatchObject([{ id, kind: 'upserted', converted: became }]);
		expect((await records.read('Lead', [id], [])).get(id)?.gone).toEqual({ kind: 'converted', into: became.Contact });
		expect(await records.find('Lead', [{ kind: 'email', field: 'Email', value: 'ann@acme.example' }], [])).toEqual([[]]);
		expect(await records.write('Lead', [{ op: 'update', id, values: { Title: 'CEO' } }])).toMatchObject([{ ok: false, error: { class: 'converted' } }]);
	});

	it('a HubSpot winner names everybody who went into it, and so do the losers', async () => {
		const { source } = world.connect('hubspot');
		const [one, two] = [world.hubspot.create('contacts', { email: 'a@acme.example' }), world.hubspot.create('contacts', { email: 'b@acme.example' })];
		const winner = world.hubspot.merge('contacts', one, two);
		const told = await source.readAgain({ object: 'contacts', fields: [] }, [winner, one, two]);
		expect(told.find(({ id }) => id === winner)).toMatchObject({ kind: 'upserted', mergedFrom: [one, two] });
		for (const id of [one, two]) expect(told.find((change) => change.id === id)).toMatchObject({ kind: 'merged', mergedInto: winner, mergedFrom: [one, two] });
	});

	it('a Pact winner names the loser, and the loser the winner', async () => {
		const { source } = world.connect('pact');
		const screen = world.screen('pact');
		const [one, two] = [await screen.create('contacts', PERSON), await screen.create('contacts', { name: 'Bob', email: 'bob@acme.example' })];
		await fetch(`${world.pact.url}/__sandbox/merge`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ object: 'contacts', winnerId: one, loserId: two }) });
		const told = await source.readAgain({ object: 'contacts', fields: ['email'] }, [one, two]);
		expect(told).toMatchObject([{ id: one, kind: 'upserted', mergedFrom: [two] }, { id: two, kind: 'merged', mergedInto: one }]);
		expect(told[0]?.fields).toEqual({ email: PERSON.email });
	});
});
