import type { SystemName } from '../../../engine/model';
import { DEMO_TOKENS, startHubSpotSandbox, type HubSpotSandbox } from '../../../sandbox/hubspot';
import { inWordsOf, OBJECT, personOf, type Person } from '../../support/pairs/words';
import { Screen, type Row } from '../../support/pairs/rows';
import { fromNowOn, publishAndWatch } from '../pairs/from-now-on';
import { PairWorld } from '../pairs/pair-world';
import { waitUntil } from '../support/n8n-api';
import type { Template } from '../support/n8n-schemas';
import { SandboxControl } from '../support/sandbox-control';
import { HUBSPOT_CREDENTIAL } from '../support/sandbox-credentials';

jest.setTimeout(600_000);

/** On a busy machine a change takes its time through four workflows. */
const PATIENCE_MS = 240_000;
const SECOND_PORTAL = 55_900_456;
const SECOND_CREDENTIAL = 'HubSpot (second portal)';
/** As docs/several-portals.md has it: the templates once more, with the other credential and a sync name. */
const TEMPLATES = ['hubspot-pact', 'salesforce-hubspot', 'hubspot-pact', 'salesforce-hubspot'];
const FIRST_OF_SECOND_PORTAL = 2;

const PLACES = ['salesforce', 'portal A', 'portal B', 'pact'] as const;
type Place = (typeof PLACES)[number];
const systemOf = (place: Place): SystemName => (place === 'salesforce' || place === 'pact' ? place : 'hubspot');

function forSecondPortal(template: Template): void {
	for (const node of template.nodes) {
		for (const credential of Object.values(node.credentials ?? {})) if (credential.name === HUBSPOT_CREDENTIAL) credential.name = SECOND_CREDENTIAL;
		if (node.type.endsWith('.fieldStageMapper')) node.parameters.syncName = 'second portal';
	}
}

/** Two portals, one org and one workspace, every portal with its own copy of the templates. */
describe('two HubSpot portals in a running n8n', () => {
	let world: PairWorld;
	let second: HubSpotSandbox;
	let screens: Record<Place, Screen>;

	beforeAll(async () => {
		second = await startHubSpotSandbox({ portalId: SECOND_PORTAL, plan: 'enterprise' });
		world = await PairWorld.start({
			templates: TEMPLATES,
			prepare: async (api) =>
				void (await api.createCredential({ name: SECOND_CREDENTIAL, type: 'pactHubSpotServiceKeyApi', data: { accessToken: DEMO_TOKENS.full, baseUrl: second.url } })),
			adjust: (template, index) => {
				fromNowOn(template);
				if (index >= FIRST_OF_SECOND_PORTAL) forSecondPortal(template);
			},
		});
		screens = { salesforce: world.screen('salesforce'), 'portal A': world.screen('hubspot'), 'portal B': new Screen('hubspot', new SandboxControl(second.url)), pact: world.screen('pact') };
		await publishAndWatch(world);
	});
	afterAll(async () => {
		await world?.stop();
		await second?.close();
	});

	const email = (name: string) => `${name}@two-portals.com`;
	const rowsOf = async (place: Place, name: string): Promise<Row[]> => {
		const rows = await screens[place].all(OBJECT[systemOf(place)].person);
		return rows.filter(({ fields }) => personOf(systemOf(place), fields).email?.toLowerCase() === email(name));
	};
	const make = async (place: Place, name: string, person: Person = {}) =>
		await screens[place].create(OBJECT[systemOf(place)].person, inWordsOf(systemOf(place), { first: 'Two', last: name, email: email(name), ...person }));
	const edit = async (place: Place, name: string, person: Person) => {
		const [row] = await rowsOf(place, name);
		await screens[place].edit(OBJECT[systemOf(place)].person, row?.id ?? '', inWordsOf(systemOf(place), person));
	};
	const titles = async (name: string, places: readonly Place[] = PLACES) =>
		Object.fromEntries(await Promise.all(places.map(async (place) => [place, (await rowsOf(place, name)).map(({ fields }) => personOf(systemOf(place), fields).title)] as const)));
	/** Waits until each place holds that person once, with this title. */
	async function everywhere(name: string, title: string, places: readonly Place[] = PLACES): Promise<void> {
		const wanted = JSON.stringify(Object.fromEntries(places.map((place) => [place, [title]])));
		try {
			await waitUntil(async () => await titles(name, places), (found) => JSON.stringify(found) === wanted, { timeoutMs: PATIENCE_MS, what: `"${title}" everywhere` });
		} catch (error) {
			const lines = (await world.log()).slice(-12).map(({ pair, outcome, reason, message }) => `${pair} ${outcome}/${reason}: ${message}`);
			throw new Error(`${String(error)}\nThe log ends so:\n${lines.join('\n')}`, { cause: error });
		}
	}

	it.each(PLACES)('a new person in %s is made once everywhere', async (place) => {
		const name = `new-${PLACES.indexOf(place)}`;
		await make(place, name, { title: 'New' });
		await everywhere(name, 'New');
	});

	it.each(PLACES)('an edit in %s reaches the org, the workspace and both portals', async (place) => {
		await edit(place, 'new-0', { title: `Edited in ${place}` });
		await everywhere('new-0', `Edited in ${place}`);
	});

	it('one Salesforce contact has a link into each portal, and the links of a portal stand under its own sync', async () => {
		const syncs = await world.inStore(async (store) => await store.syncs());
		const people = syncs.filter(({ left, right }) => left.object === 'Contact' && right.system === 'hubspot').map(({ pair, right }) => [right.connection === String(SECOND_PORTAL), pair.endsWith('@second-portal')]);
		expect(people.sort()).toEqual([[false, false], [true, true]]);
	});

	it('a portal that is not asked for a while misses nothing, and the other one goes on', async () => {
		const ofSecond = world.workflows.slice(FIRST_OF_SECOND_PORTAL);
		for (const { id } of ofSecond) await world.api.deactivate(id);
		await edit('pact', 'new-1', { title: 'While B rests' });
		await everywhere('new-1', 'While B rests', ['salesforce', 'portal A', 'pact']);
		expect(await titles('new-1', ['portal B'])).toEqual({ 'portal B': ['New'] });
		for (const { id } of ofSecond) await world.api.activate(id);
		await everywhere('new-1', 'While B rests');
	});

	it('in the end nobody was made twice, nothing failed and no two portals fight', async () => {
		await world.caughtUp();
		for (const place of PLACES) for (let index = 0; index < PLACES.length; index += 1) expect([place, index, (await rowsOf(place, `new-${index}`)).length]).toEqual([place, index, 1]);
		const log = await world.log();
		expect(log.filter(({ outcome }) => outcome === 'failed').map(({ message }) => message)).toEqual([]);
		expect((await world.inStore(async (store) => await store.openReviews({ kind: 'conflict' }))).map(({ message }) => message)).toEqual([]);
	});
});
