import type { SystemName } from '../../engine/model';
import type { Http } from '../../engine/run/http-port';
import { liveSource } from '../../nodes/common/sync-trigger/live-source';
import type { Watch } from '../../nodes/common/sync-trigger/watch';
import { fieldsToRead as ofHubSpot } from '../../nodes/HubSpotSyncTrigger/fields';
import { fieldsToRead as ofPact } from '../../nodes/PactTrigger/fields';
import { fieldsToRead as ofSalesforce } from '../../nodes/SalesforceSyncTrigger/fields';
import { DEMO_TOKENS } from '../../sandbox/hubspot';
import { DEMO_KEYS } from '../../sandbox/pact';
import { fetchHttp } from '../../systems/common/fetch-http';
import { createHubSpot } from '../../systems/hubspot';
import { createPact } from '../../systems/pact';
import { createSalesforce } from '../../systems/salesforce';
import { ThreeSandboxes } from '../support/pairs/sandboxes';
import { inWordsOf, OBJECT } from '../support/pairs/words';

/** Held by a field that nobody chose. */
const UNCHOSEN = '+49 30 99887766';
const CHOSEN: Readonly<Record<SystemName, readonly string[]>> = { salesforce: ['Email', 'Title'], hubspot: ['email', 'jobtitle'], pact: ['email', 'title'] };
const ANN = { first: 'Ann', last: 'Unchosen', email: 'ann@acme.example', title: 'CEO', phone: UNCHOSEN };

let world: ThreeSandboxes;
let answers: string[];
beforeEach(async () => {
	world = await ThreeSandboxes.start();
	answers = [];
});
afterEach(() => world.stop());

/** Everything that comes over the wire, but for descriptions of what there is. */
function listening(authorise: () => string): Http {
	const http = fetchHttp({ authorise: () => ({ Authorization: `Bearer ${authorise()}` }) });
	return async (request) => {
		const response = await http(request);
		answers.push(response.body);
		return response;
	};
}

function connect(system: SystemName) {
	const { clock } = world;
	switch (system) {
		case 'salesforce': {
			const token = world.salesforce.openSession();
			return createSalesforce({ http: listening(() => token), instanceUrl: world.salesforce.url, connection: world.salesforce.orgId, clock });
		}
		case 'hubspot':
			return createHubSpot({ http: listening(() => DEMO_TOKENS.full), baseUrl: world.hubspot.url, connection: `selected-${world.hubspot.url}`, clock });
		case 'pact':
			return createPact({ http: listening(() => DEMO_KEYS.full), baseUrl: world.pact.url, connection: `selected-${world.pact.url}`, clock });
	}
}

const FIELDS = { salesforce: ofSalesforce, hubspot: ofHubSpot, pact: ofPact };

/** What a trigger with the chosen fields emits of a person: of the first sync, of a poll, and of a retry. */
async function emitted(system: SystemName): Promise<Array<Record<string, unknown>>> {
	const object = OBJECT[system].person;
	const screen = world.screen(system);
	const id = await screen.create(object, inWordsOf(system, ANN));
	await world.clock.sleep(2_000);
	const connected = connect(system);
	const settings = { fieldsOf: () => [...CHOSEN[system]], filterOf: () => undefined } as unknown as Watch['settings'];
	const source = liveSource({ settings, fieldsToRead: FIELDS[system], isUnknownField: () => false }, { connection: connected.source.connection, ...connected });
	const query = { object, fields: [], limit: 100 };
	let cursor = await source.start(object, 'everything');
	const changes = [];
	for (let page = await source.readPage(query, cursor, { lookBackMs: 0 }); ; page = await source.readPage(query, cursor, { lookBackMs: 0 })) {
		changes.push(...page.changes);
		({ cursor } = page);
		if (!page.more) break;
	}
	await screen.edit(object, id, inWordsOf(system, { title: 'CFO' }));
	await world.clock.sleep(60_000);
	changes.push(...(await source.readPage(query, cursor, { lookBackMs: 120_000 })).changes, ...(await source.readAgain(query, [id])));
	expect(changes.length).toBeGreaterThanOrEqual(3);
	return changes.map(({ fields }) => fields);
}

describe('a trigger with "Selected Fields"', () => {
	it.each<[SystemName, readonly string[]]>([
		['salesforce', ['Id', 'Owner.Email', 'RecordType.Name']],
		['hubspot', ['hs_object_id', 'owner.email']],
	])('asks %s for nothing else: no value of another field comes over the wire', async (system, always) => {
		const items = await emitted(system);
		const allowed = new Set([...CHOSEN[system], ...always]);
		for (const item of items) expect(Object.keys(item).filter((name) => !allowed.has(name))).toEqual([]);
		expect(answers.join('\n')).toContain('CFO');
		expect(answers.join('\n')).not.toContain(UNCHOSEN);
		expect(answers.join('\n')).not.toContain(ANN.last);
	});

	it('of Pact, which always answers with whole records, passes nothing else on', async () => {
		const items = await emitted('pact');
		const allowed = new Set([...CHOSEN.pact, 'public_id']);
		for (const item of items) expect(Object.keys(item).filter((name) => !allowed.has(name))).toEqual([]);
		expect(JSON.stringify(items)).toContain('CFO');
		expect(answers.join('\n')).toContain(ANN.last);
	});
});
