import { z } from 'zod';
import type { PactAuthentication } from '../common/authentication';
import { commonParameters, commonSettings, orElse, readParameters, type ParameterContext, type TriggerSettings } from '../common/sync-trigger';
import { ACTIVITIES, activityFilter } from './activities';
import { LIMITS, MIN_SWEEP_MINUTES } from './limits';
import { order } from './objects';

const settingsSchema = z.object({
	...commonParameters(LIMITS),
	authentication: z.enum(['apiKey', 'oAuth2']),
	activityTypes: z.array(z.string()),
	rollUpOpens: z.boolean(),
	options: z.object({
		pageSize: orElse(z.number().int().min(1).max(LIMITS.maxPageSize), LIMITS.pageSize),
		sweepMinutes: orElse(z.number().min(MIN_SWEEP_MINUTES), LIMITS.lookBackEveryMinutes),
	}),
});

interface PactTriggerSettings extends TriggerSettings {
	authentication: PactAuthentication;
}

/** The node's parameters, checked. A sweep is a look-back that reaches everything. @throws ZodError, Error */
export function readSettings(context: ParameterContext): PactTriggerSettings {
	const given = readParameters(context, settingsSchema, { activityTypes: [], rollUpOpens: true });
	const { pageSize, sweepMinutes } = given.options;
	const options = { pageSize, lateMinutes: LIMITS.lateMinutes, lookBackEveryMinutes: sweepMinutes };
	const activities = activityFilter(given);
	return {
		...commonSettings({ ...given, options }, order.ordered),
		// Pact's other lists take no filter: what is not wanted is left out on the canvas.
		filterOf: (object) => (object === ACTIVITIES ? activities : undefined),
		authentication: given.authentication,
	};
}
