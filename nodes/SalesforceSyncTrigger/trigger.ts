import { NodeOperationError, type ITriggerFunctions, type ITriggerResponse } from 'n8n-workflow';
import { toNodeError } from '../common/errors';
import { salesforceOf } from '../common/systems';
import { startLoop } from './loop';
import { sampleOutputs } from './sample';
import { readSettings, type TriggerSettings } from './settings';

/** Starts the loop when the workflow is published; "Execute step" shows a sample instead and moves nothing. */
export async function trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
	try {
		const settings = readSettings(this);
		if (this.getMode() === 'manual') return { manualTriggerFunction: async () => await emitSample(this, settings) };
		return await startLoop(this, settings);
	} catch (error) {
		throw toNodeError(this.getNode(), error);
	}
}

async function emitSample(context: ITriggerFunctions, settings: TriggerSettings): Promise<void> {
	try {
		const outputs = await sampleOutputs(await salesforceOf(context, settings.authentication), settings);
		if (outputs.every((items) => items.length === 0)) {
			throw new NodeOperationError(context.getNode(), 'There is no record to show', {
				description: 'Salesforce holds no record of the chosen objects that matches the conditions, or the user may not see them.',
			});
		}
		context.emit(outputs);
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}
