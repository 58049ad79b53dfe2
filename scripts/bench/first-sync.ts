import { DEMO_KEYS, startPactSandbox } from '../../sandbox/pact';
import type { Http, HttpRequest } from '../../engine/run/http-port';
import { inPool } from '../../systems/common/pool';
import { DEFAULT_CONCURRENCY } from '../../systems/pact/limits';
import { Pipeline } from '../../test/support/pipeline';
import { timed } from './measure';
import { number, perSecond, times, type Section } from './table';

/** The first sync of the seed, Salesforce → Pact, against the bare floor: the same creates sent by hand. */
export async function firstSyncSection(): Promise<Section> {
	const creates: string[][] = [];
	const http =
		(inner: Http): Http =>
		async (request) => {
			if (isCreate(request)) creates.push([new URL(request.url).pathname, withoutReferences(request.body ?? '{}')]);
			return await inner(request);
		};
	const pipeline = await Pipeline.start({ http });
	try {
		const sync = await timed(() => pipeline.run());
		const records = pipeline.outcomes.length;
		const [salesforce, pact] = [pipeline.salesforce.stats.snapshot(), pipeline.pact.stats.snapshot()];
		const floor = await postAll(creates);
		pipeline.salesforce.stats.reset();
		pipeline.pact.stats.reset();
		const again = await timed(() => pipeline.run());
		const idle = { salesforce: pipeline.salesforce.stats.snapshot().calls, pact: pipeline.pact.stats.snapshot().calls };
		return {
			title: `First sync of ${number(records)} records, Salesforce → Pact`,
			lines: [
				{
					what: 'records',
					result: perSecond((records * 1_000) / sync.wallMs, 'records'),
					ratio: times(
						sync.wallMs / floor.wallMs,
						`the floor’s time (${number(creates.length)} POSTs, ${DEFAULT_CONCURRENCY} at a time, by fetch alone)`,
					),
				},
				{
					what: 'CPU a record',
					result: `${number(sync.cpuMs / records)} ms`,
					ratio: times(sync.cpuMs / floor.cpuMs, `the floor’s CPU (${number(floor.cpuMs / creates.length)} ms a POST)`),
				},
				{
					what: 'calls a record, Salesforce',
					result: number(salesforce.calls / records),
					ratio: `${salesforce.calls} calls`,
				},
				{
					what: 'calls a record, Pact',
					result: number(pact.calls / records),
					ratio: `${pact.calls} calls, ${pact.writes} of them writes: ${times(pact.calls / creates.length, 'the fewest possible')}`,
				},
				{
					what: 'second run, nothing changed',
					result: `${number(again.wallMs)} ms`,
					ratio: `${idle.salesforce} calls to Salesforce, ${idle.pact} to Pact`,
				},
			],
			note: 'Both sandboxes run in this process: their CPU is in both sides of the ratios. Waits for rate limits do not occur (plan "unlimited").',
		};
	} finally {
		await pipeline.stop();
	}
}

const isCreate = ({ method, url }: HttpRequest): boolean =>
	method === 'POST' && new URL(url).pathname.startsWith('/v1/');

/** Ids of another workspace's records mean nothing to a fresh one. */
function withoutReferences(body: string): string {
	const fields = JSON.parse(body) as Record<string, unknown>;
	return JSON.stringify(Object.fromEntries(Object.entries(fields).filter(([name]) => !name.endsWith('_id'))));
}

async function postAll(creates: readonly string[][]): ReturnType<typeof timed<void>> {
	const sandbox = await startPactSandbox({ plan: 'unlimited' });
	const headers = { 'content-type': 'application/json', authorization: `Bearer ${DEMO_KEYS.full}` };
	try {
		return await timed(async () => {
			await inPool(creates, DEFAULT_CONCURRENCY, async ([path = '', body = '']) => {
				const response = await fetch(sandbox.url + path, { method: 'POST', headers, body });
				const answer = await response.text();
				if (!response.ok)
					throw new Error(`The floor’s POST ${path} was refused: ${response.status} ${answer.slice(0, 300)}`);
			});
		});
	} finally {
		await sandbox.close();
	}
}
