import { NodeOperationError, type ITriggerFunctions, type ITriggerResponse } from 'n8n-workflow';
import { toNodeError } from '../errors';
import { startLoop } from './loop';
import { sampleOutputs } from './sample';
import type { Watch, WatchOf } from './watch';

/** A node's `trigger()`: starts the loop when the workflow is published; "Execute step" shows a sample instead and moves nothing. */
export async function syncTrigger(context: ITriggerFunctions, watchOf: WatchOf): Promise<ITriggerResponse> {
	try {
		const watch = watchOf(context);
		if (context.getMode() === 'manual') return { manualTriggerFunction: async () => await emitSample(context, watch) };
		return await startLoop(context, watch);
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}

async function emitSample(context: ITriggerFunctions, watch: Watch): Promise<void> {
	try {
		const outputs = await sampleOutputs(watch);
		if (outputs.every((items) => items.length === 0)) {
			throw new NodeOperationError(context.getNode(), 'There is no record to show', {
				description: `${watch.systemName} holds no record of the chosen objects that matches the conditions, or the user may not see them.`,
			});
		}
		context.emit(outputs);
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}
