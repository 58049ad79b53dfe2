import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startHubSpotSandbox } from '../hubspot';
import { DEMO_KEYS, startPactSandbox } from '../pact';
import { startSalesforceSandbox } from '../salesforce';
import { CannotRestore, keep, restore } from './keep';
import { Keeper } from './keeper';

class Shelf {
	books: string[] = [];
	readonly label = () => 'shelf';
}

describe('what is kept of an object', () => {
	it('comes back with its lists, maps, sets, dates and classes, and what is one stays one', () => {
		const one = { name: 'one' };
		const before = { list: [one, undefined], map: new Map([['a', one]]), set: new Set([1]), at: new Date(5), shelf: new Shelf(), nothing: null };
		before.shelf.books.push('b');
		const shelf = new Shelf();
		const after = { list: [] as unknown[], map: new Map<string, unknown>([['gone', 1]]), set: new Set([2]), at: new Date(0), shelf, nothing: 1 };
		const map = after.map;
		restore([{ of: after }], keep([{ of: before }]));
		expect(after).toMatchObject({ list: [one, undefined], set: new Set([1]), at: new Date(5), nothing: null });
		expect(after.list[0]).toBe(after.map.get('a'));
		// Whoever held the map or the object of a class sees the change.
		expect(after.map).toBe(map);
		expect([...map.keys()]).toEqual(['a']);
		expect(after.shelf).toBe(shelf);
		expect([shelf.books, shelf.label()]).toEqual([['b'], 'shelf']);
	});

	it('leaves functions as they are, those that listen too', () => {
		const listen = () => undefined;
		const after = { listeners: new Set([listen]), of: { compute: listen, x: 0 } };
		restore([{ of: after }], keep([{ of: { listeners: new Set([() => 1]), of: { compute: () => 1, x: 7 } } }]));
		expect([...after.listeners]).toEqual([listen]);
		expect(after.of).toEqual({ compute: listen, x: 7 });
	});

	it('is refused where there is no object of its class, and where there is no such field', () => {
		expect(() => restore([{ of: {} }], keep([{ of: { shelf: new Shelf() } }]))).toThrow(CannotRestore);
		expect(() => restore([], keep([{ of: {} }]))).toThrow(CannotRestore);
		expect(() => keep([{ of: new Shelf(), only: ['bocks'] }])).toThrow('no field bocks');
	});
});

