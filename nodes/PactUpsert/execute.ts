import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { systemClock } from '../common/clock';
import { toNodeError } from '../common/errors';
import { syncStore } from '../common/store';
import { pactOf } from '../common/systems';
import { setUpMatchFields } from '../common/upsert/match-fields';
import { createField } from '../common/upsert/new-field';
import { reported } from '../common/upsert/outputs';
import { upsert } from '../common/upsert/upsert';
import { readSettings } from './settings';

/** Runs the chosen operation. Whole-run troubles (credential, store, wrong items) are errors; a record's own trouble is its outcome. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	try {
		const settings = readSettings(this);
		const concurrency = settings.operation === 'upsert' ? (settings.options.concurrency ?? undefined) : undefined;
		const pact = await pactOf(this, settings.authentication, concurrency);
		switch (settings.operation) {
			case 'checkApi':
				return reported(await pact.checkAssumptions());
			case 'createField':
				return reported([await createField(this, 'pact', pact)]);
			case 'setUpMatchField':
				return reported(await setUpMatchFields('pact', settings.linkedSystem, settings.objects, pact.setUpMatchField));
			case 'upsert':
				return await upsert(this, settings.options, { store: await syncStore(), records: pact.records, clock: systemClock });
		}
	} catch (error) {
		throw toNodeError(this.getNode(), error);
	}
}
