import { setTimeout as sleep } from 'node:timers/promises';
import { PairOfPeople } from '../../support/pairs/pair-of-systems';
import { stories, type Story } from '../../support/pairs/script';
import { inWordsOf, OBJECT, PERSON_FIELDS, personOf } from '../../support/pairs/words';
import { mapperOf } from '../pairs/pair-world';
import { waitUntil } from '../support/n8n-api';
import type { N8nProcess } from '../support/n8n-process';
import type { Template, Workflow } from '../support/n8n-schemas';
import { QueueWorld } from './queue-world';

jest.setTimeout(600_000);

/** Every plot of test/support/pairs/script.ts at least once. */
const PEOPLE = stories(42);
const NEWCOMERS = Array.from({ length: 60 }, (_, index) => ({ first: 'New', last: `Comer ${index}`, email: `newcomer${index}@queue-mode.example.com` }));
/** On every call to Pact while a worker is killed: so that its batch takes a while. */
const PACT_LATENCY_MS = 400;
const IDLE_MS = 15_000;

/** People by every field and rule, and no guard against many edits within minutes. */
function adjust(template: Template): void {
	mapperOf(template, 'Contacts').parameters.rows = {
		row: Object.entries(PERSON_FIELDS).map(([field, names]) => ({ left: names.salesforce, right: names.pact, rule: names.rule, type: field === 'email' || field === 'phone' ? field : 'auto' })),
	};
	for (const node of template.nodes.filter(({ type }) => type.endsWith('Upsert'))) node.parameters.options = { ...(node.parameters.options as object | undefined), askAbove: 0 };
}

describe('n8n in queue mode', () => {
	let world: QueueWorld;
	let workflow: Workflow;
	let people: PairOfPeople;

	beforeAll(async () => {
		world = await QueueWorld.start();
	});
	afterAll(async () => {
		await world?.stop();
	});

	it('refuses the embedded store where a person sees it, and says what to set', async () => {
		const { main, api } = await world.startMain('embedded store');
		workflow = await world.importTemplate('salesforce-pact', adjust);
		await world.publish(workflow);
		const status = await waitUntil(
			async () => JSON.stringify(await api.http.rest('GET', `/workflows/${workflow.id}/publication-status`)),
			(shown) => shown.includes('embedded sync store'),
			{ timeoutMs: 120_000, what: 'the triggers to be refused' },
		);
		await api.deactivate(workflow.id);
		await main.stop();

		expect(status).toContain('The embedded sync store does not work in queue mode: set N8N_PACT_STORE_URL and N8N_PACT_STORE_KEY');
		expect(main.log()).not.toContain('Watching ');
	});

	describe('with a store in PostgreSQL, one main process and three workers', () => {
		let killed: N8nProcess;

		beforeAll(async () => {
			people = new PairOfPeople(world.screen('salesforce'), world.screen('pact'), async () => await sleep(1_100));
			await Promise.all([world.startMain('shared store'), world.startWorkers(), people.before(PEOPLE)]);
		});

		it('makes both sides the same', async () => {
			await world.publish(workflow);
			await waitUntil(async () => await people.differences(before(PEOPLE)), (differences) => differences.length === 0, { timeoutMs: 180_000, what: 'the first sync' });
		});

		it('brings edits of both sides and new records to their end while a worker is killed in the middle of a batch', async () => {
			await world.unpublish(workflow);
			await people.edit(PEOPLE);
			for (const person of NEWCOMERS) await people.left.create(OBJECT.salesforce.person, inWordsOf('salesforce', person));
			await world.sandboxes.pact.addFault({ kind: 'latency', latencyMs: PACT_LATENCY_MS, times: -1 });
			const written = (await world.sandboxes.pact.stats()).writes;
			await world.publish(workflow);
			killed = await waitUntil(
				async () => ((await world.sandboxes.pact.stats()).writes > written ? world.busyWorker() : undefined),
				(worker) => worker !== undefined,
				{ timeoutMs: 120_000, what: 'a worker in the middle of a batch' },
			).then((worker) => worker!);
			await killed.kill();
			await world.sandboxes.pact.clearFaults();
			await world.caughtUp();

			expect(await people.differences(PEOPLE)).toEqual([]);
			for (const system of ['salesforce', 'pact'] as const) expect({ system, newcomers: await newcomersOf(system) }).toEqual({ system, newcomers: NEWCOMERS.map(({ email }) => email).sort() });
		});

		it('had something under way when the worker died, and left nothing open', async () => {
			const store = await world.store();
			const { emitted = 0, answered = 0, due = 0, issue = 0 } = await store.pendingCounts();

			expect(world.interrupted(killed)).toBeGreaterThan(0);
			expect({ emitted, answered, due, issue }).toEqual({ emitted: 0, answered: 0, due: 0, issue: 0 });
		});

		it('writes nothing while nobody edits', async () => {
			await world.resetStats();
			await sleep(IDLE_MS);

			expect(await world.writes()).toEqual({ salesforce: 0, pact: 0 });
		});
	});

	async function newcomersOf(system: 'salesforce' | 'pact'): Promise<string[]> {
		const rows = await world.screen(system).all(OBJECT[system].person);
		return rows.flatMap(({ fields }) => personOf(system, fields).email?.toLowerCase() ?? []).filter((email) => email.endsWith('@queue-mode.example.com')).sort();
	}
});

const before = (people: readonly Story[]): Story[] => people.map((story) => ({ ...story, edits: [], after: {} }));
