import { z } from 'zod';
import type { SystemName } from '../../../engine/model';
import { feedId } from '../../../nodes/common/feed-id';
import { DEMO_TOKENS } from '../../../sandbox/hubspot';
import type { Screen } from '../../support/pairs/rows';
import { fromNowOn, publishAndWatch, screensFromNowOn } from '../pairs/from-now-on';
import { PairWorld, triggersOf } from '../pairs/pair-world';
import { waitUntil } from '../support/n8n-api';

jest.setTimeout(600_000);

const PATIENCE_MS = 240_000;
const FAIR = 'Trade fair 2026';
const OBJECT = { salesforce: 'Contact', hubspot: 'contacts', pact: 'contacts' } as const;
const EMAIL = 'tags-e2e@acme-tags.example';
const OWN = 'met in person';

const listSchema = z.looseObject({ listId: z.coerce.string(), name: z.string() });
const searchSchema = z.looseObject({ lists: z.array(listSchema) });
const membershipsSchema = z.looseObject({ results: z.array(z.looseObject({ listId: z.coerce.string() })) });

/** HubSpot lists and Salesforce campaigns against Pact's tags, with the templates as they are imported. */
describe('tags in a running n8n', () => {
	let world: PairWorld;
	let screens: Record<SystemName, Screen>;
	const ids: Record<SystemName, string> = { salesforce: '', hubspot: '', pact: '' };
	let campaign = '';
	let list = '';

	async function hubSpot(method: string, path: string, body?: unknown): Promise<unknown> {
		const response = await fetch(`${world.sandboxes.hubspot.url}${path}`, {
			method,
			headers: { authorization: `Bearer ${DEMO_TOKENS.full}`, 'content-type': 'application/json' },
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});
		if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
		return await response.json();
	}

	const changeList = async (add: string[], remove: string[]) => await hubSpot('PUT', `/crm/v3/lists/${list}/memberships/add-and-remove`, { recordIdsToAdd: add, recordIdsToRemove: remove });
	const isInList = async () => membershipsSchema.parse(await hubSpot('GET', `/crm/v3/lists/records/0-1/${ids.hubspot}/memberships`)).results.some(({ listId }) => listId === list);
	const tags = async (): Promise<string[]> => {
		const contact = (await screens.pact.all('contacts')).find(({ id }) => id === ids.pact);
		return z.array(z.string()).parse(contact?.fields.tags ?? []).sort();
	};
	const members = async () => (await screens.salesforce.all('CampaignMember')).filter(({ fields }) => fields.CampaignId === campaign && fields.ContactId === ids.salesforce && fields.IsDeleted !== true);

	async function until<T>(read: () => Promise<T>, done: (value: T) => boolean, what: string): Promise<T> {
		try {
			return await waitUntil(read, done, { timeoutMs: PATIENCE_MS, what });
		} catch (error) {
			const lines = (await world.log()).slice(-10).map(({ source, outcome, reason, message }) => `${source.system} ${outcome}/${reason}: ${message}`);
			throw new Error(`${String(error)}\nThe log ends so:\n${lines.join('\n')}`, { cause: error });
		}
	}
	const untilTags = async (...wanted: string[]) => await until(tags, (held) => held.join() === [...wanted].sort().join(), `the tags ${wanted.join(', ')}`);

	/** Who is in what when a trigger looks for the first time is no news. */
	const watching = async (): Promise<boolean> => {
		const feeds = world.workflows.flatMap((workflow) =>
			triggersOf(workflow).filter(({ type }) => !type.endsWith('.pactTrigger')).map((node) => ({ feed: feedId(workflow, node as unknown as { id: string }), object: (node.parameters.objects as string[])[0] as string })),
		);
		const cursors = await world.inStore(async (store) => await Promise.all(feeds.map(async ({ feed, object }) => await store.cursor(feed, object))));
		return cursors.every((cursor) => cursor?.includes('"memberships"') === true);
	};

	beforeAll(async () => {
		world = await PairWorld.start({ templates: ['hubspot-lists-pact-tags', 'salesforce-campaigns-pact-tags'], adjust: fromNowOn });
		screens = await screensFromNowOn(world);
		ids.pact = await screens.pact.create(OBJECT.pact, { last_name: 'Tagged', email: EMAIL, tags: [OWN] });
		ids.hubspot = await screens.hubspot.create(OBJECT.hubspot, { lastname: 'Tagged', email: EMAIL });
		ids.salesforce = await screens.salesforce.create(OBJECT.salesforce, { LastName: 'Tagged', Email: EMAIL });
		campaign = (await screens.salesforce.all('Campaign')).find(({ fields }) => fields.Name === FAIR)?.id ?? '';
		list = searchSchema.parse(await hubSpot('POST', '/crm/v3/lists/search', { query: FAIR })).lists[0]?.listId ?? '';
		await publishAndWatch(world);
		await until(watching, (all) => all, 'the first look at lists and campaigns');
	});
	afterAll(async () => {
		await world?.stop();
	});

	it('who joins a HubSpot list gets its tag in Pact, beside the tags of before', async () => {
		await changeList([ids.hubspot], []);
		await untilTags(OWN, `HubSpot: ${FAIR}`);
	});

	it('who becomes a member of a Salesforce campaign gets its tag too', async () => {
		await screens.salesforce.create('CampaignMember', { CampaignId: campaign, ContactId: ids.salesforce });
		await untilTags(OWN, `HubSpot: ${FAIR}`, `Salesforce: ${FAIR}`);
	});

	it('a tag that is taken away in Pact ends the membership of the list, and no other', async () => {
		await world.caughtUp();
		await screens.pact.edit(OBJECT.pact, ids.pact, { tags: [OWN, `Salesforce: ${FAIR}`] });
		await until(isInList, (is) => !is, 'the list without the contact');
		expect(await members()).toHaveLength(1);
	});

	it('a tag that is given in Pact begins it again, and a membership that ends takes its tag away', async () => {
		await world.caughtUp();
		await screens.pact.edit(OBJECT.pact, ids.pact, { tags: [OWN, `Salesforce: ${FAIR}`, `HubSpot: ${FAIR}`] });
		await until(isInList, (is) => is, 'the list with the contact');
		const [member] = await members();
		await world.sandboxes.salesforce.call('DELETE', 'records', { object: 'CampaignMember', id: member?.id });
		await untilTags(OWN, `HubSpot: ${FAIR}`);
	});

	it('comes to rest: nothing is written any more', async () => {
		await world.caughtUp();
		await world.resetStats();
		await world.caughtUp();
		const stats = await world.stats();
		expect([stats.salesforce.writes, stats.hubspot.writes, stats.pact.writes]).toEqual([0, 0, 0]);
		expect((await world.log()).filter(({ outcome }) => outcome === 'failed')).toEqual([]);
	});
});
