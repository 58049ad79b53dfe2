import type { INodeExecutionData } from 'n8n-workflow';
import type { SyncItem } from '../../../engine/model';

/** One array for each output; all but the object's own stay empty. */
export function onOutput(objects: readonly string[], object: string, items: readonly SyncItem[]): INodeExecutionData[][] {
	return objects.map((name) => (name === object ? items.map(toItem) : []));
}

export function toItem(item: SyncItem): INodeExecutionData {
	return { json: item };
}
