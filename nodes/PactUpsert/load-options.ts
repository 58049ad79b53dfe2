import type { ILoadOptionsFunctions } from 'n8n-workflow';
import type { PactAuthentication } from '../common/authentication';
import { pactOf } from '../common/systems';
import { newFieldLoadOptions } from '../common/upsert/new-field';
import { writableFieldOptions } from '../common/upsert/writable-fields';
import { OBJECT_OPTIONS } from './properties';

const connect = async (context: ILoadOptionsFunctions) => await pactOf(context, context.getNodeParameter('authentication', 'apiKey') as PactAuthentication);

/** What the node's dropdowns show, from the live schemas. */
export const loadOptions = { ...newFieldLoadOptions(connect), ...writableFieldOptions('pact', OBJECT_OPTIONS, connect) };
