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

/** Starts a run with one page on the output of its object, and waits for its end: that is the back-pressure and the acknowledgement. */
export function emitTo(context: ITriggerFunctions, objects: readonly string[], signal: AbortSignal): FeedPorts['emit'] {
	return async (object, items) => {
		const done = context.helpers.createDeferredPromise<IRun | undefined>();
		context.emit(onOutput(objects, object, items), undefined, done as Parameters<ITriggerFunctions['emit']>[2]);
		const run = await untilStopped(done.promise, signal);
		if (run?.status === 'success') return { ok: true };
		return { ok: false, message: run?.data.resultData.error?.message ?? `The run ended as "${run?.status ?? 'unknown'}".` };
	};
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
