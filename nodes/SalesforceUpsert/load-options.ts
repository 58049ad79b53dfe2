import type { SalesforceAuthentication } from '../common/authentication';
import { salesforceOf } from '../common/systems';
import { newFieldLoadOptions } from '../common/upsert/new-field';

/** What the node's dropdowns show, from the live schemas. */
export const loadOptions = newFieldLoadOptions(
	async (context) => await salesforceOf(context, context.getNodeParameter('authentication', 'oAuth2') as SalesforceAuthentication),
);
