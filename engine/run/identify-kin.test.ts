import { PLACES, Triangle } from '../../test/support/triangle';
import type { RecordPort } from './system-port';

let world: Triangle;
beforeEach(async () => {
	world = await Triangle.open();
});
afterEach(() => world.close());

const ANN = { email: 'ann@acme.example', name: 'Ann', title: 'CEO' };
const told = (outcomes: ReadonlyArray<{ outcome: string; reason: string }>) => outcomes.map(({ outcome, reason }) => `${outcome}/${reason}`);

/** The system's records as a search index shows them that knows of nobody yet. */
const lagging = (records: RecordPort): RecordPort => ({ ...records, find: async (_object, lookups) => lookups.map(() => []) });

/** Pairs without match keys, as those of deals. */
async function withoutKeys(): Promise<void> {
	for (const pair of ['contact~pact', 'contact~hub', 'hub~pact'] as const) await world.map(pair, { match: [] });
}

describe('three systems', () => {
	it('keep one identity where nothing but the links can tell: a deal comes back round the triangle as itself', async () => {
		await withoutKeys();
		const id = world.systems.contact.create(ANN);
		await world.run('contact~pact', 'left');
		await world.run('contact~hub', 'left');
		expect(told(await world.run('hub~pact', 'left'))).toEqual(['unchanged/linked']);
		expect(told(await world.run('hub~pact', 'right'))).toEqual(['unchanged/echo']);
		expect([world.all('contact'), world.all('hub'), world.all('pact')]).toEqual([[ANN.email], [ANN.email], [ANN.email]]);
		expect(world.fields('contact', id)).toEqual(ANN);
	});

	it('do not make twice what was begun for one of them and got no answer: its own next turn finds out', async () => {
		await withoutKeys();
		world.systems.contact.create(ANN);
		await world.run('contact~pact', 'left');
		const [system, connection, object] = PLACES.hub;
		const [pactSystem, pactConnection, pactObject] = PLACES.pact;
		await world.store.intend('hub~pact', [{ source: { system: pactSystem, connection: pactConnection, object: pactObject, id: 'pact-1' }, target: { system, connection, object } }]);
		expect(told(await world.run('contact~hub', 'left'))).toEqual(['waiting/record-busy']);
		expect(world.all('hub')).toEqual([]);
		// Simulation, seed 9: the one that it was for is a question by now, and the other one does not come again every few seconds for ever.
		world.pass(3 * 60_000);
		const [later] = await world.run('contact~hub', 'left');
		expect(later).toMatchObject({ outcome: 'waiting', reason: 'unresolved-create' });
		expect(later?.message).toContain('Decide about Pact contacts pact-1 first');
		expect(world.all('hub')).toEqual([]);
		await world.store.dropIntent('hub~pact', { system: pactSystem, connection: pactConnection, object: pactObject, id: 'pact-1' });
		expect(told(await world.run('contact~hub', 'left'))).toEqual(['created/created']);
		expect(told(await world.run('hub~pact', 'right'))).toEqual(['unchanged/linked']);
	});

	it('need no search to find each other, so that an index that lags doubles nobody', async () => {
		world.systems.contact.create(ANN);
		await world.run('contact~pact', 'left');
		await world.run('contact~hub', 'left');
		const items = await world.items('hub~pact', 'left');
		const outcomes = await world.time.until(world.upsert('hub~pact', 'left', items, lagging(world.systems.pact.records())));
		expect(told(outcomes)).toEqual(['unchanged/linked']);
		expect(world.all('pact')).toHaveLength(1);
	});

	it('go by the links also where an e-mail says otherwise', async () => {
		world.systems.contact.create(ANN);
		await world.run('contact~pact', 'left');
		await world.run('contact~hub', 'left');
		world.systems.hub.edit('hubspot-1', { email: 'new@acme.example' });
		world.systems.pact.create({ email: 'new@acme.example', name: 'Somebody else' });
		expect(told(await world.run('hub~pact', 'left'))).toEqual(['updated/updated']);
		expect(world.fields('pact', 'pact-1')).toMatchObject({ email: 'new@acme.example', name: 'Ann' });
	});

	it('ask a person where the links lead to several records', async () => {
		await world.map('contact~hub', { create: { left: true, right: false } });
		world.systems.pact.create(ANN);
		world.systems.contact.create(ANN);
		world.systems.contact.create(ANN);
		await world.run('contact~pact', 'left');
		await world.run('hub~pact', 'right');
		expect(told(await world.run('contact~hub', 'right'))).toEqual(['conflict/ambiguous-match']);
		expect(world.all('contact')).toHaveLength(2);
	});

	it('take a record that is linked into another portal, and not into this one', async () => {
		await withoutKeys();
		await world.map('secondHub~pact', { pair: 'hub~pact', match: [] });
		await world.map('contact~secondHub', { pair: 'contact~hub', match: [] });
		const id = world.systems.contact.create(ANN);
		await world.run('contact~pact', 'left');
		await world.run('contact~hub', 'left');
		await world.run('hub~pact', 'left');
		expect(told(await world.run('secondHub~pact', 'right'))).toEqual(['created/created']);
		// Both portals' contacts were changed at one moment, so that the first by name feeds the contact.
		expect(told(await world.run('contact~secondHub', 'right'))).toEqual(['unchanged/newer-record-feeds-it']);
		const links = await world.store.links('contact~hub', 'left', [{ system: 'salesforce', connection: '00D', object: 'Contact', id }]);
		expect(links.map(({ right }) => right.connection)).toEqual(['portal', 'second portal']);
		expect([world.all('contact'), world.all('hub'), world.all('secondHub')]).toEqual([[ANN.email], [ANN.email], [ANN.email]]);
	});

	it('take no record that another one is linked with', async () => {
		await withoutKeys();
		world.systems.contact.create(ANN);
		await world.run('contact~pact', 'left');
		await world.run('contact~hub', 'left');
		await world.run('hub~pact', 'left');
		// A second HubSpot contact of the same Pact contact.
		const second = world.systems.hub.create({ ...ANN, name: 'Ann again' });
		await world.map('hub~pact', { match: [{ kind: 'email', left: 'email', right: 'email' }] });
		await world.run('hub~pact', 'left', [second]);
		await world.run('contact~hub', 'right', [second]);
		const [link] = await world.store.links('contact~hub', 'left', [{ system: 'salesforce', connection: '00D', object: 'Contact', id: 'salesforce-1' }]);
		expect(link?.right.id).toBe('hubspot-1');
	});

	it('do not bring back a counterpart that somebody has deleted', async () => {
		world.systems.contact.create(ANN);
		await world.run('contact~pact', 'left');
		await world.run('contact~hub', 'left');
		world.systems.pact.rows.clear();
		expect(told(await world.run('hub~pact', 'left'))).toEqual(['skipped/create-not-allowed']);
		expect(world.all('pact')).toEqual([]);
	});
});

