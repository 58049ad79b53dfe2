import type { ITriggerFunctions } from 'n8n-workflow';
import type { Watch } from '../common/sync-trigger';
import { pactOf } from '../common/systems';
import { fieldsToRead } from './fields';
import { readSettings } from './settings';

/** The workspace and what to watch there. @throws ZodError, Error */
export function watch(context: ITriggerFunctions): Watch {
	const settings = readSettings(context);
	return {
		systemName: 'Pact',
		settings,
		connect: async () => await pactOf(context, settings.authentication),
		fieldsToRead,
		// Records come whole, so that nothing is asked for by name.
		isUnknownField: () => false,
	};
}
