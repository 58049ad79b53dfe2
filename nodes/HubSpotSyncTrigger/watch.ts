import type { ITriggerFunctions } from 'n8n-workflow';
import { SystemError } from '../../engine/model';
import type { Watch } from '../common/sync-trigger';
import { hubSpotOf } from '../common/systems';
import { fieldsToRead } from './fields';
import { readSettings } from './settings';
import { webhookSecret } from './webhook-secret';

/** The portal and what to watch there. @throws ZodError, Error */
export function watch(context: ITriggerFunctions): Watch {
	const settings = readSettings(context);
	return {
		systemName: 'HubSpot',
		settings,
		check: async () => {
			if (!settings.receiveWebhooks || (await webhookSecret(context, settings.authentication))) return;
			throw new Error(
				'Webhooks cannot be told from forged ones: the credential has no "Webhook Secret". Enter the client secret of the HubSpot app that sends them, or switch "Receive Webhooks" off.',
			);
		},
		connect: async () => await hubSpotOf(context, settings.authentication),
		fieldsToRead,
		isUnknownField,
	};
}

/** HubSpot's code for a search that names a property which is not there; properties that are only asked for are left out in silence. */
export function isUnknownField(error: unknown): boolean {
	return error instanceof SystemError && error.details.code === 'PROPERTY_DOESNT_EXIST';
}
