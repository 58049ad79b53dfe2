import type { ITriggerFunctions } from 'n8n-workflow';
import { SystemError } from '../../engine/model';
import type { Watch } from '../common/sync-trigger';
import { salesforceOf } from '../common/systems';
import { fieldsToRead } from './fields';
import { readSettings } from './settings';

/** The org and what to watch there. @throws ZodError, Error */
export function watch(context: ITriggerFunctions): Watch {
	const settings = readSettings(context);
	return {
		systemName: 'Salesforce',
		settings,
		connect: async () => {
			const salesforce = await salesforceOf(context, settings.authentication);
			return { ...salesforce, events: settings.realTime ? salesforce.events : undefined };
		},
		fieldsToRead,
		isUnknownField,
	};
}

/** Salesforce's code for a query that names a field which is not there, or which the user may not see any more. */
export function isUnknownField(error: unknown): boolean {
	return error instanceof SystemError && error.details.code === 'INVALID_FIELD';
}
