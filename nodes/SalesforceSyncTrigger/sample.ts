import type { INodeExecutionData } from 'n8n-workflow';
import type { SyncItem } from '../../engine/model';
import type { Salesforce } from '../common/systems';
import { toItem } from './items';
import { queryFor } from './queries';
import type { TriggerSettings } from './settings';

/** Enough to see the shape of the data and to build the next nodes with. */
const SAMPLE_SIZE = 5;

/** Up to five real records of each object, one array for each output. Reads only: no cursor, no ledger. @throws SystemError */
export async function sampleOutputs(salesforce: Salesforce, settings: TriggerSettings): Promise<INodeExecutionData[][]> {
	const outputs: INodeExecutionData[][] = [];
	for (const object of settings.objects) {
		const changes = await salesforce.source.sample({ ...(await queryFor(salesforce, settings, object)), limit: SAMPLE_SIZE });
		const items = changes.map(({ fields, ...change }): SyncItem => ({
			change: { system: 'salesforce', connection: salesforce.connection, object, origin: 'manual', ...change },
			fields,
		}));
		outputs.push(items.map(toItem));
	}
	return outputs;
}
