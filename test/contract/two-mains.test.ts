import { countBy } from 'lodash';
import { setTimeout as sleep } from 'node:timers/promises';
import { DEMO_KEYS, startPactSandbox, type PactSandbox } from '../../sandbox/pact';
import { startSalesforceSandbox, type SalesforceSandbox } from '../../sandbox/salesforce';
import { type Helper, HelperProgram } from './processes/helper';
import { PostgresServer } from './store/postgres';

const SCHEMA = 'two_mains';
const CONTACTS = 30;
const POLL_MS = 500;
/** The hold of a dead process lasts 15 s, and who waits asks every 2 s; the rest is for a busy machine. */
const TAKEN_OVER_MS = 15_000 + 2_000 + 5_000;
const SOON_MS = 2_000 + 5_000;
const PATIENCE_MS = 30_000;
/** So that a page takes a while, and a process can be stopped in its middle. */
const LATENCY_MS = 100;

jest.setTimeout(120_000);

/** Two main processes that both run the loop of one trigger: an n8n without a licence for several, or a leader that is not known to be gone. */
describe('two main processes with one store in PostgreSQL', () => {
	let server: PostgresServer;
	let program: HelperProgram;
	let salesforce: SalesforceSandbox;
	let pact: PactSandbox;
	let ids: string[];
	/** Whose loop runs, and who waits. */
	let leader: Helper;
	let other: Helper;
	const mains: Helper[] = [];

	beforeAll(async () => {
		[server, program, salesforce, pact] = await Promise.all([
			PostgresServer.start(),
			HelperProgram.build('looper'),
			startSalesforceSandbox({ size: { accounts: 1, contacts: 0, leads: 0, opportunities: 0 } }),
			startPactSandbox({ plan: 'unlimited' }),
		]);
		ids = Array.from({ length: CONTACTS }, (_, index) => make(`Person ${index}`));
	});
	afterAll(async () => {
		for (const main of mains) main.signal('SIGKILL');
		await Promise.all([program?.remove(), salesforce?.close(), pact?.close()]);
		await server?.stop();
	});

	const make = (name: string, title = 'none'): string => salesforce.create('Contact', { LastName: name, Email: `${name.replace(' ', '.')}@two-mains.example.com`, Title: title });

	async function start(): Promise<Helper> {
		const places = { salesforce: { url: salesforce.url, connection: salesforce.orgId, token: salesforce.openSession() }, pact: { url: pact.url, token: DEMO_KEYS.full }, pollMs: POLL_MS };
		const main = program.start(places, server.environment(SCHEMA));
		mains.push(main);
		await main.said('ready');
		return main;
	}

	/** What all of them have emitted: record and title. */
	const emitted = () => mains.flatMap(({ lines }) => lines.filter((line) => line.startsWith('emitted ')).map((line) => line.slice('emitted '.length)));
	const emittedBy = ({ lines }: Helper) => lines.filter((line) => line.startsWith('emitted ')).length;
	const twice = () => Object.entries(countBy(emitted())).flatMap(([what, count]) => (count > 1 ? [what] : []));
	const titles = () => pact.records('contacts').map(({ title }) => title);

	async function until(what: string, done: () => boolean, patienceMs = PATIENCE_MS): Promise<number> {
		const since = Date.now();
		while (!done()) {
			if (Date.now() - since > patienceMs) throw new Error(`Waited for ${what}:\n${mains.map(({ lines }) => lines.slice(-8).join('\n')).join('\n--\n')}`);
			await sleep(20);
		}
		return Date.now() - since;
	}

	function edit(title: string): void {
		for (const id of ids) salesforce.edit('Contact', id, { Title: title });
	}
	const arrived = (title: string) => titles().length === ids.length && titles().every((one) => one === title);

	/** A round or two go by in which nothing happens; writes that come late would be seen. */
	const quiet = async () => await sleep(4 * POLL_MS);

	it('emit every record once between them, and write it once', async () => {
		const [one, two] = await Promise.all([start(), start()]);
		await until('the first sync', () => arrived('none'));
		[leader, other] = emittedBy(one) > 0 ? [one, two] : [two, one];
		pact.stats.reset();
		edit('first');
		await until('the edits', () => arrived('first'));
		await quiet();

		expect(twice()).toEqual([]);
		expect(emittedBy(other)).toBe(0);
		expect(pact.stats.snapshot().writes).toBe(CONTACTS);
		expect(pact.records('contacts')).toHaveLength(CONTACTS);
	});

	it('go on with the other one when the leader is stopped for longer than its hold lasts while it creates records, and make none twice when it wakes', async () => {
		pact.stats.reset();
		pact.faults.add({ kind: 'latency', latencyMs: LATENCY_MS, times: -1 });
		ids.push(...Array.from({ length: CONTACTS }, (_, index) => make(`Late ${index}`, 'second')));
		await until('a page under way', () => pact.stats.snapshot().writes >= 3);
		leader.signal('SIGSTOP');
		const asleep = emittedBy(leader);
		// As if the time had passed: the holds of the feed and of its records run out.
		await server.expireHolds(SCHEMA);
		const tookOver = await until('the other one', () => emittedBy(other) > 0);
		leader.signal('SIGCONT');
		await until('the edits', () => titles().filter((title) => title === 'second').length >= CONTACTS);
		pact.faults.clear();
		await quiet();

		expect(tookOver).toBeLessThan(SOON_MS);
		expect(emittedBy(leader)).toBe(asleep);
		expect(pact.records('contacts').map(({ email }) => email).filter((email, index, all) => all.indexOf(email) !== index)).toEqual([]);
		expect(pact.records('contacts')).toHaveLength(ids.length);
	});

	it('lose nothing when the leader is killed: the other one has taken over when its hold has run out', async () => {
		[leader, other] = [other, leader];
		leader.signal('SIGKILL');
		const before = emittedBy(other);
		edit('third');
		const ms = await until('the other one', () => emittedBy(other) > before, TAKEN_OVER_MS);
		await until('the edits', () => arrived('third'));
		await quiet();
		pact.stats.reset();
		await quiet();

		expect(ms).toBeLessThan(TAKEN_OVER_MS);
		expect(emitted().filter((what) => what.endsWith(' third'))).toHaveLength(ids.length);
		expect(pact.stats.snapshot().writes).toBe(0);
		expect(pact.records('contacts')).toHaveLength(ids.length);
	});
});
