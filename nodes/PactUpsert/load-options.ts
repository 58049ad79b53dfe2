import type { PactAuthentication } from '../common/authentication';
import { pactOf } from '../common/systems';
import { newFieldLoadOptions } from '../common/upsert/new-field';

/** What the node's dropdowns show, from the live schemas. */
export const loadOptions = newFieldLoadOptions(
	async (context) => await pactOf(context, context.getNodeParameter('authentication', 'apiKey') as PactAuthentication),
);
