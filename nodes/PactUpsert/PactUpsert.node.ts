import { NodeConnectionTypes, type IExecuteFunctions, type INodeExecutionData, type INodeType, type INodeTypeDescription } from 'n8n-workflow';
import { execute } from './execute';
import { properties } from './properties';

/** Named outputs; "Check Pact API" has only one. n8n evaluates it as text. */
const OUTPUTS: `={{${string}}}` = `={{ ($parameter["operation"] === "checkApi" ? ["Checks"] : ["Done", "Review", "Failed"]).map((name) => ({ type: "main", displayName: name })) }}`;

/** Creates and updates Pact records; every item ends on Done, Review or Failed with its reason. */
export class PactUpsert implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Pact Upsert',
		name: 'pactUpsert',
		icon: { light: 'file:pactUpsert.svg', dark: 'file:pactUpsert.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{ $parameter["operation"] === "checkApi" ? "check Pact API" : $parameter["options"].dryRun ? "dry run" : "create or update" }}',
		description: 'Creates and updates Pact records from mapped items: finds the right record, merges field by field, and writes only what differs',
		defaults: { name: 'Pact Upsert' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: OUTPUTS,
		credentials: [
			{ name: 'pactApi', required: true, displayOptions: { show: { authentication: ['apiKey'] } } },
			{ name: 'pactOAuth2Api', required: true, displayOptions: { show: { authentication: ['oAuth2'] } } },
		],
		hints: [
			{
				type: 'info',
				location: 'ndv',
				whenToDisplay: 'beforeExecution',
				displayCondition: '={{ $parameter["operation"] === "upsert" && !$parameter["options"].dryRun }}',
				message: 'This node writes to Pact, also when you test it. Add the option "Dry Run" to only see what it would do.',
			},
			{
				type: 'warning',
				location: 'ndv',
				displayCondition: '={{ $parameter["operation"] === "upsert" && $parameter["options"].dryRun }}',
				message: 'Dry run: nothing is written. In a published workflow the records stay due: they come again when you publish without the dry run.',
			},
		],
		properties,
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await execute.call(this);
	}
}
