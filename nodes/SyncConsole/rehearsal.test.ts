import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { Flow, PAIR, row } from '../../console/flow.fixture';
import { nudged } from '../common/sync-trigger/nudges';
import { run } from './execute';

let flow: Flow;
beforeEach(async () => {
	flow = await Flow.start([row('Name', { rule: 'newestWins' })]);
});
afterEach(() => flow.stop());

async function consoleOf(operation: string, parameters: IDataObject = {}): Promise<IDataObject[]> {
	const given: IDataObject = { resource: 'sync', operation, rehearsedPair: '', examples: 3, ...parameters };
	const context = {
		getInputData: () => [{ json: {} }],
		getNode: () => ({ id: 'n', name: 'Console', type: 't', typeVersion: 1, position: [0, 0], parameters: {} }),
		getWorkflow: () => ({ name: 'Launch' }),
		getExecutionId: () => '42',
		getNodeParameter: (name: string, _item: number, fallback?: unknown) => given[name] ?? fallback,
		continueOnFail: () => false,
	} as unknown as IExecuteFunctions;
	return (await run(context, flow.store)).map(({ json }) => json);
}

const dryRun = async () => ({ dryRun: new Set(await flow.store.rehearsing([PAIR])) });

it('the report of a dry run is an item for each sync, with as many examples as are wanted', async () => {
	expect(await consoleOf('getDryRunReport')).toEqual([]);
	for (const id of ['L1', 'L2']) {
		flow.edit('left', id, { Name: id });
		await flow.sync('left', id, await dryRun());
	}
	const [report] = await consoleOf('getDryRunReport', { examples: 1 });
	expect(report).toMatchObject({
		pair: PAIR,
		status: 'rehearsal',
		progress: { planned: 2, onTheirWay: 0 },
		directions: [{ from: 'Salesforce Opportunity', to: 'Pact opportunities', records: 2, kinds: [{ kind: 'create', count: 2, reasons: [{ reason: 'dry-run', means: 'nobody there matches', count: 2 }] }] }],
	});
	expect(JSON.stringify(report)).toContain('"id":"L1"');
	expect(JSON.stringify(report)).not.toContain('"id":"L2"');
	expect(JSON.stringify(await consoleOf('getDryRunReport', { examples: 0 }))).not.toContain('"id":"L1"');
});

it('going live does what was planned and wakes the triggers, and a rehearsal begins it anew', async () => {
	flow.edit('left', 'L1', { Name: 'New' });
	await flow.sync('left', 'L1', await dryRun());
	await flow.store.describeFeed('feed-left', { name: 'Left', system: 'salesforce', connection: '00D', objects: ['Opportunity'] });
	const stop = new AbortController();
	let woken = false;
	void nudged('feed-left', stop.signal).then(() => (woken = !stop.signal.aborted));
	expect(await consoleOf('rehearse', { rehearsedPair: PAIR })).toMatchObject([{ status: 'rehearsal', records: 1 }]);
	await flow.flow(await dryRun());
	expect([woken, flow.records.right.size]).toEqual([true, 0]);
	expect(await consoleOf('goLive')).toMatchObject([{ pair: PAIR, name: 'Salesforce Opportunity ⇄ Pact opportunities', status: 'live', records: 1 }]);
	await flow.flow(await dryRun());
	expect(flow.records.right.size).toBe(1);
	expect((await consoleOf('getDryRunReport'))[0]).toMatchObject({ status: 'live', live: { by: 'Sync Console node in the workflow "Launch"' } });
	stop.abort();
});

it('says what to do where no sync is in rehearsal', async () => {
	await expect(consoleOf('goLive')).rejects.toMatchObject({ message: 'No sync is in rehearsal.', description: expect.stringContaining('Until Somebody Says Go') as string });
	await expect(consoleOf('getDryRunReport', { rehearsedPair: 'x' })).rejects.toMatchObject({ message: 'The sync x is not in rehearsal.' });
});
