import { z } from 'zod';
import type { HubSpotAuthentication } from '../common/authentication';
import { commonOptions, commonParameters, commonSettings, readParameters, type ParameterContext, type TriggerSettings } from '../common/sync-trigger';
import { LIMITS } from './limits';
import { order } from './objects';
import { filtersSchema, scopeText } from './scope';

const settingsSchema = z.object({
	...commonParameters(LIMITS),
	authentication: z.enum(['serviceKey', 'oAuth2']),
	receiveWebhooks: z.boolean(),
	filters: filtersSchema,
	options: z.object(commonOptions(LIMITS)),
});

interface HubSpotTriggerSettings extends TriggerSettings {
	authentication: HubSpotAuthentication;
	receiveWebhooks: boolean;
}

/** The node's parameters, checked. A filter is the JSON text of a HubSpot scope. @throws ZodError, Error */
export function readSettings(context: ParameterContext): HubSpotTriggerSettings {
	const given = readParameters(context, settingsSchema, { filters: {}, receiveWebhooks: false });
	const settings = commonSettings(given, order.ordered);
	// Made now, so that a mistake is found when the workflow is published.
	const filters = new Map(settings.objects.map((object) => [object, scopeText(given.filters, object)]));
	return { ...settings, authentication: given.authentication, receiveWebhooks: given.receiveWebhooks, filterOf: (object) => filters.get(object) };
}
