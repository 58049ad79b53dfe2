import fc from 'fast-check';
import { startSalesforceSandbox, type SalesforceSandbox } from '../../../sandbox/salesforce';
import { SandboxClock } from '../../../sandbox/common/clock';
import { fetchHttp } from '../../../systems/common/fetch-http';
import { createSalesforce, salesforceConnection, type SalesforceSystem } from '../../../systems/salesforce';
import { sleepingClock } from '../../contract/subjects/subject';
import { askedOf, changesHold, expectResults, trouble, troubled, type Trouble } from './answers';
import { MARKER, PATIENCE_MS, PERSONAL, runs } from './fuzz';

jest.setTimeout(PATIENCE_MS);

const FIELDS = ['FirstName', 'LastName', 'Email', 'Owner.Email', 'Title'];
const QUERY = { object: 'Contact', fields: FIELDS };

let sandbox: SalesforceSandbox;
let ids: string[];
beforeAll(async () => {
	sandbox = await startSalesforceSandbox({
		clock: new SandboxClock({ startAt: new Date('2026-11-21T08:00:00Z'), frozen: true }),
		size: { accounts: 2, contacts: 0, leads: 0, opportunities: 2 },
		dailyApi: 1_000_000_000,
	});
	ids = Array.from({ length: 4 }, (_, n) => sandbox.create('Contact', { LastName: `${MARKER} ${n}`, Email: `${n}${PERSONAL}` }));
});
afterAll(async () => await sandbox.close());

function world(what: Trouble): { system: SalesforceSystem; honest: SalesforceSystem; answered: () => string } {
	const token = sandbox.openSession();
	const http = fetchHttp({ authorise: () => ({ Authorization: `Bearer ${token}` }) });
	const { http: bad, answered } = troubled(http, what);
	const to = (by: typeof http) => createSalesforce({ http: by, instanceUrl: sandbox.url, clock: sleepingClock(sandbox), connection: sandbox.orgId });
	return { system: to(bad), honest: to(http), answered };
}

describe('answers of Salesforce, whatever comes', () => {
	it('reads, finds and describes, or says why not', async () => {
		await fc.assert(
			fc.asyncProperty(trouble, fc.constantFrom('read', 'find', 'describe', 'objects', 'opportunities', 'activities', 'connection', 'checks'), async (what, question) => {
				const { system } = world(what);
				await askedOf(async () => {
					if (question === 'read') for (const id of (await system.records.read('Contact', ids, FIELDS)).keys()) expect(id).toMatch(/^\w+$/);
					if (question === 'find') expect(await system.records.find('Contact', [{ kind: 'email', field: 'Email', value: `0${PERSONAL}` }, { kind: 'text', field: 'LastName', value: 'nobody' }], FIELDS)).toHaveLength(2);
					if (question === 'describe') await system.schema.describe('Contact');
					if (question === 'objects') await system.schema.objects();
					if (question === 'opportunities') await system.records.read('Opportunity', sandbox.records('Opportunity').map(({ Id }) => String(Id)), ['Name', 'ContactRoles.ContactIds']);
					if (question === 'activities') await system.source.sample({ object: 'Task', fields: ['What.Account', 'When', 'Subject'], limit: 5 });
					if (question === 'checks') await system.checkConnection(['Contact'], []);
					if (question === 'connection') {
						const { http } = troubled(fetchHttp({ authorise: () => ({ Authorization: `Bearer ${sandbox.openSession()}` }) }), what);
						await salesforceConnection({ http, instanceUrl: sandbox.url, clock: sleepingClock(sandbox) });
					}
				});
			}),
			runs(250),
		);
	});

	it('tells changes that fit into items, and a position from which an honest service goes on', async () => {
		await changesHold(world, QUERY, ids, runs(200));
	});

	it('reports nothing as written that was not answered', async () => {
		await fc.assert(
			fc.asyncProperty(trouble, fc.integer({ min: 1, max: 3 }), async (what, creates) => {
				const { system, answered } = world(what);
				const ops = [
					...Array.from({ length: creates }, (_, n) => ({ op: 'create' as const, values: { LastName: `${MARKER} new ${n}`, 'Owner.Email': PERSONAL.slice(0, n) || null } })),
					...ids.slice(0, 2).map((id) => ({ op: 'update' as const, id, values: { Title: `${MARKER} title` } })),
				];
				const results = await askedOf(async () => await system.records.write('Contact', ops));
				if (results) expectResults(results, ops.length, answered());
				results?.slice(creates).forEach((result, index) => result.ok && expect(result.id).toBe(ids[index]));
				const archived = await askedOf(async () => await system.records.archive?.('Contact', ['003000000000000AAA']));
				if (archived) expect(archived).toHaveLength(1);
			}),
			runs(200),
		);
	});
});
