import type { SystemName } from '../../../engine/model';
import { DEMO_KEYS } from '../../../sandbox/pact/auth/apiKeys';
import { feedId } from '../../../nodes/common/feed-id';
import { inWordsOf, OBJECT, personOf } from '../../support/pairs/words';
import type { Screen } from '../../support/pairs/rows';
import { fromNowOn, publishAndWatch, screensFromNowOn } from '../pairs/from-now-on';
import { PairWorld, triggersOf } from '../pairs/pair-world';
import { waitUntil } from '../support/n8n-api';
import type { Workflow } from '../support/n8n-schemas';
import { PACT_CREDENTIAL } from '../support/sandbox-credentials';
import { readTemplate } from '../sync/world';

jest.setTimeout(600_000);

const PATIENCE_MS = 240_000;
/** Longer than two polls of every trigger: what is going to happen has happened. */
const IDLE_MS = 22_000;
/** A trigger that stopped lets go of its feed within this. */
const LET_GO_MS = 30_000;
const TEMPLATE = 'salesforce-pact';
const PAIR = 'salesforce-contact~pact-contacts';
const SYSTEMS = ['salesforce', 'pact'] as const satisfies readonly SystemName[];
type Side = (typeof SYSTEMS)[number];

describe('disconnecting and coming back in a running n8n', () => {
	let world: PairWorld;
	let screens: Record<SystemName, Screen>;
	let workflow: Workflow;

	beforeAll(async () => {
		world = await PairWorld.start({ templates: [TEMPLATE], adjust: fromNowOn });
		screens = await screensFromNowOn(world);
		workflow = world.workflows[0]!;
		await publishAndWatch(world);
		for (const system of SYSTEMS) await make(system, `before-${system}`);
		for (const system of SYSTEMS) await both(`before-${system}`, 'New');
	});
	afterAll(async () => {
		await world?.stop();
	});

	const email = (name: string) => `${name}@disconnected.com`;
	const person = (system: Side) => OBJECT[system].person;
	const rowsOf = async (system: Side, name: string) => (await screens[system].all(person(system))).filter(({ fields }) => personOf(system, fields).email?.toLowerCase() === email(name));
	const titles = async (name: string) => await Promise.all(SYSTEMS.map(async (system) => (await rowsOf(system, name)).map(({ fields }) => personOf(system, fields).title)));
	const make = async (system: Side, name: string) => await screens[system].create(person(system), inWordsOf(system, { first: 'Some', last: name, email: email(name), title: 'New' }));
	const edit = async (system: Side, name: string, title: string) => await screens[system].edit(person(system), (await rowsOf(system, name))[0]?.id ?? '', inWordsOf(system, { title }));

	/** Waits until either side holds that person once, with this title. */
	async function both(name: string, title: string): Promise<void> {
		try {
			await waitUntil(async () => await titles(name), (found) => JSON.stringify(found) === JSON.stringify([[title], [title]]), { timeoutMs: PATIENCE_MS, what: `"${title}" on both sides` });
		} catch (error) {
			const lines = (await world.log()).slice(-10).map(({ source, outcome, reason, message }) => `${source.system} ${outcome}/${reason}: ${message}`);
			throw new Error(`${String(error)}\nThe log ends so:\n${lines.join('\n')}\n${world.host.log().slice(-1_500)}`, { cause: error });
		}
	}
	const links = async () => await world.inStore(async (store) => Object.fromEntries((await store.syncs()).map(({ pair, links: count }) => [pair, count])));
	const records = async () => await Promise.all(SYSTEMS.map(async (system) => await screens[system].all(person(system))));
	const counts = async () => await Promise.all(SYSTEMS.map(async (system) => (await screens[system].all(person(system))).length));
	const rest = async () => await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
	const mark = async () => (await world.log()).length;
	const createdSince = async (lines: number) => (await world.log()).slice(lines).filter(({ outcome }) => outcome === 'created');

	describe('a workflow that is unpublished', () => {
		it('changes nothing in either system, and forgets nothing', async () => {
			await world.caughtUp();
			const before = await links();
			await world.api.deactivate(workflow.id);
			await edit('salesforce', 'before-pact', 'Edited in Salesforce meanwhile');
			await edit('pact', 'before-salesforce', 'Edited in Pact meanwhile');
			for (const system of SYSTEMS) await make(system, `meanwhile-${system}`);
			await rest();
			expect(await titles('before-pact')).toEqual([['Edited in Salesforce meanwhile'], ['New']]);
			expect(await titles('before-salesforce')).toEqual([['New'], ['Edited in Pact meanwhile']]);
			expect(await links()).toEqual(before);
			expect(await counts()).toEqual([3, 3]);
		});

		it('goes on from where it was when it is published again: everything arrives, nothing is doubled', async () => {
			const since = await mark();
			await world.api.activate(workflow.id);
			await both('before-pact', 'Edited in Salesforce meanwhile');
			await both('before-salesforce', 'Edited in Pact meanwhile');
			for (const system of SYSTEMS) await both(`meanwhile-${system}`, 'New');
			await world.caughtUp();
			expect(await counts()).toEqual([4, 4]);
			expect((await createdSince(since)).map(({ source }) => source.system).sort()).toEqual(['pact', 'salesforce']);
		});
	});

	describe('a credential that is removed', () => {
		it('is told in plain words, and nothing is lost or deleted', async () => {
			const said = world.host.log().length;
			const before = await links();
			const credential = (await world.api.credentials()).find(({ name }) => name === PACT_CREDENTIAL);
			await world.api.http.rest('DELETE', `/credentials/${credential?.id ?? ''}`);
			await edit('salesforce', 'before-salesforce', 'Edited without a credential');
			await waitUntil(async () => world.host.log().slice(said) + (await world.log()).map(({ message }) => message).join('\n'), (text) => /credential/i.test(text), { timeoutMs: PATIENCE_MS, what: 'a word about the credential' });
			await rest();
			expect(await links()).toEqual(before);
			expect((await titles('before-salesforce'))[1]).toEqual(['Edited in Pact meanwhile']);
		});

		it('and replaced by another one of the same workspace brings everything in step again', async () => {
			await edit('pact', 'before-pact', 'Edited in Pact without a credential');
			const made = await world.api.createCredential({ name: PACT_CREDENTIAL, type: 'pactApi', data: { apiKey: DEMO_KEYS.full, baseUrl: world.sandboxes.pact.url } });
			const { nodes } = await world.api.workflow(workflow.id);
			const connected = nodes.map((node) => (node.credentials?.pactApi === undefined ? node : { ...node, credentials: { ...node.credentials, pactApi: { id: made.id, name: made.name } } }));
			await world.api.updateWorkflow(workflow.id, { nodes: connected });
			await world.api.activate(workflow.id);
			await both('before-salesforce', 'Edited without a credential');
			await both('before-pact', 'Edited in Pact without a credential');
			expect(await counts()).toEqual([4, 4]);
		});
	});

	describe('the workflow imported a second time', () => {
		it('takes over the links of the first one, and makes nobody twice', async () => {
			await world.caughtUp();
			const before = (await links())[PAIR];
			await world.api.deactivate(workflow.id);
			const template = readTemplate(TEMPLATE);
			fromNowOn(template);
			const anew = await world.api.createWorkflow(template);
			const people = await counts();
			// n8n takes its time to unpublish, and deletes nothing before it has.
			const deleted = async () => await world.api.deleteWorkflow(workflow.id).then(() => true, () => false);
			await waitUntil(deleted, (done) => done, { timeoutMs: PATIENCE_MS, what: 'the first workflow to be deleted' });
			workflow = anew;
			const since = await mark();
			await world.api.activate(anew.id);
			await waitUntil(
				async () => await world.inStore(async (store) => await Promise.all(triggersOf(anew).map(async (node) => await store.cursor(feedId(anew, node as unknown as { id: string }), node.type.endsWith('.pactTrigger') ? 'contacts' : 'Contact')))),
				(cursors) => cursors.every((cursor) => cursor !== undefined),
				{ timeoutMs: PATIENCE_MS, what: 'the new triggers to begin' },
			);
			await edit('salesforce', 'before-salesforce', 'By the second workflow');
			await edit('pact', 'before-pact', 'By the second workflow, too');
			await both('before-salesforce', 'By the second workflow');
			await both('before-pact', 'By the second workflow, too');
			await world.caughtUp();
			expect((await links())[PAIR]).toBe(before);
			expect(await createdSince(since)).toEqual([]);
			expect(await counts()).toEqual(people);
		});

		it('leaves the triggers of the deleted one in the store until they are forgotten', async () => {
			const old = triggersOf(world.workflows[0]!).map((node) => feedId(world.workflows[0]!, node as unknown as { id: string }));
			for (const feed of old) expect(await world.inStore(async (store) => await store.forget({ feed }, 'a test'))).toMatchObject({ links: 0, feeds: 1 });
			await edit('salesforce', 'before-salesforce', 'After the old triggers were forgotten');
			await both('before-salesforce', 'After the old triggers were forgotten');
		});
	});

	describe('forgetting a sync', () => {
		const forget = async () => await world.inStore(async (store) => await store.forget({ pair: PAIR }, 'a test').catch((error: unknown) => error));

		it('is refused while its workflow is published', async () => {
			expect(await forget()).toMatchObject({ code: 'in-use', message: expect.stringContaining(workflow.id) });
		});

		it('touches no record, and the records find each other again when the workflow is published', async () => {
			await world.caughtUp();
			await world.api.deactivate(workflow.id);
			const before = (await links())[PAIR];
			const people = await counts();
			const rows = await records();
			const done = await waitUntil(forget, (answer) => !(answer instanceof Error), { timeoutMs: LET_GO_MS, what: 'the triggers to let go' });
			expect(done).toMatchObject({ links: before });
			expect((await links())[PAIR]).toBeUndefined();
			// Unpublishing takes Pact's subscription away in the background: not every write is one of a record.
			expect(await records()).toEqual(rows);
			await world.api.activate(workflow.id);
			await edit('salesforce', 'before-salesforce', 'Found again');
			await both('before-salesforce', 'Found again');
			expect(await counts()).toEqual(people);
			const [line] = await world.inStore(async (store) => await store.log({ reason: 'forgotten', limit: 1 }));
			expect(line?.message).toContain('as asked for by a test');
		});
	});
});
