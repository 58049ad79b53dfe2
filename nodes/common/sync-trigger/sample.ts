import type { INodeExecutionData } from 'n8n-workflow';
import type { SyncItem } from '../../../engine/model';
import { toItem } from './items';
import { queryFor } from './queries';
import type { Watch } from './watch';

/** Enough to see the shape of the data and to build the next nodes with. */
const SAMPLE_SIZE = 5;

/** Up to five real records of each object, one array for each output. Reads only: no cursor, no ledger. @throws SystemError, Error */
export async function sampleOutputs(watch: Watch): Promise<INodeExecutionData[][]> {
	const watched = await watch.connect();
	const { system } = watched.source;
	const outputs: INodeExecutionData[][] = [];
	for (const object of watch.settings.objects) {
		const changes = await watched.source.sample({ ...(await queryFor(watch, watched, object)), limit: SAMPLE_SIZE });
		const items = changes.map(({ fields, ...change }): SyncItem => ({
			change: { system, connection: watched.connection, object, origin: 'manual', ...change },
			fields,
		}));
		outputs.push(items.map(toItem));
	}
	return outputs;
}
