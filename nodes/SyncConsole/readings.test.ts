import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { Flow, PAIR, row } from '../../console/flow.fixture';
import { endPart, readPage } from '../../console/sweeps.fixture';
import { nudged } from '../common/sync-trigger/nudges';
import { run } from './execute';

let flow: Flow;
beforeEach(async () => {
	flow = await Flow.start([row('Name')]);
});
afterEach(() => flow.stop());

/** As n8n gives the parameters of the operations of readings when nothing was changed, and with what was. */
async function consoleOf(operation: string, parameters: IDataObject = {}): Promise<IDataObject[]> {
	const given: IDataObject = { resource: 'sync', operation, pair: '', sides: 'both', wait: false, waitMinutes: 60, pace: {}, reading: '', show: 'all', returnAll: false, limit: 50, ...parameters };
	const context = {
		getInputData: () => [{ json: {} }],
		getNode: () => ({ id: 'n', name: 'Console', type: 't', typeVersion: 1, position: [0, 0], parameters: {} }),
		getWorkflow: () => ({ name: 'Nightly' }),
		getExecutionId: () => '42',
		getTimezone: () => 'America/New_York',
		getExecutionCancelSignal: () => undefined,
		getNodeParameter: (name: string, _item: number, fallback?: unknown) => given[name] ?? fallback,
		continueOnFail: () => false,
	} as unknown as IExecuteFunctions;
	return (await run(context, flow.store)).map(({ json }) => json);
}

it('a reconcile of all syncs is ordered with one item a sync, and its triggers are woken', async () => {
	const stop = new AbortController();
	let woken = false;
	void nudged('feed-left', stop.signal).then(() => (woken = !stop.signal.aborted));
	expect(await consoleOf('startReconcile')).toMatchObject([{ kind: 'reconcile', pair: PAIR, orderedBy: 'Sync Console node in the workflow "Nightly"', found: 0, sides: [{ side: 'left' }, { side: 'right' }] }]);
	await flow.flow();
	expect(woken).toBe(true);
	stop.abort();
});

it('hours are those of the workflow’s time zone, unless another one is named', async () => {
	await consoleOf('startBackfill', { pair: PAIR, sides: 'left', pace: { perMinute: 100, share: 25, from: '20:00', to: '6' } });
	const [sweep] = await flow.store.sweeps({ limit: 1 });
	expect(sweep).toMatchObject({ kind: 'backfill', perMinute: 100, share: 0.25, window: { from: '20:00', to: '06:00', zone: 'America/New_York' }, parts: [{ side: 'left' }] });
	await consoleOf('stopReading', { reading: sweep?.id ?? '' });
	await consoleOf('startBackfill', { pace: { from: '20:00', to: '6:00', zone: 'Europe/Berlin' } });
	expect((await flow.store.sweeps({ limit: 1 }))[0]).toMatchObject({ window: { zone: 'Europe/Berlin' } });
});

it('a reading that is waited for comes with its whole report', async () => {
	const waited = consoleOf('startReconcile', { wait: true, waitMinutes: 5 });
	// Ordered by then, or soon.
	for (let ordered = false; !ordered;) ordered = (await flow.store.sweeps({ open: true, limit: 1 })).length > 0;
	for (const side of ['left', 'right'] as const) {
		await readPage(flow, side, { read: 2, total: 2, inStep: 2 });
		await endPart(flow, side, 2);
	}
	expect(await waited).toMatchObject([{ state: 'ended', done: 4, found: 0, text: expect.stringContaining('Everything is in step') }]);
}, 20_000);

it('a sync without a trigger is an item that says what to do, and does not keep the others', async () => {
	const other = { ...flow.mapping, pair: 'salesforce-lead~pact-contacts', left: { system: 'salesforce' as const, object: 'Lead' } };
	await flow.store.saveMapping(other);
	const items = await consoleOf('startReconcile');
	expect(items.map(({ state }) => state)).toEqual(['resting', 'not started']);
	expect(items[1]).toMatchObject({ pair: other.pair, found: 0, headline: expect.stringContaining('No trigger reads either side'), summary: [expect.stringContaining('Publish the workflow')] });
	await expect(consoleOf('startReconcile', { pair: other.pair })).rejects.toMatchObject({ message: expect.stringContaining('No trigger reads either side'), description: expect.stringContaining('Publish the workflow') });
});

it('readings are listed newest first, by sync and by whether they are under way', async () => {
	for (const kind of ['startReconcile', 'startBackfill', 'startReconcile']) {
		await consoleOf(kind);
		if (kind === 'startBackfill' || (await flow.store.sweeps({ limit: 9 })).length === 1) await consoleOf('stopReading');
	}
	const kinds = async (parameters: IDataObject = {}) => (await consoleOf('getReadings', parameters)).map(({ kind, state }) => `${String(kind)} ${String(state)}`);
	expect(await kinds()).toEqual(['reconcile resting', 'backfill stopped', 'reconcile stopped']);
	expect(await kinds({ show: 'open' })).toEqual(['reconcile resting']);
	expect(await kinds({ show: 'ended', limit: 1 })).toEqual(['backfill stopped']);
	expect(await kinds({ returnAll: true, pair: 'another' })).toEqual([]);
	await expect(consoleOf('stopReading', { reading: '4711' })).rejects.toMatchObject({ message: 'There is no such reading.' });
});
