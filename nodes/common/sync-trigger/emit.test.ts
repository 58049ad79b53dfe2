import type { INodeExecutionData, ITriggerFunctions } from 'n8n-workflow';
import type { SyncItem } from '../../../engine/model';
import { emitTo, StoppedError } from './emit';

const item = (id: string): SyncItem => ({
	change: { system: 'salesforce', connection: '00D', object: 'Contact', id, kind: 'upserted', modifiedAt: '2026-01-01T00:00:00.000Z', origin: 'poll' },
	fields: { Id: id },
});

/** A trigger context that starts runs; the test ends them. */
function trigger() {
	const emitted: INodeExecutionData[][][] = [];
	let end: (run: unknown) => void = () => undefined;
	const context = {
		helpers: {
			createDeferredPromise: () => {
				let resolve: (value: unknown) => void = () => undefined;
				const promise = new Promise((settle) => (resolve = settle));
				return { promise, resolve, reject: () => undefined };
			},
		},
		emit: (data: INodeExecutionData[][], _response: unknown, done: { resolve: (run: unknown) => void }) => {
			emitted.push(data);
			end = done.resolve;
		},
	} as unknown as ITriggerFunctions;
	return { context, emitted, end: (run: unknown) => end(run) };
}

const objects = ['Account', 'Contact'];

describe('a page of changes', () => {
	it('comes out on its object’s output, and is acknowledged when the run succeeded', async () => {
		const { context, emitted, end } = trigger();
		const run = emitTo(context, objects, new AbortController().signal)('Contact', [item('003A'), item('003B')]);
		end({ status: 'success' });
		expect(await run).toEqual({ ok: true });
		expect(emitted[0]?.map((output) => output.map(({ json }) => (json as unknown as SyncItem).change.id))).toEqual([[], ['003A', '003B']]);
	});

	it('waits for the run: the next page is not read before its end', async () => {
		const { context, end } = trigger();
		let ended = false;
		const run = emitTo(context, objects, new AbortController().signal)('Contact', [item('003A')]).then(() => (ended = true));
		await new Promise((resolve) => setImmediate(resolve));
		expect(ended).toBe(false);
		end({ status: 'success' });
		await run;
		expect(ended).toBe(true);
	});

	it('counts as failed when n8n keeps silent about its end for too long, as it may in queue mode', async () => {
		const { context } = trigger();
		const run = emitTo(context, objects, new AbortController().signal, 20)('Contact', [item('003A')]);
		expect(await run).toEqual({ ok: false, message: expect.stringContaining('n8n did not tell') });
	});

	it.each([
		[{ status: 'error', data: { resultData: { error: { message: 'Node "Pact Upsert" failed' } } } }, 'Node "Pact Upsert" failed'],
		[{ status: 'crashed', data: { resultData: {} } }, 'The run ended as "crashed".'],
		[undefined, 'The run ended as "unknown".'],
	])('is not acknowledged when the run did not succeed: %j', async (run, message) => {
		const { context, end } = trigger();
		const answer = emitTo(context, objects, new AbortController().signal)('Contact', [item('003A')]);
		end(run);
		expect(await answer).toEqual({ ok: false, message });
	});

	it('is neither acknowledged nor failed when the workflow is unpublished meanwhile: it stays in the ledger', async () => {
		const { context } = trigger();
		const stop = new AbortController();
		const answer = emitTo(context, objects, stop.signal)('Contact', [item('003A')]);
		stop.abort();
		await expect(answer).rejects.toThrow(StoppedError);
	});
});
