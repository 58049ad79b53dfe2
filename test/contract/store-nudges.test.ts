import { setTimeout as sleep } from 'node:timers/promises';
import { nudge, nudged, hearNudges } from '../../nodes/common/sync-trigger/nudges';
import type { Store } from '../../store';
import { HelperProgram } from './processes/helper';
import { PostgresServer } from './store/postgres';

const FEED = 'workflow/trigger';
const SCHEMA = 'nudged';
/** What is promised for a webhook that another process answers. */
const SOON_MS = 1_000;
const PATIENCE_MS = 10_000;

/** What somebody heard, and how long it took from `since`. */
async function heard(promise: Promise<unknown>, since: number): Promise<number> {
	const late = Symbol('late');
	const end = await Promise.race([promise, sleep(PATIENCE_MS, late, { ref: false })]);
	return end === late ? Infinity : Date.now() - since;
}

const never = () => new AbortController().signal;

jest.setTimeout(90_000);

describe('nudges between processes that share a store in PostgreSQL', () => {
	let server: PostgresServer;
	let program: HelperProgram;
	/** The main process, whose loop listens: this one. */
	let store: Store;
	let stop: () => void;

	beforeAll(async () => {
		server = await PostgresServer.start();
		program = await HelperProgram.build('nudger');
		store = await server.open(SCHEMA);
	});
	afterAll(async () => {
		await store?.close();
		await program?.remove();
		await server?.stop();
	});
	beforeEach(async () => {
		stop = hearNudges(store, FEED);
		// That it listens from now on is a nudge, too: what came before may have got lost.
		await nudged(FEED, never());
	});
	afterEach(() => stop());

	it('wake the loop within a second when another process takes a webhook', async () => {
		const other = program.start({ options: server.options(SCHEMA), feed: FEED });
		await other.said('ready');
		const woken = nudged(FEED, never());
		const since = Date.now();
		other.tell('hint a');
		const ms = await heard(woken, since);
		await other.stop();

		expect(ms).toBeLessThan(SOON_MS);
		expect((await store.takeDue(FEED, 10, 1_000)).map(({ ref }) => ref.id)).toEqual(['a']);
	});

	it('of other feeds, and of a sync with a schema of its own in the same database, wake nobody', async () => {
		const others = await Promise.all([server.open(SCHEMA), server.open('elsewhere')]);
		const quiet = new AbortController();
		let woken = false;
		const wait = nudged(FEED, quiet.signal).then(() => (woken = !quiet.signal.aborted));
		await others[0].ring('workflow/another trigger');
		await others[1].ring(FEED);
		// Rings of one process are heard in their order: when this one is, the two before would have been.
		const last = heardAbout(store, 'the last');
		await others[0].ring('the last');
		await last;
		expect(woken).toBe(false);
		quiet.abort();
		await wait;
		for (const other of others) await other.close();
	});

	it('of its own are heard at once, and do not come back by way of the database', async () => {
		const far: Array<string | undefined> = [];
		const stopFar = store.hearRings((about) => void far.push(about));
		const other = await server.open(SCHEMA);
		await nudge(store, FEED);
		expect(await heard(nudged(FEED, never()), Date.now())).toBeLessThan(SOON_MS);
		const last = heardAbout(store, 'the last');
		await other.ring('the last');
		await last;
		stopFar();
		await other.close();

		expect(far).toEqual(['the last']);
	});

	it('get through again after the connection was lost, and the loop looks for itself what it may have missed', async () => {
		const other = await server.open(SCHEMA);
		const reconnected = nudged(FEED, never());
		const since = Date.now();
		expect(await server.endListeners()).toBe(1);
		expect(await heard(reconnected, since)).toBeLessThan(PATIENCE_MS);
		const woken = nudged(FEED, never());
		const again = Date.now();
		await nudge(other, FEED);
		expect(await heard(woken, again)).toBeLessThan(SOON_MS);
		await other.close();
	});

	it('take a connection only while somebody listens', async () => {
		stop();
		const deadline = Date.now() + PATIENCE_MS;
		while ((await server.listeners()) > 0 && Date.now() < deadline) await sleep(50);
		expect(await server.listeners()).toBe(0);
	});
});

async function heardAbout(store: Store, wanted: string): Promise<void> {
	await new Promise<void>((resolve) => {
		const stop = store.hearRings((about) => {
			if (about !== wanted) return;
			stop();
			resolve();
		});
	});
}
