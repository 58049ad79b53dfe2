import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { systemClock } from '../common/clock';
import { toNodeError } from '../common/errors';
import { syncStore } from '../common/store';
import { salesforceOf } from '../common/systems';
import { matchFieldsOf, setUpMatchFields } from '../common/upsert/match-fields';
import { createField } from '../common/upsert/new-field';
import { reported } from '../common/upsert/outputs';
import { upsert } from '../common/upsert/upsert';
import { readSettings } from './settings';

/** Runs the chosen operation. Whole-run troubles (credential, store, wrong items) are errors; a record's own trouble is its outcome. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	try {
		const settings = readSettings(this);
		const salesforce = await salesforceOf(this, settings.authentication);
		switch (settings.operation) {
			case 'checkConnection':
				return reported(await salesforce.checkConnection(settings.objects, matchFieldsOf('salesforce')));
			case 'createField':
				return reported([await createField(this, 'salesforce', salesforce)]);
			case 'setUpMatchField':
				return reported(await setUpMatchFields('salesforce', settings.linkedSystem, settings.objects, salesforce.setUpMatchField));
			case 'upsert': {
				const records = salesforce.recordsWith({ saveDuplicates: settings.options.saveDuplicates ?? false });
				return await upsert(this, settings.options, { store: await syncStore(), records, clock: systemClock });
			}
		}
	} catch (error) {
		throw toNodeError(this.getNode(), error);
	}
}