describe('a person who is a lead', () => {
	beforeEach(async () => {
		world.systems.lead.create(ANN);
		await world.run('lead~pact', 'left');
	});

	it('does not become a contact beside it, and is told by the name of the lead', async () => {
		const [outcome] = await world.run('contact~pact', 'right');
		expect(outcome).toMatchObject({ outcome: 'skipped', reason: 'create-not-allowed', target: { object: 'Lead', id: 'salesforce-1' } });
		expect(outcome?.message).toContain('Salesforce Lead salesforce-1');
		expect(world.all('contact')).toEqual([]);
	});

	it('nor by way of a third system', async () => {
		await world.run('hub~pact', 'right');
		expect(told(await world.run('contact~hub', 'right'))).toEqual(['skipped/create-not-allowed']);
		expect(told(await world.run('lead~hub', 'right'))).toEqual(['unchanged/linked']);
		expect([world.all('contact'), world.all('lead')]).toEqual([[], [ANN.email]]);
	});

	it('does where the mapper says so', async () => {
		await world.map('contact~pact', { createBeside: true });
		expect(told(await world.run('contact~pact', 'right'))).toEqual(['created/created']);
	});

	it('and is a contact as well is linked with both', async () => {
		world.systems.contact.create(ANN);
		expect(told(await world.run('contact~pact', 'right'))).toEqual(['unchanged/linked']);
	});
});

