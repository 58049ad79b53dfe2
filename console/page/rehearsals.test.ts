import { Flow, PAIR, row } from '../flow.fixture';
import { answerPage } from '.';
import type { Params } from './params';

const EVIL = '<script>alert(1)</script>';
const PATH = '/sync-console';
const QUERY = { view: 'rehearsals' };

let flow: Flow;
beforeEach(async () => {
	flow = await Flow.start([row('Name', { rule: 'newestWins' }), row('Title')]);
});
afterEach(() => flow.stop());

const dryRun = async () => ({ dryRun: new Set(await flow.store.rehearsing([PAIR])) });
const view = async () => (await answerPage(flow.store, { path: PATH, query: QUERY }, { hands: {}, now: flow.now() })).body;
const press = async (form: Params) => {
	const token = /name="token" value="([^"]+)"/.exec(await view())?.[1] ?? '';
	return await answerPage(flow.store, { path: PATH, query: QUERY, form: { token, ...form } }, { hands: { by: { person: `Ann ${EVIL}` } }, now: flow.now() });
};
/** What a table's line says, without its markup. */
const words = (body: string): string => body.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');

async function rehearsed(): Promise<void> {
	flow.edit('left', 'L1', { Name: 'New', Title: EVIL });
	flow.edit('left', 'L2', { Name: 'Both', Title: 'CEO' });
	flow.edit('right', 'R2', { name: 'Both', title: 'CFO' });
	flow.edit('left', 'L3', { Title: 'Nobody' });
	for (const id of ['L1', 'L2', 'L3']) await flow.sync('left', id, await dryRun());
	await flow.sync('right', 'R2', await dryRun());
}

describe('dry runs', () => {
	it('are explained while there is none', async () => {
		expect(await view()).toContain('No sync is in rehearsal. Choose “Until Somebody Says Go”');
	});

	it('say for both directions what would happen and why, with examples and questions, and nothing is written', async () => {
		await rehearsed();
		const body = await view();
		const text = words(body);
		expect(text).toContain('Nothing is written before somebody says go.');
		expect(text).toContain('4 records are planned.');
		expect(text).toContain('1 would be created 1: nobody there matches Salesforce Opportunity L1 : Would create a Pact record for Salesforce Opportunity L1.');
		expect(text).toContain('1 would be left out 1: without a match key (an e-mail address, say) it would be doubled');
		expect(text).toContain('need a person 1: both sides have a value, and the rule is to ask a person');
		expect(text).toContain('1 would be asked, for example: Title was changed on both sides');
		expect(text).toContain('does not run: what it would bring is not planned.');
		expect(body).not.toContain('<script');
		expect([flow.records.right.size, await flow.store.openReviews()]).toEqual([1, []]);
	});

	it('go live with a button: what was planned is done, and the page says who said so', async () => {
		await rehearsed();
		const { status, body, done } = await press({ action: 'goLive', pair: PAIR });
		expect([status, done]).toEqual([200, { action: 'goLive', message: 'Live from now on: Salesforce Opportunity ⇄ Pact opportunities. 4 records are on their way.' }]);
		expect(body).toContain('said go');
		expect(body).not.toContain('<script');
		await flow.flow(await dryRun());
		expect([...flow.records.right.values()].map(({ fields }) => fields.name)).toEqual(['Both', 'New']);
		expect((await press({ action: 'goLive' })).done?.message).toContain('0 records are on their way.');
	});

	it('go back, and start over, with a button: everything is planned anew', async () => {
		await rehearsed();
		expect((await press({ action: 'rehearse', pair: PAIR })).done?.message).toBe('Nothing is written from now on: Salesforce Opportunity ⇄ Pact opportunities. 4 records are planned anew.');
		expect(words(await view())).toContain('0 records are planned. More are on their way: the report grows.');
		await flow.flow(await dryRun());
		expect(words(await view())).toContain('4 records are planned.');
		await press({ action: 'goLive', pair: PAIR });
		await flow.flow(await dryRun());
		await press({ action: 'rehearse', pair: PAIR });
		flow.edit('left', 'L1', { Title: 'Changed' });
		expect(await flow.sync('left', 'L1', await dryRun())).toMatchObject({ outcome: 'updated', reason: 'dry-run' });
		expect(words(await view())).toMatch(/Fields of Pact opportunities that would change \(1\).* Title title 1/);
	});

	it('say when a node of the sync writes all the same', async () => {
		await rehearsed();
		await flow.sync('left', 'L1');
		flow.edit('left', 'L9', { Name: 'Real' });
		await flow.sync('left', 'L9');
		expect(words(await view())).toContain('1 changes of this sync were really written since the rehearsal began: an upsert node of it has “Dry Run” off.');
	});

	it('are not begun or ended by a form of another page, nor for a sync that is in none', async () => {
		await rehearsed();
		expect((await press({ action: 'goLive', pair: PAIR, token: 'x.y' })).status).toBe(403);
		expect(await flow.store.rehearsing([PAIR])).toEqual([PAIR]);
		const { status, body } = await press({ action: 'goLive', pair: EVIL });
		expect(status).toBe(409);
		expect(body).toContain('is not in rehearsal. Choose “Until Somebody Says Go”');
		expect(body).not.toContain('<script');
	});
});