describe('a sandbox that is kept', () => {
	const folder = mkdtempSync(join(tmpdir(), 'pact-kept-'));
	afterAll(() => rmSync(folder, { recursive: true }));
	/** Starts twice: what `work` did in the first is seen by `look` in the second. */
	async function twice<Sandbox extends Parameters<typeof keepOf>[0]>(start: () => Promise<Sandbox>, work: (sandbox: Sandbox) => unknown, look: (sandbox: Sandbox) => unknown) {
		for (const then of [work, look]) {
			const sandbox = await start();
			const keeper = keepOf(sandbox);
			await then(sandbox);
			keeper.close();
			await sandbox.close();
		}
	}
	const keepOf = (sandbox: ConstructorParameters<typeof Keeper>[0] & { url: string; close(): Promise<void> }) => new Keeper(sandbox, folder, 'it');
	afterEach(() => rmSync(join(folder, 'it.kept'), { force: true }));

	it('is Pact with its records, feed and subscriptions, and goes on with new ids', async () => {
		let ids: string[] = [];
		const call = async (url: string, method: string, path: string, body?: unknown) => {
			const answer = await fetch(`${url}/v1${path}`, { method, headers: { 'content-type': 'application/json', authorization: `Bearer ${DEMO_KEYS.full}` }, ...(body ? { body: JSON.stringify(body) } : {}) });
			return { status: answer.status, body: await answer.json() };
		};
		await twice(
			() => startPactSandbox({ seedRecords: true }),
			async (pact) => {
				pact.edit('contacts', pact.records('contacts')[0]!.public_id, { title: 'Kept' });
				expect((await call(pact.url, 'POST', '/contacts', { name: 'New Person', email: 'new@kept.example' })).status).toBe(201);
				ids = pact.records('contacts').map(({ public_id }) => public_id);
			},
			async (pact) => {
				expect(pact.records('contacts').map(({ public_id }) => public_id)).toEqual(ids);
				expect(pact.records('contacts')[0]).toMatchObject({ title: 'Kept' });
				expect(pact.activities().length).toBeGreaterThan(0);
				expect((await call(pact.url, 'POST', '/contacts', { name: 'Twin', email: 'new@kept.example' })).status).toBe(409);
				expect(ids).not.toContain(pact.create('contacts', { name: 'Next' }).public_id);
				expect(JSON.stringify((await call(pact.url, 'GET', '/contacts?search=new@kept')).body)).toContain('New Person');
			},
		);
	});

	it('is HubSpot with its records, search, associations and opt-outs', async () => {
		let contact = '';
		await twice(
			() => startHubSpotSandbox({ seedRecords: { companies: 5, contacts: 20, deals: 3 }, searchLagMs: 0 }),
			async (hubspot) => {
				contact = hubspot.create('contacts', { email: 'kept@b.example', lastname: 'Kept' });
				hubspot.associate('contacts', contact, 'companies', hubspot.records('companies')[0]!.id);
				hubspot.preferences.unsubscribeAll('kept@b.example');
				await fetch(`${hubspot.url}/__sandbox/records`, { method: 'PATCH', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ object: 'contacts', id: contact, properties: { jobtitle: 'CEO' } }) });
			},
			(hubspot) => {
				expect(hubspot.record('contacts', contact)?.properties).toMatchObject({ jobtitle: 'CEO', hs_email_optout: 'true' });
				expect(hubspot.portal.associations.of('0-1', contact, '0-2')).toHaveLength(1);
				expect(hubspot.preferences.optedOutAt('kept@b.example')).toBeDefined();
				expect(hubspot.portal.table('0-1').index.inOrderOfChange().at(-1)?.id).toBe(contact);
				expect(() => hubspot.create('contacts', { email: 'kept@b.example' })).toThrow();
				expect(Number(hubspot.create('contacts', { lastname: 'Next' }))).toBeGreaterThan(Number(contact));
				// Those who listen to changes do so still.
				hubspot.edit('contacts', contact, { jobtitle: 'CFO' });
				expect(hubspot.record('contacts', contact)?.history['jobtitle']).toHaveLength(2);
			},
		);
	});

	it('is Salesforce with its records and fields, in the order of their stamps', async () => {
		let id = '';
		await twice(
			() => startSalesforceSandbox({ size: { accounts: 3, contacts: 10, leads: 2, opportunities: 2 } }),
			async (salesforce) => {
				id = salesforce.create('Contact', { LastName: 'Kept', Email: 'kept@c.example' });
				salesforce.create('Task', { Subject: 'Call' });
				await fetch(`${salesforce.url}/__sandbox/schema`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ object: 'Contact', field: 'Made__c', type: 'string' }) });
				salesforce.edit('Contact', id, { Made__c: 'yes' });
			},
			async (salesforce) => {
				expect(salesforce.records('Contact').find((row) => row.Id === id)).toMatchObject({ Made__c: 'yes' });
				expect(salesforce.records('Task')).toHaveLength(1);
				expect(salesforce.create('Contact', { LastName: 'Next' }) > id).toBe(true);
				const query = encodeURIComponent("SELECT Id FROM Contact WHERE Email = 'kept@c.example' ORDER BY SystemModstamp DESC");
				const answer = await fetch(`${salesforce.url}/services/data/v60.0/query?q=${query}`, { headers: { authorization: `Bearer ${salesforce.openSession()}` } });
				expect(await answer.json()).toMatchObject({ records: [{ Id: id }] });
			},
		);
	});
});
