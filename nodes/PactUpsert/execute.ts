import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { systemClock } from '../common/clock';
import { toNodeError } from '../common/errors';
import { syncStore } from '../common/store';
import { pactOf } from '../common/systems';
import { readSettings } from './settings';
import { upsert } from './upsert';

/** Runs the chosen operation. Whole-run troubles (credential, store, wrong items) are errors; a record's own trouble is its outcome. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	try {
		const settings = readSettings(this);
		const pact = await pactOf(this, settings.authentication, settings.options.concurrency ?? undefined);
		if (settings.operation === 'checkApi') {
			const checks = await pact.checkAssumptions();
			return [checks.map((check) => ({ json: { ...check }, pairedItem: { item: 0 } }))];
		}
		return await upsert(this, settings, { store: await syncStore(), records: pact.records, clock: systemClock });
	} catch (error) {
		throw toNodeError(this.getNode(), error);
	}
}
