import { NodeOperationError, type IDataObject, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import type { SyncStore } from '../../engine/run/store-port';
import { toNodeError } from '../common/errors';
import { syncStore } from '../common/store';
import type { Operation } from './actions/door';
import { health } from './actions/health';
import { issue } from './actions/issue';
import { log } from './actions/log';
import { record } from './actions/record';
import { reviewItem } from './actions/review-item';
import { sync } from './actions/sync';

const OPERATIONS: Record<string, Record<string, Operation>> = { health, issue, log, record, reviewItem, sync };

/** Runs the chosen operation once for every input item. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return [await run(this, await storeAtTheDoor(this))];
}

/** The same with a store that is open already. @throws NodeApiError, NodeOperationError */
export async function run(context: IExecuteFunctions, store: SyncStore): Promise<INodeExecutionData[]> {
	const results: INodeExecutionData[] = [];
	for (const item of context.getInputData().keys()) {
		try {
			const found = await operationOf(context, item)({ context, item, store });
			results.push(...found.map((json) => ({ json: json as IDataObject, pairedItem: { item } })));
		} catch (error) {
			const nodeError = toNodeError(context.getNode(), error, item);
			if (!context.continueOnFail()) throw nodeError;
			results.push({ json: { error: nodeError.message }, error: nodeError, pairedItem: { item } });
		}
	}
	return results;
}

function operationOf(context: IExecuteFunctions, item: number): Operation {
	const [resource, operation] = ['resource', 'operation'].map((name) => String(context.getNodeParameter(name, item)));
	const found = OPERATIONS[resource ?? '']?.[operation ?? ''];
	if (found !== undefined) return found;
	throw new NodeOperationError(context.getNode(), `There is no operation "${operation}" of "${resource}"`, { itemIndex: item, description: 'Choose the resource and the operation from the lists.' });
}

async function storeAtTheDoor(context: IExecuteFunctions): Promise<SyncStore> {
	try {
		return await syncStore();
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}
