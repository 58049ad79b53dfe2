import type { ILoadOptionsFunctions } from 'n8n-workflow';
import type { SalesforceAuthentication } from '../common/authentication';
import { salesforceOf } from '../common/systems';
import { newFieldLoadOptions } from '../common/upsert/new-field';
import { writableFieldOptions } from '../common/upsert/writable-fields';
import { OBJECT_OPTIONS } from './properties';

const connect = async (context: ILoadOptionsFunctions) => await salesforceOf(context, context.getNodeParameter('authentication', 'oAuth2') as SalesforceAuthentication);

/** What the node's dropdowns show, from the live schemas. */
export const loadOptions = { ...newFieldLoadOptions(connect), ...writableFieldOptions('salesforce', OBJECT_OPTIONS, connect) };
