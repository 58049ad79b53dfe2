import { NodeConnectionTypes, type IExecuteFunctions, type INodeExecutionData, type INodeType, type INodeTypeDescription } from 'n8n-workflow';
import { execute } from './execute';
import { loadOptions } from './load-options';
import { properties } from './properties';

/** Named after the chosen systems. n8n evaluates it as text in its expression sandbox. */
const OUTPUTS = `={{ ((names) => [
	"To " + (names[$parameter["rightSystem"]] || "Right"),
	"To " + (names[$parameter["leftSystem"]] || "Left"),
	"Needs review",
].map((name) => ({ type: "main", displayName: name })))({ salesforce: "Salesforce", hubspot: "HubSpot", pact: "Pact" }) }}`;

/** Turns the fields of one system into the words of the other, both ways by one table. */
export class FieldStageMapper implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Field & Stage Mapper',
		name: 'fieldStageMapper',
		icon: { light: 'file:fieldStageMapper.svg', dark: 'file:fieldStageMapper.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["leftObject"] + " ⇄ " + $parameter["rightObject"] }}',
		description: 'One table of field pairs that translates records both ways, with picklists, stages and a rule for each field',
		defaults: { name: 'Field & Stage Mapper' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: OUTPUTS,
		credentials: [
			{ name: 'pactSalesforceOAuth2Api', required: true, displayOptions: { show: { leftSystem: ['salesforce'], salesforceAuthentication: ['oAuth2'] } } },
			{ name: 'pactSalesforceJwtApi', required: true, displayOptions: { show: { leftSystem: ['salesforce'], salesforceAuthentication: ['jwt'] } } },
			// The parameter is there only where HubSpot is one of the two systems.
			{ name: 'pactHubSpotServiceKeyApi', required: true, displayOptions: { show: { hubSpotAuthentication: ['serviceKey'] } } },
			{ name: 'pactHubSpotOAuth2Api', required: true, displayOptions: { show: { hubSpotAuthentication: ['oAuth2'] } } },
			{ name: 'pactApi', required: true, displayOptions: { show: { rightSystem: ['pact'], pactAuthentication: ['apiKey'] } } },
			{ name: 'pactOAuth2Api', required: true, displayOptions: { show: { rightSystem: ['pact'], pactAuthentication: ['oAuth2'] } } },
		],
		hints: [
			{
				type: 'info',
				location: 'ndv',
				whenToDisplay: 'beforeExecution',
				message:
					'Mapping changes nothing in the two systems; it adds "mapped" to every item. Values without a partner come out on "Needs review": add a pair under Values & Stages and publish, and the records that waited are caught up when the mapper runs next.',
			},
		],
		properties,
	};

	methods = { loadOptions };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await execute.call(this);
	}
}
