import { NodeConnectionTypes, type IExecuteFunctions, type INodeExecutionData, type INodeType, type INodeTypeDescription } from 'n8n-workflow';
import { upsertHints } from '../common/upsert/hints';
import { outputsOf } from '../common/upsert/outputs';
import { execute } from './execute';
import { loadOptions } from './load-options';
import { properties } from './properties';

/** Creates and updates HubSpot records; every item ends on Done, Review or Failed with its reason. */
export class HubSpotUpsert implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'HubSpot Upsert',
		name: 'hubSpotUpsert',
		icon: { light: 'file:hubSpotUpsert.svg', dark: 'file:hubSpotUpsert.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle:
			'={{ $parameter["operation"] === "checkConnection" ? "check connection" : $parameter["operation"] === "createField" ? "create field" : $parameter["operation"] === "setUpMatchField" ? "set up match field" : $parameter["options"].dryRun ? "dry run" : "create or update" }}',
		description: 'Creates and updates HubSpot records from mapped items: finds the right record, merges field by field, and writes only what differs',
		defaults: { name: 'HubSpot Upsert' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: outputsOf({ checkConnection: 'Checks', createField: 'Fields', setUpMatchField: 'Fields' }),
		credentials: [
			{ name: 'pactHubSpotServiceKeyApi', required: true, displayOptions: { show: { authentication: ['serviceKey'] } } },
			{ name: 'pactHubSpotOAuth2Api', required: true, displayOptions: { show: { authentication: ['oAuth2'] } } },
			// The other systems: asked for only where a field of theirs is the model of a new one.
			{ name: 'pactSalesforceOAuth2Api', required: true, displayOptions: { show: { operation: ['createField'], newFieldLike: ['salesforce'], salesforceAuthentication: ['oAuth2'] } } },
			{ name: 'pactSalesforceJwtApi', required: true, displayOptions: { show: { operation: ['createField'], newFieldLike: ['salesforce'], salesforceAuthentication: ['jwt'] } } },
			{ name: 'pactApi', required: true, displayOptions: { show: { operation: ['createField'], newFieldLike: ['pact'], pactAuthentication: ['apiKey'] } } },
			{ name: 'pactOAuth2Api', required: true, displayOptions: { show: { operation: ['createField'], newFieldLike: ['pact'], pactAuthentication: ['oAuth2'] } } },
		],
		hints: upsertHints('HubSpot'),
		properties,
	};

	methods = { loadOptions };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await execute.call(this);
	}
}
