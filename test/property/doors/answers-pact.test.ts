import fc from 'fast-check';
import { DEMO_KEYS, startPactSandbox, type PactSandbox } from '../../../sandbox/pact';
import { SandboxClock } from '../../../sandbox/common/clock';
import { fetchHttp } from '../../../systems/common/fetch-http';
import { createPact, type PactSystem } from '../../../systems/pact';
import { sleepingClock } from '../../contract/subjects/subject';
import { askedOf, changesHold, expectResults, trouble, troubled, type Trouble } from './answers';
import { MARKER, PATIENCE_MS, PERSONAL, runs } from './fuzz';

jest.setTimeout(PATIENCE_MS);

const FIELDS = ['first_name', 'last_name', 'email', 'tags', 'custom_fields.persona', 'title'];
const QUERY = { object: 'contacts', fields: FIELDS };

let sandbox: PactSandbox;
let ids: string[];
beforeAll(async () => {
	const clock = new SandboxClock({ startAt: new Date('2026-11-21T08:00:00Z'), frozen: true });
	sandbox = await startPactSandbox({ clock, plan: 'unlimited' });
	ids = Array.from({ length: 4 }, (_, n) => sandbox.create('contacts', { last_name: `${MARKER} ${n}`, email: `${n}${PERSONAL}` }).public_id);
});
afterAll(async () => await sandbox.close());

function world(what: Trouble): { system: PactSystem; honest: PactSystem; answered: () => string } {
	const http = fetchHttp({ authorise: () => ({ Authorization: `Bearer ${DEMO_KEYS.full}` }) });
	const { http: bad, answered } = troubled(http, what);
	const to = (by: typeof http) => createPact({ http: by, baseUrl: sandbox.url, clock: sleepingClock(sandbox), connection: 'fuzz' });
	return { system: to(bad), honest: to(http), answered };
}

describe('answers of Pact, whatever comes', () => {
	it('reads, finds and describes, or says why not', async () => {
		await fc.assert(
			fc.asyncProperty(trouble, fc.constantFrom('read', 'read many', 'find', 'find many', 'describe', 'stages', 'subscribe', 'check'), async (what, question) => {
				const { system } = world(what);
				const many = Array.from({ length: 12 }, (_, n) => `00000000-0000-4000-8000-0000000000${n + 10}`);
				await askedOf(async () => {
					if (question === 'read') for (const id of (await system.records.read('contacts', ids, FIELDS)).keys()) expect(ids).toContain(id);
					if (question === 'read many') for (const id of (await system.records.read('contacts', [...ids, ...many], FIELDS)).keys()) expect([...ids, ...many]).toContain(id);
					if (question === 'find') expect(await system.records.find('contacts', [{ kind: 'email', field: 'email', value: `0${PERSONAL}` }, { kind: 'text', field: 'last_name', value: 'nobody' }], FIELDS)).toHaveLength(2);
					if (question === 'find many') expect(await system.records.find('contacts', many.map((value) => ({ kind: 'text' as const, field: 'title', value })), FIELDS)).toHaveLength(many.length);
					if (question === 'describe') await system.schema.describe('opportunities');
					if (question === 'stages') await system.stages.create({ name: 'Won again', type: 'won' });
					if (question === 'subscribe') await system.subscriptions.create({ name: 'n8n', url: 'https://n8n.example/hook', objects: ['contacts'] });
					if (question === 'check') await system.checkAssumptions();
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
					...Array.from({ length: creates }, (_, n) => ({ op: 'create' as const, values: { last_name: `${MARKER} new ${n}`, 'custom_fields.persona': n > 1 ? '[1]' : null } })),
					...ids.slice(0, 2).map((id) => ({ op: 'update' as const, id, values: { title: `${MARKER} title` } })),
				];
				const results = await askedOf(async () => await system.records.write('contacts', ops));
				if (results) expectResults(results, ops.length, answered());
				results?.slice(creates).forEach((result, index) => result.ok && expect(result.id).toBe(ids[index]));
				const archived = await askedOf(async () => await system.records.archive?.('contacts', ids.slice(0, 1)));
				if (archived) expect(archived).toHaveLength(1);
				await askedOf(async () => await system.records.restore?.('contacts', ids.slice(0, 1)));
			}),
			runs(200),
		);
	});
});
