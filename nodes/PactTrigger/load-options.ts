import type { PactAuthentication } from '../common/authentication';
import { commonLoadOptions } from '../common/sync-trigger';
import { pactOf } from '../common/systems';
import { order } from './objects';

/** What the trigger's dropdowns show, from the live workspace. */
export const loadOptions = commonLoadOptions(
	async (context) => await pactOf(context, context.getNodeParameter('authentication', 'apiKey') as PactAuthentication),
	order.ordered,
);
