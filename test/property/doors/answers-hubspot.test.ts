import fc from 'fast-check';
import { DEMO_PORTAL_ID, DEMO_TOKENS, startHubSpotSandbox, type HubSpotSandbox } from '../../../sandbox/hubspot';
import { SandboxClock } from '../../../sandbox/common/clock';
import { fetchHttp } from '../../../systems/common/fetch-http';
import { createHubSpot, hubSpotConnection, type HubSpotSystem } from '../../../systems/hubspot';
import { sleepingClock } from '../../contract/subjects/subject';
import { askedOf, changesHold, expectResults, trouble, troubled, type Trouble } from './answers';
import { MARKER, PATIENCE_MS, PERSONAL, runs } from './fuzz';

jest.setTimeout(PATIENCE_MS);

const FIELDS = ['firstname', 'lastname', 'email', 'owner.email', 'company.id', 'jobtitle'];
const QUERY = { object: 'contacts', fields: FIELDS };

let sandbox: HubSpotSandbox;
let ids: string[];
beforeAll(async () => {
	const clock = new SandboxClock({ startAt: new Date('2026-11-21T08:00:00Z'), frozen: true });
	sandbox = await startHubSpotSandbox({ clock, plan: 'unlimited', searchLagMs: 0 });
	ids = Array.from({ length: 4 }, (_, n) => sandbox.create('contacts', { lastname: `${MARKER} ${n}`, email: `${n}${PERSONAL}` }));
});
afterAll(async () => await sandbox.close());

function world(what: Trouble): { system: HubSpotSystem; honest: HubSpotSystem; answered: () => string } {
	const http = fetchHttp({ authorise: () => ({ Authorization: `Bearer ${DEMO_TOKENS.full}` }) });
	const { http: bad, answered } = troubled(http, what);
	const to = (by: typeof http) => createHubSpot({ http: by, baseUrl: sandbox.url, clock: sleepingClock(sandbox), connection: String(DEMO_PORTAL_ID) });
	return { system: to(bad), honest: to(http), answered };
}

describe('answers of HubSpot, whatever comes', () => {
	it('reads, finds and describes, or says why not', async () => {
		await fc.assert(
			fc.asyncProperty(trouble, fc.constantFrom('read', 'find', 'describe', 'objects', 'times', 'choices', 'connection', 'checks'), async (what, question) => {
				const { system } = world(what);
				await askedOf(async () => {
					if (question === 'read') for (const id of (await system.records.read('contacts', ids, [...FIELDS, 'memberships.lists'])).keys()) expect(ids).toContain(id);
					if (question === 'find') expect(await system.records.find('contacts', [{ kind: 'email', field: 'email', value: `0${PERSONAL}` }, { kind: 'text', field: 'lastname', value: 'nobody' }], FIELDS)).toHaveLength(2);
					if (question === 'describe') await system.schema.describe('contacts');
					if (question === 'objects') await system.schema.objects();
					if (question === 'times') await system.records.times('contacts', ids, FIELDS);
					if (question === 'choices') await Promise.all([system.choices.lists('contacts'), system.choices.pipelines('deals'), system.choices.owners()]);
					if (question === 'checks') await system.checkConnection(['contacts'], []);
					if (question === 'connection') {
						const { http } = troubled(fetchHttp({ authorise: () => ({ Authorization: `Bearer ${DEMO_TOKENS.full}` }) }), what);
						await hubSpotConnection({ http, baseUrl: sandbox.url, clock: sleepingClock(sandbox) });
					}
				});
			}),
			runs(200),
		);
	});

	it('tells changes that fit into items, and a position from which an honest service goes on', async () => {
		await changesHold(world, QUERY, ids, runs(150));
	});

	it('reports nothing as written that was not answered', async () => {
		await fc.assert(
			fc.asyncProperty(trouble, fc.integer({ min: 1, max: 3 }), async (what, creates) => {
				const { system, answered } = world(what);
				const ops = [
					...Array.from({ length: creates }, (_, n) => ({ op: 'create' as const, values: { lastname: `${MARKER} new ${n}`, 'company.id': n > 1 ? '1' : null } })),
					...ids.slice(0, 2).map((id) => ({ op: 'update' as const, id, values: { jobtitle: `${MARKER} title`, lifecyclestage: 'lead' } })),
				];
				const results = await askedOf(async () => await system.records.write('contacts', ops));
				if (results) expectResults(results, ops.length, answered());
				const archived = await askedOf(async () => await system.records.archive?.('contacts', ['999999']));
				if (archived) expect(archived).toHaveLength(1);
			}),
			runs(150),
		);
	});
});
