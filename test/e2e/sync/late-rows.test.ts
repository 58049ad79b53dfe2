import type { LogEntry } from '../../../engine/model';
import { waitUntil } from '../support/n8n-api';
import { nodeOf, World, type PactRow } from './world';

jest.setTimeout(600_000);

const MINUTE_MS = 60_000;
/** The trigger looks for late rows this often; n8n's clock is the real one. */
const LOOK_BACK_EVERY_MINUTES = 1;
const ONE_LOOK_BACK_MS = LOOK_BACK_EVERY_MINUTES * MINUTE_MS + 30_000;

describe('a Salesforce that shows things late, or twice within a second', () => {
	let world: World;

	beforeAll(async () => {
		world = await World.start({
			adjust: (template) => {
				const { parameters } = nodeOf(template, 'Salesforce changes');
				parameters.startFrom = 'now';
				parameters.options = { lookBackEveryMinutes: LOOK_BACK_EVERY_MINUTES };
			},
		});
		await world.publish();
		await world.caughtUp();
	});
	afterAll(async () => {
		await world?.stop();
	});

	const advance = async (ms: number) => await world.sandboxes.salesforce.setClock({ advanceMs: ms });
	const inPact = async (email: string) => (await world.pactRows('contacts')).filter((contact) => contact.email === email);
	const arrival = async (email: string, timeoutMs = MINUTE_MS): Promise<PactRow[]> =>
		await waitUntil(async () => await inPact(email), (found) => found.length > 0, { timeoutMs, what: `${email} in Pact` });
	/** What the sync has said about a record, oldest first. */
	const logOf = async (id: string): Promise<LogEntry[]> =>
		await world.inStore(async (store) => (await store.log({ limit: 10_000 })).filter(({ source }) => source.id === id).reverse());
	/** A trigger that starts looks back at once. */
	const lookBackNow = async () => {
		await world.api.deactivate(world.workflow.id);
		await world.publish();
		await world.caughtUp();
		// Publishing itself asks once an object.
		await world.caughtUp();
	};

	it('an edit in the same poll interval as the create is not lost', async () => {
		const id = await world.create('Contact', { LastName: 'Swift', Email: 'swift@edited.example', Title: 'Created' });
		await world.edit('Contact', id, { Title: 'Edited' });
		await world.caughtUp();

		expect(await inPact('swift@edited.example')).toMatchObject([{ title: 'Edited' }]);
	});

	it('an edit in the same second as the create is not lost, though the create was read before it and both have one time stamp', async () => {
		await world.sandboxes.salesforce.setClock({ freeze: true });
		const id = await world.create('Contact', { LastName: 'Instant', Email: 'instant@edited.example', Title: 'Created' });
		const created = await arrival('instant@edited.example');
		await world.edit('Contact', id, { Title: 'Edited' });
		const stamps = (await world.salesforceRows('Contact')).filter(({ Id }) => Id === id).map(({ CreatedDate, SystemModstamp }) => [CreatedDate, SystemModstamp]);
		await world.sandboxes.salesforce.setClock({ freeze: false });
		await world.caughtUp();

		expect(created).toMatchObject([{ title: 'Created' }]);
		expect(stamps[0]?.[0]).toBe(stamps[0]?.[1]);
		expect(await inPact('instant@edited.example')).toMatchObject([{ title: 'Edited' }]);
		expect((await logOf(id)).map(({ outcome }) => outcome)).toEqual(['created', 'updated']);
	});

	describe('a new record and an edit that become visible 20 minutes after their time stamps', () => {
		let slow: string;
		let edited: string;

		beforeAll(async () => {
			edited = await world.create('Contact', { LastName: 'Known', Email: 'known@late.example', Title: 'Old' });
			await world.caughtUp();
			slow = await world.create('Contact', { LastName: 'Slow', Email: 'slow@late.example' }, { lateMs: 20 * MINUTE_MS });
			await world.edit('Contact', edited, { Title: 'New' }, { lateMs: 20 * MINUTE_MS });
			// Others are saved and read meanwhile, so that the trigger's position is far beyond the late ones.
			await advance(5 * MINUTE_MS);
			await world.create('Contact', { LastName: 'Prompt', Email: 'prompt@late.example' });
			await world.caughtUp();
		});

		it('are not there before', async () => {
			expect(await inPact('prompt@late.example')).toHaveLength(1);
			expect(await inPact('slow@late.example')).toEqual([]);
			expect(await inPact('known@late.example')).toMatchObject([{ title: 'Old' }]);
		});

		it('arrive with the next look back', async () => {
			await advance(15 * MINUTE_MS);
			await arrival('slow@late.example', ONE_LOOK_BACK_MS);
			await world.caughtUp();

			expect(await inPact('slow@late.example')).toHaveLength(1);
			expect(await inPact('known@late.example')).toMatchObject([{ title: 'New' }]);
		});

		it('come once: looking back again finds nothing new', async () => {
			await world.sandboxes.pact.resetStats();
			await lookBackNow();

			expect((await logOf(slow)).map(({ outcome }) => outcome)).toEqual(['created']);
			expect((await logOf(edited)).map(({ outcome }) => outcome)).toEqual(['created', 'updated']);
			expect((await world.sandboxes.pact.stats()).writes).toBe(0);
		});
	});
});
