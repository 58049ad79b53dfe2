import type { IRun, ITriggerFunctions } from 'n8n-workflow';
import type { FeedPorts } from '../../../engine/run/feed';
import { onOutput } from './items';

/** Thrown into the loop when it is told to stop while a run is under way: the run's records stay in the ledger, and are due at the next start. */
export class StoppedError extends Error {
	constructor() {
		super('The trigger was stopped while a run was under way.');
		this.name = 'StoppedError';
	}
}

/**
 * Starts a run with one page on the output of its object, and waits for its end: that is the back-pressure and the acknowledgement.
 *
 * `mostMs`: in queue mode the end of a worker's run comes over Redis, and n8n keeps silent about some (of an execution that was removed
 * meanwhile, say). A run that is not heard of for so long counts as failed: its records come again, and what it did write is found done.
 */
export function emitTo(context: ITriggerFunctions, objects: readonly string[], signal: AbortSignal, mostMs?: number): FeedPorts['emit'] {
	return async (object, items) => {
		const done = context.helpers.createDeferredPromise<IRun | undefined>();
		context.emit(onOutput(objects, object, items), undefined, done as Parameters<ITriggerFunctions['emit']>[2]);
		const run = await untilStopped(mostMs === undefined ? done.promise : within(mostMs, done.promise), signal);
		if (run === SILENT) return { ok: false, message: `n8n did not tell within ${Math.round((mostMs ?? 0) / 60_000)} minutes how the run has ended.` };
		if (run?.status === 'success') return { ok: true };
		return { ok: false, message: run?.data.resultData.error?.message ?? `The run ended as "${run?.status ?? 'unknown'}".` };
	};
}

const SILENT = Symbol('no end');

async function within<T>(ms: number, promise: Promise<T>): Promise<T | typeof SILENT> {
	let timer: NodeJS.Timeout | undefined;
	// Left behind by a trigger that is stopped meanwhile; keeps nothing from ending.
	const silent = new Promise<typeof SILENT>((resolve) => (timer = setTimeout(() => resolve(SILENT), ms).unref()));
	try {
		return await Promise.race([promise, silent]);
	} finally {
		clearTimeout(timer);
	}
}

async function untilStopped<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
	if (signal.aborted) throw new StoppedError();
	let stop: () => void = () => undefined;
	const stopped = new Promise<never>((_resolve, reject) => {
		stop = () => reject(new StoppedError());
		signal.addEventListener('abort', stop);
	});
	try {
		return await Promise.race([promise, stopped]);
	} finally {
		signal.removeEventListener('abort', stop);
	}
}
