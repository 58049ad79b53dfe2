import { DEMO_KEYS } from '../../../sandbox/pact/auth/apiKeys';
import type { SandboxControl, SandboxFault } from '../support/sandbox-control';
import { fromNowOn, SmallBatches } from './small-batch';
import { World } from './world';

jest.setTimeout(180_000);

const HTML = '<html><head><title>We will be back</title></head><body>Maintenance</body></html>';
const HTML_HEADERS = { 'content-type': 'text/html' };
/** A page of a list that was cut on the way. */
const CUT = '{"items":[{"public_id":"0000';
/** How often a read is tried before it is given up for now (`MAX_TRIES`). */
const TRIES = 5;
/** A server that asks for no pause is tried again at once, which keeps the cases short. */
const AT_ONCE = { 'retry-after': '0' };

interface Case {
	what: string;
	faults: SandboxFault[];
	/** Must be told to the user, in the log of the sync or of n8n. Absent: the call is simply repeated, and nobody is bothered. */
	says?: RegExp;
}

const on = (method: string, path: string) => ({ match: { method, path } });
const WRITE_CONTACT = on('POST', '^/v1/contacts$');
const EDIT_CONTACT = on('PATCH', '^/v1/contacts/');
const FIND_CONTACT = on('GET', '^/v1/contacts');
/** A poll for one object; the look at whether the object can be read uses the same words. */
const poll = (object: string) => on('GET', `/query.*FROM%20${object}`);
const salesforceError = (errorCode: string, message: string) => [{ errorCode, message }];

const PACT: Case[] = [
	{ what: 'answers slowly', faults: [{ ...on('POST', '^/v1/'), kind: 'latency', latencyMs: 400, times: 20 }] },
	{ what: 'asks for a pause (429) now and then', faults: [{ ...on('POST', '^/v1/'), kind: 'status', status: 429, headers: { 'retry-after': '1' }, times: 4 }] },
	{
		what: 'asks for a pause (429) again and again',
		faults: [{ ...WRITE_CONTACT, kind: 'status', status: 429, headers: AT_ONCE, times: 6 * TRIES }],
		says: /Pact asks for a pause: .* It is tried again\./,
	},
	{
		what: 'has a fault (500) in creates and updates',
		faults: [{ ...WRITE_CONTACT, kind: 'status', status: 500, times: 3 }, { ...EDIT_CONTACT, kind: 'status', status: 500, times: 3 }],
		says: /Pact or a gateway before it had a fault \(500\)\. It is tried again\./,
	},
	{
		what: 'is not available (503), longer than one call waits',
		faults: [{ ...WRITE_CONTACT, kind: 'status', status: 503, headers: AT_ONCE, times: 6 * TRIES }],
		says: /Pact is not available at the moment \(503\)\. It is tried again\./,
	},
	{
		what: 'drops connections before it has done anything',
		faults: [{ ...WRITE_CONTACT, kind: 'drop-before', times: 3 }, { ...EDIT_CONTACT, kind: 'drop-before', times: 3 }],
		says: /The connection to \S+ broke .*It is tried again\./,
	},
	{
		what: 'drops connections after it has created the record',
		faults: [{ ...on('POST', '^/v1/contacts$'), kind: 'drop-after', times: 6 }, { ...on('POST', '^/v1/companies$'), kind: 'drop-after', times: 1 }, { ...on('POST', '^/v1/opportunities$'), kind: 'drop-after', times: 2 }],
		says: /The connection to \S+ broke .*It is tried again\./,
	},
	{
		what: 'drops connections after it has updated the record',
		faults: [{ ...EDIT_CONTACT, kind: 'drop-after', times: 6 }],
		says: /The connection to \S+ broke .*It is tried again\./,
	},
	{
		what: 'answers with a web page and status 200',
		faults: [{ ...WRITE_CONTACT, kind: 'status', status: 200, body: HTML, headers: HTML_HEADERS, times: 3 }, { ...FIND_CONTACT, kind: 'status', status: 200, body: HTML, headers: HTML_HEADERS, times: 2 }],
		says: /Pact’s answer to a new record does not say which it is\. It is looked for before anything else\. It is tried again\./,
	},
	{
		what: 'cuts answers off, to writes that were not made',
		faults: [{ ...FIND_CONTACT, kind: 'status', status: 200, body: CUT, times: 2 }, { ...EDIT_CONTACT, kind: 'status', status: 200, body: CUT, times: 2 }],
		says: /Pact’s answer to an update does not show whether it was made\. The record is read before anything else\. It is tried again\./,
	},
];

const refused = (object: string, status: number, body?: unknown, headers: Record<string, string> = {}): SandboxFault => ({
	...poll(object), kind: 'status', status, headers: { ...headers, ...AT_ONCE }, times: TRIES, ...(body === undefined ? {} : { body }),
});

