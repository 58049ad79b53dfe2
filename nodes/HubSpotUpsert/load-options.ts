import type { HubSpotAuthentication } from '../common/authentication';
import { hubSpotOf } from '../common/systems';
import { newFieldLoadOptions } from '../common/upsert/new-field';

/** What the node's dropdowns show, from the live schemas. */
export const loadOptions = newFieldLoadOptions(
	async (context) => await hubSpotOf(context, context.getNodeParameter('authentication', 'serviceKey') as HubSpotAuthentication),
);
