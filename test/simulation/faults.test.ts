import { omit, sortBy } from 'lodash';
import { differences } from '../e2e/sync/expected-pact';
import type { PactRow, SalesforceRow } from '../e2e/sync/world';
import type { FaultInput } from '../../sandbox/common/faults';
import type { Clock } from '../../engine/run/clock-port';
import { seededRandom } from '../../sandbox/common/random';
import { Pipeline } from '../support/pipeline';

jest.setTimeout(600_000);

/** Small, and still with every object, shared e-mails and parents. */
const SIZE = { accounts: 12, contacts: 40, leads: 12, opportunities: 12 };
const SEEDS = 30;
const POLL_MS = 15_000;
/** How much faster than real time a sleep is. */
const HURRY = 1_000;
const PACT_OBJECTS = ['companies', 'contacts', 'opportunities'] as const;

const HTML = '<html><body>Maintenance</body></html>';
const HTML_HEADERS = { 'content-type': 'text/html' };
const CUT = '{"items":[{"public_id":"0000';

/** What can happen to any call of either system. */
const ANYWHERE: ReadonlyArray<Omit<FaultInput, 'match' | 'times'>> = [
	{ kind: 'latency', latencyMs: 5 },
	{ kind: 'drop-before' },
	{ kind: 'drop-after' },
	{ kind: 'status', status: 500 },
	{ kind: 'status', status: 502, body: HTML, headers: HTML_HEADERS },
	{ kind: 'status', status: 503 },
	{ kind: 'status', status: 503, headers: { 'retry-after': '1' } },
	{ kind: 'status', status: 429, headers: { 'retry-after': '2' } },
	{ kind: 'status', status: 200, body: HTML, headers: HTML_HEADERS },
	{ kind: 'status', status: 200, body: CUT },
];
/** Pauses that are longer than a call waits for, and refusals of whole calls. */
const PACT_ONLY: ReadonlyArray<Omit<FaultInput, 'match' | 'times'>> = [
	{ kind: 'status', status: 429, headers: { 'retry-after': '120' } },
	{ kind: 'status', status: 401, body: { error: { code: 'unauthorized', message: 'Nope.' } } },
];
const salesforceError = (status: number, errorCode: string, message = '') => ({ kind: 'status', status, body: [{ errorCode, message }] }) as const;
const SALESFORCE_ONLY: ReadonlyArray<Omit<FaultInput, 'match' | 'times'>> = [
	salesforceError(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.'),
	salesforceError(403, 'REQUEST_LIMIT_EXCEEDED', 'ConcurrentRequests (Concurrent API Requests) Limit exceeded.'),
	salesforceError(400, 'QUERY_TIMEOUT'),
	salesforceError(401, 'INVALID_SESSION_ID'),
];

/** A handful of faults of random kinds, each on a random call; the same ones for the same seed. */
function storm(seed: number, only: ReadonlyArray<Omit<FaultInput, 'match' | 'times'>>, path: string, most: number): FaultInput[] {
	const random = seededRandom(seed);
	return Array.from({ length: random.int(3, 10) }, () => ({
		...random.pick([...ANYWHERE, ...only]),
		match: { path },
		times: random.int(1, 7),
		skip: random.int(0, most),
		probability: random.pick([1, 0.5, 0.2]),
	}));
}

/** Both systems' records, in the shape of their control endpoints. */
function everything({ salesforce, pact }: Pipeline) {
	const left = (object: string) => salesforce.records(object) as unknown as SalesforceRow[];
	const right = (object: (typeof PACT_OBJECTS)[number]) => pact.records(object) as unknown as PactRow[];
	return [
		{ Account: left('Account'), Contact: left('Contact'), Lead: left('Lead'), Opportunity: left('Opportunity') },
		{ companies: right('companies'), contacts: right('contacts'), opportunities: right('opportunities') },
	] as const;
}

/** What Pact holds, without what depends on the order of the writes: its own ids and times, and which of a person's records came first. */
function content({ pact }: Pipeline): unknown {
	const companies = new Map(pact.records('companies').map((record) => [record.public_id, record.name]));
	return Object.fromEntries(
		PACT_OBJECTS.map((object) => {
			const records = pact.records(object).map(({ id: _internal, public_id: _id, created_at: _created, updated_at: _updated, company_id, custom_fields, ...rest }) => ({
				...rest,
				custom_fields: omit(custom_fields as object, 'salesforce_id'),
				company: companies.get(String(company_id)),
			}));
			return [object, sortBy(records, ['name', 'email', 'value', 'domain'])];
		}),
	);
}

/** A quarter of an hour of back-off must not be waited for: whoever sleeps moves the time on by as much. */
function leapingClock(): Clock {
	let aheadMs = 0;
	const now = () => Date.now() + aheadMs;
	return {
		now: () => new Date(now()),
		random: () => 0.5,
		sleep: async (ms, signal) => {
			const until = now() + ms;
			await new Promise<void>((resolve) => {
				const timer = setTimeout(resolve, Math.max(1, ms / HURRY));
				signal?.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
			});
			if (signal?.aborted !== true) aheadMs += Math.max(0, until - now());
		},
	};
}

async function withPipeline<T>(work: (pipeline: Pipeline) => Promise<T>): Promise<T> {
	const pipeline = await Pipeline.start({ size: SIZE, clock: leapingClock(), settings: { pollMs: POLL_MS } });
	try {
		return await work(pipeline);
	} finally {
		await pipeline.stop();
	}
}

/** The same edits in every run, after the first sync. */
function edits({ salesforce }: Pipeline): void {
	for (const [index, { Id }] of salesforce.records('Contact').slice(0, 25).entries()) salesforce.edit('Contact', Id, { Title: `Edited ${index}` });
	for (const { Id } of salesforce.records('Account').slice(0, 6)) salesforce.edit('Account', Id, { Industry: 'Energy' });
}

describe('random faults on random calls of both systems', () => {
	let calm: { content: unknown; salesforceCalls: number; pactCalls: number };
	beforeAll(async () => {
		calm = await withPipeline(async (pipeline) => {
			await pipeline.run();
			edits(pipeline);
			await pipeline.run();
			expect(differences(...everything(pipeline))).toEqual([]);
			return { content: content(pipeline), salesforceCalls: pipeline.salesforce.stats.snapshot().calls, pactCalls: pipeline.pact.stats.snapshot().calls };
		});
	});

	it.each(Array.from({ length: SEEDS }, (_, index) => index + 1))('change nothing about what is in Pact in the end (seed %i)', async (seed) => {
		await withPipeline(async (pipeline) => {
			for (const fault of storm(seed, SALESFORCE_ONLY, '/query.*SystemModstamp', calm.salesforceCalls / 2)) pipeline.salesforce.faults.add(fault);
			for (const fault of storm(seed + 1_000, PACT_ONLY, '^/v1/(companies|contacts|opportunities)', calm.pactCalls / 2)) pipeline.pact.faults.add(fault);
			await pipeline.run();
			edits(pipeline);
			await pipeline.run();
			pipeline.salesforce.faults.clear();
			pipeline.pact.faults.clear();
			await pipeline.run();

			expect(differences(...everything(pipeline))).toEqual([]);
			expect(content(pipeline)).toEqual(calm.content);
			const { due = 0, emitted = 0, answered = 0, issue = 0 } = await pipeline.store.pendingCounts();
			expect({ due, emitted, answered, issue }).toEqual({ due: 0, emitted: 0, answered: 0, issue: 0 });
		});
	});
});