describe('two runs at once', () => {
	/** Both at the same time, in virtual time. */
	const both = async (one: Promise<unknown>, other: Promise<unknown>) => await world.time.until(Promise.all([one, other]));

	it('do not create one person twice in the same system: they share the lock of its key', async () => {
		world.systems.pact.create(ANN);
		world.systems.hub.create(ANN);
		const [fromPact, fromHub] = [await world.items('contact~pact', 'right'), await world.items('contact~hub', 'right')];
		await both(world.upsert('contact~pact', 'right', fromPact), world.upsert('contact~hub', 'right', fromHub));
		expect(world.all('contact')).toEqual([ANN.email]);
	});

	it('nor a deal, which has no key: they share the locks of its counterparts', async () => {
		await withoutKeys();
		world.systems.pact.create(ANN);
		await world.run('hub~pact', 'right');
		const [fromPact, fromHub] = [await world.items('contact~pact', 'right'), await world.items('contact~hub', 'right')];
		await both(world.upsert('contact~pact', 'right', fromPact), world.upsert('contact~hub', 'right', fromHub));
		// Whoever came second waited, or found it by the links.
		await world.run('contact~pact', 'right');
		await world.run('contact~hub', 'right');
		expect(world.all('contact')).toEqual([ANN.email]);
	});

	it('the one sees what the other has just created before its link is committed, and waits', async () => {
		await withoutKeys();
		world.systems.pact.create(ANN);
		const records = world.systems.hub.records();
		let seen: string[] = [];
		const slow: RecordPort = {
			...records,
			write: async (object, ops) => {
				const results = await records.write(object, ops);
				// The trigger is quicker than our commit.
				const items = await world.items('hub~pact', 'left');
				seen = told(await world.upsert('hub~pact', 'left', items));
				return results;
			},
		};
		const items = await world.items('hub~pact', 'right');
		await world.time.until(world.upsert('hub~pact', 'right', items, slow));
		expect(seen).toEqual(['waiting/record-busy']);
		expect(told(await world.run('hub~pact', 'left'))).toEqual(['unchanged/echo']);
		expect(world.all('pact')).toHaveLength(1);
	});

	it.each([
		['', {}],
		[', also where our side keeps ids of the other one, which come with the answer only (simulation, seed 9)', { externalIds: { right: 'title' } }],
	])('a create whose answer was lost for good makes the record that appeared then a question, not a second record%s', async (_where, ids) => {
		await withoutKeys();
		await world.map('hub~pact', { match: [], ...ids });
		world.systems.pact.create(ANN);
		const records = world.systems.hub.records();
		const lost: RecordPort = {
			...records,
			write: async (object, ops) => (await records.write(object, ops), ops.map(() => ({ ok: false, error: { class: 'unknown-outcome', message: 'The connection broke.' } }))),
		};
		const items = await world.items('hub~pact', 'right');
		await world.time.until(world.upsert('hub~pact', 'right', items, lost));
		world.pass(3 * 60_000);
		const [outcome] = await world.run('hub~pact', 'left');
		expect(outcome).toMatchObject({ outcome: 'conflict', reason: 'unresolved-create' });
		expect(outcome?.message).toContain('Pact contacts pact-1');
		expect(world.all('pact')).toHaveLength(1);
		// A record of another time is not meant.
		world.pass(60 * 60_000);
		const other = world.systems.hub.create({ ...ANN, name: 'Bob' });
		expect(told(await world.run('hub~pact', 'left', [other]))).toEqual(['created/created']);
	});
});