/** Each object has another trouble, so that they are shown side by side. */
const SALESFORCE: Array<{ what: string; faults: SandboxFault[]; says: RegExp[] }> = [
	{
		what: 'is slow, drops single connections and shows a maintenance page for a moment',
		faults: [
			{ ...poll('Account'), kind: 'latency', latencyMs: 1_000 },
			{ ...poll('Contact'), kind: 'drop-before' },
			{ ...poll('Lead'), kind: 'drop-after' },
			{ ...poll('Opportunity'), kind: 'status', status: 200, body: HTML, headers: { ...HTML_HEADERS, ...AT_ONCE } },
		],
		says: [],
	},
	{
		what: 'has faults (500), is not available (503), asks for pauses (429) and shows an error page (502)',
		faults: [refused('Account', 500), refused('Contact', 503), refused('Lead', 429), refused('Opportunity', 502, HTML, HTML_HEADERS)],
		says: [
			/Account: Salesforce or a gateway before it had a fault \(500\)\. The sync goes on/,
			/Contact: Salesforce is not available at the moment \(503\)\. The sync goes on/,
			/Lead: Salesforce asks for a pause\. The sync goes on/,
			/Opportunity: Salesforce or a gateway before it had a fault \(502\)\. The sync goes on/,
		],
	},
	{
		what: 'drops every connection of one object, gives up the queries of a second and has too many calls at once for a third',
		faults: [
			{ ...poll('Contact'), kind: 'drop-before', times: TRIES },
			refused('Lead', 400, salesforceError('QUERY_TIMEOUT', 'Your query request was running for too long.')),
			refused('Opportunity', 403, salesforceError('REQUEST_LIMIT_EXCEEDED', 'ConcurrentRequests (Concurrent API Requests) Limit exceeded.')),
		],
		says: [
			/Contact: The connection to \S+ broke .*goes on and tries again; nothing is lost\./,
			/Lead: Salesforce gave up the query after two minutes\. A filter on indexed fields helps\./,
			/Opportunity: Too many long Salesforce calls run at the same time\. The sync goes on/,
		],
	},
];

describe('nothing is lost and nothing is doubled in a running n8n', () => {
	let world: World;
	let batches: SmallBatches;

	beforeAll(async () => {
		world = await World.start({ adjust: fromNowOn });
		batches = new SmallBatches(world);
		await batches.publish();
		const mark = await batches.mark();
		await batches.arrived(await batches.touch(), mark);
	});
	afterAll(async () => {
		await world?.stop();
	});
	afterEach(async () => {
		await Promise.all([world.sandboxes.pact.clearFaults(), world.sandboxes.salesforce.clearFaults()]);
	});

	/** Arms the faults, makes and edits 60 records, and waits for them; answers everything that was told meanwhile. */
	async function weather(control: SandboxControl, faults: readonly SandboxFault[]): Promise<string> {
		const mark = await batches.mark();
		const logged = world.host.log().length;
		for (const fault of faults) await control.addFault(fault);
		const lines = await batches.arrived(await batches.touch(), mark);
		expect(await control.call('GET', 'faults')).toEqual([]);
		return [...lines.map(({ message }) => message), world.host.log().slice(logged)].join('\n');
	}

	it('while all is well', async () => {
		expect(await batches.differences()).toEqual([]);
	});

	it.each(PACT)('when Pact $what', async ({ faults, says }) => {
		const told = await weather(world.sandboxes.pact, faults);

		expect(await batches.differences()).toEqual([]);
		if (says === undefined) expect(told).not.toMatch(/tried again|tries again/);
		else expect(told).toMatch(says);
	});

	it.each(SALESFORCE)('when Salesforce $what', async ({ faults, says }) => {
		const told = await weather(world.sandboxes.salesforce, faults);

		expect(await batches.differences()).toEqual([]);
		if (says.length === 0) expect(told).not.toMatch(/tried again|tries again/);
		for (const words of says) expect(told).toMatch(words);
	});

	it('when every Salesforce session has expired: n8n renews it, and nobody is bothered', async () => {
		await world.sandboxes.salesforce.call('POST', 'expire-sessions');

		expect(await weather(world.sandboxes.salesforce, [])).not.toMatch(/tried again|tries again/);
		expect(await batches.differences()).toEqual([]);
	});

	it.each([
		['lacks the scope to write', DEMO_KEYS.readOnly, /The Pact credential lacks a right: the scope write:\w+\. Scopes of a key are fixed; make a new key with it\./],
		['was revoked', DEMO_KEYS.revoked, /Pact refused the credential: the key or token is wrong, revoked or expired\. Put a new one into the Pact credential in n8n\./],
	])('when the Pact key %s while the sync runs, and a good one is put in', async (_what, secret, says) => {
		const { id, name, type } = world.credentials.pact;
		const use = async (apiKey: string) => await world.api.updateCredential(id, { name, type, data: { apiKey, baseUrl: world.sandboxes.pact.url } });
		const mark = await batches.mark();
		await use(secret);
		const ids = await batches.touch();
		await said(mark, says);
		await use(DEMO_KEYS.full);
		await batches.arrived(ids, mark);

		expect(await batches.differences()).toEqual([]);
	});

	/** Waits until the sync has told it. */
	async function said(mark: number, words: RegExp): Promise<void> {
		for (const deadline = Date.now() + 30_000; ;) {
			if ((await batches.since(mark)).some(({ message }) => words.test(message)) || words.test(world.host.log())) return;
			if (Date.now() > deadline) throw new Error(`Nobody said ${String(words)}: ${JSON.stringify((await batches.since(mark)).slice(-3))}`);
			await new Promise((resolve) => setTimeout(resolve, 300));
		}
	}
});
