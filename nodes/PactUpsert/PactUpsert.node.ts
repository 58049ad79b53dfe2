import { NodeConnectionTypes, type IExecuteFunctions, type INodeExecutionData, type INodeType, type INodeTypeDescription } from 'n8n-workflow';
import { upsertHints } from '../common/upsert/hints';
import { outputsOf } from '../common/upsert/outputs';
import { execute } from './execute';
import { loadOptions } from './load-options';
import { properties } from './properties';

/** Creates and updates Pact records; every item ends on Done, Review or Failed with its reason. */
export class PactUpsert implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Pact Upsert',
		name: 'pactUpsert',
		icon: { light: 'file:pactUpsert.svg', dark: 'file:pactUpsert.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle:
			'={{ $parameter["operation"] === "checkApi" ? "check Pact API" : $parameter["operation"] === "createField" ? "create field" : $parameter["operation"] === "setUpMatchField" ? "set up match field" : $parameter["options"].dryRun ? "dry run" : "create or update" }}',
		description: 'Creates and updates Pact records from mapped items: finds the right record, merges field by field, and writes only what differs',
		defaults: { name: 'Pact Upsert' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: outputsOf({ checkApi: 'Checks', createField: 'Fields', setUpMatchField: 'Fields' }),
		credentials: [
			{ name: 'pactApi', required: true, displayOptions: { show: { authentication: ['apiKey'] } } },
			{ name: 'pactOAuth2Api', required: true, displayOptions: { show: { authentication: ['oAuth2'] } } },
			// The other systems: asked for only where a field of theirs is the model of a new one.
			{ name: 'pactSalesforceOAuth2Api', required: true, displayOptions: { show: { operation: ['createField'], newFieldLike: ['salesforce'], salesforceAuthentication: ['oAuth2'] } } },
			{ name: 'pactSalesforceJwtApi', required: true, displayOptions: { show: { operation: ['createField'], newFieldLike: ['salesforce'], salesforceAuthentication: ['jwt'] } } },
			{ name: 'pactHubSpotServiceKeyApi', required: true, displayOptions: { show: { operation: ['createField'], newFieldLike: ['hubspot'], hubSpotAuthentication: ['serviceKey'] } } },
			{ name: 'pactHubSpotOAuth2Api', required: true, displayOptions: { show: { operation: ['createField'], newFieldLike: ['hubspot'], hubSpotAuthentication: ['oAuth2'] } } },
		],
		hints: upsertHints('Pact'),
		properties,
	};

	methods = { loadOptions };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await execute.call(this);
	}
}
