import { z } from 'zod';
import { soqlCondition } from '../../systems/salesforce';
import type { SalesforceAuthentication } from '../common/authentication';
import { commonOptions, commonParameters, commonSettings, orElse, readParameters, type ParameterContext, type TriggerSettings } from '../common/sync-trigger';
import { LIMITS } from './limits';
import { order } from './objects';

const settingsSchema = z.object({
	...commonParameters(LIMITS),
	authentication: z.enum(['oAuth2', 'jwt']),
	filters: z.object({ filter: z.array(z.object({ object: z.string().trim(), condition: z.string().trim() })).default([]) }),
	realTime: orElse(z.boolean(), true),
	options: z.object(commonOptions(LIMITS)),
});

interface SalesforceTriggerSettings extends TriggerSettings {
	authentication: SalesforceAuthentication;
	realTime: boolean;
}

/** The node's parameters, checked. A filter is a SOQL condition. @throws ZodError, Error */
export function readSettings(context: ParameterContext): SalesforceTriggerSettings {
	const given = readParameters(context, settingsSchema, { filters: {} });
	return {
		...commonSettings(given, order.ordered),
		authentication: given.authentication,
		realTime: given.realTime,
		filterOf: (object) => condition(given.filters.filter, object),
	};
}

/** Each condition is checked for itself, so that two halves cannot make a whole of something else. */
function condition(filters: ReadonlyArray<{ object: string; condition: string }>, object: string): string | undefined {
	const own = filters.filter((filter) => filter.object === object && filter.condition !== '').map((filter) => soqlCondition(filter.condition));
	return own.length > 0 ? own.join(' AND ') : undefined;
}
