import { setTimeout as sleep } from 'node:timers/promises';
import { SYSTEMS, type SystemName } from '../../../engine/model';
import { ARCHIVED_TAG } from '../../../systems/pact/contract';
import { fromNowOn, publishAndWatch, screensFromNowOn } from '../pairs/from-now-on';
import { mapperOf, triggersOf } from '../pairs/pair-world';
import type { Screen } from '../../support/pairs/rows';
import type { Template } from '../support/n8n-schemas';
import { RecordsWorld } from './support';
import { addressOf, Lives, personNamed, type Ids } from './support-lives';

jest.setTimeout(600_000);

/** Deletes that one run may pass on. */
const MAX_ARCHIVES = 3;
const IDLE_MS = 25_000;
/** Longer than HubSpot's rounds over what was archived, and than Salesforce's long look back. */
const ROUND_MS = 6 * 60_000;

/** The stage of an opportunity that comes from a lead, and of the deals that are made here, by each pair's own words. */
const STAGES: Readonly<Record<string, Array<{ field: string; left: string; right: string }>>> = {
	'salesforce-hubspot': [{ field: 'StageName', left: 'Prospecting', right: 'qualifiedtobuy' }, { field: 'RecordType.Name', left: 'New Business', right: 'default' }],
	'hubspot-pact': [{ field: 'dealstage', left: 'qualifiedtobuy', right: 'qualification' }, { field: 'pipeline', left: 'default', right: 'New Business' }],
};

/** People are deleted on the other side too, HubSpot's deals in Pact only, companies are left alone; every change of Salesforce comes in a page of its own. */
function withPolicies(template: Template): void {
	fromNowOn(template);
	const contacts = mapperOf(template, 'Contacts').parameters;
	contacts.deletesLeft = 'delete';
	contacts.deletesRight = contacts.rightSystem === 'pact' ? 'archive' : 'delete';
	const deals = template.nodes.find(({ name }) => name === 'Deals')?.parameters;
	if (deals !== undefined) deals.values = { value: STAGES[`${String(deals.leftSystem)}-${String(deals.rightSystem)}`] };
	if (deals?.leftSystem === 'hubspot') deals.deletesRight = 'archive';
	for (const { type, parameters } of template.nodes) if (type.endsWith('Upsert')) parameters.options = { ...(parameters.options as object), maxArchives: MAX_ARCHIVES };
	for (const { type, parameters } of triggersOf(template)) if (type.endsWith('.salesforceSyncTrigger')) parameters.options = { ...(parameters.options as object), pageSize: 1 };
}

