import type { SalesforceAuthentication } from '../common/authentication';
import { commonLoadOptions } from '../common/sync-trigger';
import { salesforceOf } from '../common/systems';
import { order } from './objects';

/** What the trigger's dropdowns show, from the live schema. */
export const loadOptions = commonLoadOptions(
	async (context) => await salesforceOf(context, context.getNodeParameter('authentication', 'oAuth2') as SalesforceAuthentication),
	order.ordered,
);
