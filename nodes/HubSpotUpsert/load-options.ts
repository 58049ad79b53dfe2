import type { ILoadOptionsFunctions } from 'n8n-workflow';
import type { HubSpotAuthentication } from '../common/authentication';
import { hubSpotOf } from '../common/systems';
import { newFieldLoadOptions } from '../common/upsert/new-field';
import { writableFieldOptions } from '../common/upsert/writable-fields';
import { OBJECT_OPTIONS } from './properties';

const connect = async (context: ILoadOptionsFunctions) => await hubSpotOf(context, context.getNodeParameter('authentication', 'serviceKey') as HubSpotAuthentication);

/** What the node's dropdowns show, from the live schemas. */
export const loadOptions = { ...newFieldLoadOptions(connect), ...writableFieldOptions('hubspot', OBJECT_OPTIONS, connect) };