describe('whole records between three systems in a running n8n', () => {
	let world: RecordsWorld;
	let screens: Record<SystemName, Screen>;
	let lives: Lives;
	/** Whom people, not the sync, erased in Pact. */

	const gone = async (system: SystemName, id: string) => await lives.until(async () => await lives.row(system, 'person', id), (row) => row === undefined, `${system} ${id} to be gone`);
	const tagsOf = async (id: string) => (await lives.row('pact', 'person', id))?.fields.tags as string[] | undefined;
	const archived = async (id: string, is = true) => await lives.until(async () => await tagsOf(id), (tags) => tags?.includes(ARCHIVED_TAG) === is, `Pact ${id} ${is ? '' : 'not '}to be archived`);

	beforeAll(async () => {
		world = await RecordsWorld.start(withPolicies);
		screens = await screensFromNowOn(world.n8n);
		lives = new Lives(world, screens);
		await world.disorder();
		await publishAndWatch(world.n8n);
	});
	afterAll(async () => {
		await world?.stop();
	});

	describe('a company that is deleted, with the mapper as it is imported', () => {
		const make = async (name: string): Promise<Ids> => {
			const id = await screens.salesforce.create('Account', { Name: name, Website: `https://${name.toLowerCase()}-of-lives.com` });
			return await lives.everywhere('company', 'salesforce', id);
		};

		it('stays in the other systems, and is not made again by an edit there', async () => {
			const [one, two] = [await make('Deleted-left'), await make('Deleted-right')];
			await lives.delete('salesforce', 'company', one.salesforce);
			await lives.delete('hubspot', 'company', two.hubspot);
			await lives.ended('salesforce', one.salesforce, 'delete-ignored', 2);
			await lives.ended('hubspot', two.hubspot, 'delete-ignored');
			await lives.edit('pact', 'company', one.pact, { industry: 'Mining' });
			await lives.edit('pact', 'company', two.pact, { industry: 'Mining' });
			await lives.ended('pact', one.pact, 'target-gone');
			await lives.ended('pact', two.pact, 'target-gone');
			expect(await lives.row('salesforce', 'company', two.salesforce)).toBeDefined();
			for (const [system, name, count] of [['salesforce', 'Deleted-left', 0], ['hubspot', 'Deleted-right', 0], ['pact', 'Deleted-left', 1], ['pact', 'Deleted-right', 1]] as const) {
				const rows = await screens[system].all(system === 'salesforce' ? 'Account' : 'companies');
				expect(rows.filter(({ fields }) => Object.values(fields).includes(name))).toHaveLength(count);
			}
			// What was edited meanwhile arrives when it is there again.
			await lives.restore('salesforce', 'company', one.salesforce);
			await lives.until(async () => (await lives.row('salesforce', 'company', one.salesforce))?.fields.Industry, (industry) => industry === 'Mining', 'the edit to arrive');
		});
	});

	describe('a contact that is deleted, with mappers that pass it on', () => {
		it('in Salesforce is archived in Pact and in HubSpot’s recycle bin; restored, it is brought back in Pact, and HubSpot’s needs a person', async () => {
			const ids = await lives.person('deleted-salesforce');
			await lives.delete('salesforce', 'person', ids.salesforce);
			await gone('hubspot', ids.hubspot);
			await archived(ids.pact);
			expect((await lives.row('pact', 'person', ids.pact))?.fields).toMatchObject({ email: addressOf('deleted-salesforce') });

			await lives.restore('salesforce', 'person', ids.salesforce);
			await archived(ids.pact, false);
			await lives.until(async () => await lives.told('salesforce', ids.salesforce), (lines) => lines.some(({ outcome, reason }) => outcome === 'conflict' && reason === 'target-gone'), 'the hint that HubSpot cannot bring it back');
			await lives.restore('hubspot', 'person', ids.hubspot);
			await lives.titled('salesforce', ids, 'Back from Salesforce');
		});

		it('in HubSpot goes to Salesforce’s recycle bin and is archived in Pact; restored everywhere, it is kept in step', async () => {
			const ids = await lives.person('deleted-hubspot', 'hubspot');
			await lives.delete('hubspot', 'person', ids.hubspot);
			await archived(ids.pact);
			// Where no webhook comes, HubSpot's list of what was archived is looked at every few minutes.
			await world.n8n.sandboxes.hubspot.setClock({ advanceMs: ROUND_MS });
			await gone('salesforce', ids.salesforce);

			await lives.restore('hubspot', 'person', ids.hubspot);
			await archived(ids.pact, false);
			await lives.restore('salesforce', 'person', ids.salesforce);
			await lives.titled('hubspot', ids, 'Back from HubSpot');
		});

		it('in Pact goes to both recycle bins', async () => {
			const ids = await lives.person('deleted-pact', 'pact');
			await lives.delete('pact', 'person', ids.pact);
			await gone('salesforce', ids.salesforce);
			await gone('hubspot', ids.hubspot);
			await world.n8n.caughtUp();
			for (const system of SYSTEMS) expect([system, await lives.count(system, 'deleted-pact')]).toEqual([system, 0]);
		});
	});

	it('deals that are deleted in HubSpot, more than a run may pass on: the others wait for a person, who may try them again', async () => {
		const deals: Array<{ hubspot: string; pact: string }> = [];
		for (let number = 0; number < MAX_ARCHIVES + 2; number += 1) deals.push({ hubspot: await screens.hubspot.create('deals', { dealname: `Deal ${number}`, pipeline: 'default', dealstage: 'qualifiedtobuy', amount: '100', closedate: '2026-12-31T12:00:00.000Z' }), pact: '' });
		for (const deal of deals) deal.pact = (await lives.until(async () => await world.partners('hubspot', 'deals', deal.hubspot, 'pact'), ({ length }) => length === 1, 'the opportunity in Pact'))[0] ?? '';
		await world.n8n.caughtUp();
		// While nobody looks, so that they come together: a page is a run of its own.
		await world.n8n.unpublish();
		for (const { hubspot } of deals) await lives.delete('hubspot', 'deal', hubspot);
		await world.n8n.sandboxes.hubspot.setClock({ advanceMs: ROUND_MS });
		await world.n8n.publish();
		const marked = async () => (await Promise.all(deals.map(async ({ pact }) => (await lives.row('pact', 'deal', pact))?.fields.tags as string[]))).filter((tags) => tags.includes(ARCHIVED_TAG)).length;
		const [question] = await lives.until(async () => await lives.questions('deletes'), ({ length }) => length > 0, 'the question about many deletes');
		await lives.until(marked, (count) => count === MAX_ARCHIVES, 'the first of them to be archived');
		expect(question).toMatchObject({ pair: expect.stringContaining('hubspot'), key: 'left', target: { system: 'pact' } });
		await world.n8n.inStore(async (store) => await store.retryIssues());
		await lives.until(marked, (count) => count === deals.length, 'the others to be archived');
	});

	describe('contacts that are merged', () => {
		it.each(['loser', 'winner'])('in Salesforce, where the %s is read first: the winner keeps its partners, the others are listed, and merging these settles it', async (first) => {
			const [one, two] = [await lives.person(`one-${first}`), await lives.person(`two-${first}`)];
			// Of one second, the lower id comes first.
			const [winner, loser] = first === 'winner' ? [one, two] : [two, one];
			await lives.merge('salesforce', winner.salesforce, loser.salesforce);
			await lives.until(async () => await lives.duplicates('pact'), (open) => open.length === 1, 'the question about Pact');
			await lives.until(async () => await lives.duplicates('hubspot'), (open) => open.length === 1, 'the question about HubSpot');
			expect([await lives.duplicates('pact'), await lives.duplicates('hubspot')]).toEqual([[[winner.pact, loser.pact].sort()], [[winner.hubspot, loser.hubspot].sort()]]);
			// A merge is no delete.
			expect([await tagsOf(loser.pact), await lives.row('hubspot', 'person', loser.hubspot)]).toEqual([[], expect.anything()]);
			expect([await world.partners('salesforce', 'Contact', winner.salesforce, 'pact'), await world.partners('salesforce', 'Contact', winner.salesforce, 'hubspot')]).toEqual([[winner.pact], [winner.hubspot]]);
			await lives.titled('salesforce', winner, `Merged, ${first} first`);
			await lives.titled('pact', { hubspot: loser.hubspot, pact: loser.pact }, `Of the other one, ${first} first`);
			expect((await lives.row('salesforce', 'person', winner.salesforce))?.fields.Title).toBe(`Merged, ${first} first`);

			const hubspot = await lives.merge('hubspot', winner.hubspot, loser.hubspot);
			await lives.merge('pact', winner.pact, loser.pact);
			await lives.until(async () => await lives.questions('duplicate'), (open) => open.length === 0, 'the questions to close');
			await lives.until(async () => await world.partners('salesforce', 'Contact', winner.salesforce, 'hubspot'), (ids) => ids.join() === hubspot, 'the link to HubSpot’s new record');
			// HubSpot's clock is ahead here: of an edit in the middle of the merges, its older value would count as the newer one.
			await world.n8n.caughtUp();
			await lives.titled('pact', { ...winner, hubspot }, `One again, ${first} first`);
			for (const system of SYSTEMS) expect([await lives.count(system, `one-${first}`), await lives.count(system, `two-${first}`)].sort()).toEqual([0, 1]);
		});

		it('in HubSpot go on under a new id, with the partners of the older one; the others are listed in both systems', async () => {
			const [one, two] = [await lives.person('one-hubspot'), await lives.person('two-hubspot')];
			const winner = await lives.merge('hubspot', one.hubspot, two.hubspot);
			await lives.until(async () => [await lives.duplicates('salesforce'), await lives.duplicates('pact')], (open) => open.every(({ length }) => length === 1), 'the questions');
			expect([await lives.duplicates('salesforce'), await lives.duplicates('pact')]).toEqual([[[one.salesforce, two.salesforce].sort()], [[one.pact, two.pact].sort()]]);
			expect((await world.partners('hubspot', 'contacts', winner, 'salesforce')).sort()).toEqual([one.salesforce, two.salesforce].sort());
			expect(await world.partners('hubspot', 'contacts', winner, 'pact')).toEqual([one.pact]);
			for (const old of [one, two]) expect(await world.links('hubspot', 'contacts', old.hubspot)).toEqual([]);
			await lives.merge('salesforce', one.salesforce, two.salesforce);
			await lives.merge('pact', one.pact, two.pact);
			await lives.until(async () => await lives.questions('duplicate'), (open) => open.length === 0, 'the questions to close');
			await lives.titled('hubspot', { salesforce: one.salesforce, hubspot: winner, pact: one.pact }, 'One in HubSpot');
		});

		it('in Pact take the links of both along; the others are listed in both systems', async () => {
			const [one, two] = [await lives.person('one-pact'), await lives.person('two-pact')];
			await lives.merge('pact', one.pact, two.pact);
			await lives.until(async () => [await lives.duplicates('salesforce'), await lives.duplicates('hubspot')], (open) => open.every(({ length }) => length === 1), 'the questions');
			for (const system of ['salesforce', 'hubspot'] as const) {
				expect(await lives.duplicates(system)).toEqual([[one[system], two[system]].sort()]);
				expect((await world.partners('pact', 'contacts', one.pact, system)).sort()).toEqual([one[system], two[system]].sort());
			}
			expect(await world.links('pact', 'contacts', two.pact)).toEqual([]);
			const hubspot = await lives.merge('hubspot', one.hubspot, two.hubspot);
			await lives.merge('salesforce', one.salesforce, two.salesforce);
			await lives.until(async () => await lives.questions('duplicate'), (open) => open.length === 0, 'the questions to close');
			await lives.titled('pact', { salesforce: one.salesforce, hubspot, pact: one.pact }, 'One in Pact');
		});
	});

	describe('a lead that is converted', () => {
		const lead = async (name: string): Promise<Ids> => {
			const id = await screens.salesforce.create('Lead', { ...personNamed('salesforce', name), Company: `Company of ${name}` });
			return await lives.everywhere('person', 'salesforce', id, 'Lead');
		};
		const convert = async (id: string, into: object = {}) => {
			await world.control('salesforce', 'POST', 'convert-lead', { id, ...into });
			const row = await lives.row('salesforce', 'person', id, 'Lead');
			return { contact: String(row?.fields.ConvertedContactId), account: String(row?.fields.ConvertedAccountId), opportunity: String(row?.fields.ConvertedOpportunityId) };
		};

		it('leads its partners on to the new contact, beside a company and an opportunity of their own', async () => {
			const ids = await lead('converted');
			const { contact, account, opportunity } = await convert(ids.salesforce);
			const [people, companies, deals] = [await lives.everywhere('person', 'salesforce', contact), await lives.everywhere('company', 'salesforce', account), await lives.everywhere('deal', 'salesforce', opportunity)];
			expect(people).toEqual({ ...ids, salesforce: contact });
			await lives.until(async () => await world.links('salesforce', 'Lead', ids.salesforce), (links) => links.length === 0, 'the lead’s links to be the contact’s');
			await lives.titled('hubspot', people, 'After the conversion');
			await lives.until(async () => (await lives.row('pact', 'person', people.pact))?.fields.company_id, (company) => company === companies.pact, 'the contact’s company in Pact');
			await lives.until(async () => (await lives.row('pact', 'deal', deals.pact))?.fields.company_id, (company) => company === companies.pact, 'the opportunity’s company in Pact');
			for (const system of ['hubspot', 'pact'] as const) expect(await lives.count(system, 'converted')).toBe(1);
		});

		it('into a contact with partners of its own lists the duplicates', async () => {
			const account = await screens.salesforce.create('Account', { Name: 'Company of both', Website: 'https://company-of-both.com' });
			const [ids, contact] = [await lead('into'), await lives.person('contact-of-into')];
			await convert(ids.salesforce, { accountId: account, contactId: contact.salesforce, opportunity: false });
			await lives.until(async () => [await lives.duplicates('pact'), await lives.duplicates('hubspot')], (open) => open.every(({ length }) => length === 1), 'the questions');
			expect([await lives.duplicates('pact'), await lives.duplicates('hubspot')]).toEqual([[[ids.pact, contact.pact].sort()], [[ids.hubspot, contact.hubspot].sort()]]);
			await lives.titled('pact', contact, 'Of the contact');
			await lives.merge('hubspot', contact.hubspot, ids.hubspot);
			await lives.merge('pact', contact.pact, ids.pact);
			await lives.until(async () => await lives.questions('duplicate'), (open) => open.length === 0, 'the questions to close');
		});

		it('while n8n does not run, and edited in Pact and HubSpot meanwhile: nothing is lost and nobody is doubled', async () => {
			const ids = await lead('meanwhile');
			await world.n8n.unpublish();
			const { contact } = await convert(ids.salesforce);
			await lives.edit('pact', 'person', ids.pact, { title: 'Meanwhile' });
			await world.n8n.publish();
			await lives.shows('salesforce', contact, 'Meanwhile');
			await lives.shows('hubspot', ids.hubspot, 'Meanwhile');
			await world.n8n.caughtUp();
			expect(await lives.everywhere('person', 'salesforce', contact)).toEqual({ ...ids, salesforce: contact });
			for (const system of ['hubspot', 'pact'] as const) expect(await lives.count(system, 'meanwhile')).toBe(1);
		});
	});

	it('erased nobody, failed nowhere, and writes nothing when all of it is read once more', async () => {
		await world.n8n.caughtUp();
		await world.n8n.resetStats();
		const { calls } = world.wires.pact;
		const mark = calls.length;
		const markOfHubSpot = world.wires.hubspot.calls.length;
		// Salesforce's long look back, HubSpot's list of what was archived, and a sweep of Pact begin again.
		for (const system of ['salesforce', 'hubspot'] as const) await world.n8n.sandboxes[system].setClock({ advanceMs: ROUND_MS });
		await world.n8n.unpublish();
		await world.n8n.publish();
		await sleep(IDLE_MS);
		await world.n8n.caughtUp();
		const stats = await world.n8n.stats();
		expect(SYSTEMS.map((system) => stats[system].calls > 0)).toEqual([true, true, true]);
		// Reads of HubSpot are posted, too.
		const toHubSpot = world.wires.hubspot.calls.slice(markOfHubSpot).filter(({ method, path }) => method !== 'GET' && !/\/(search|read)(\?|$)/.test(path));
		expect(toHubSpot).toEqual([]);
		expect([stats.salesforce.writes, stats.hubspot.writes]).toEqual([0, 0]);
		// Publishing makes the subscriptions to Pact's webhooks anew.
		const written = calls.filter(({ method, path }) => method !== 'GET' && !path.startsWith('/v1/webhooks/'));
		expect(written.filter((call) => calls.indexOf(call) >= mark)).toEqual([]);
		expect(written.filter(({ method }) => method === 'DELETE')).toEqual([]);
		expect(await world.erased()).toEqual([]);
		expect((await world.n8n.log()).filter(({ outcome }) => outcome === 'failed').map(({ source, message }) => `${source.object}: ${message}`)).toEqual([]);
	});
});
