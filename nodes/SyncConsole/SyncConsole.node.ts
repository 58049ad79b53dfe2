import { NodeConnectionTypes, type IExecuteFunctions, type INodeExecutionData, type INodeType, type INodeTypeDescription } from 'n8n-workflow';
import { execute } from './execute';
import { listSearch } from './list-search';
import { loadOptions } from './load-options';
import { properties } from './properties';

/** What the person on duty does: looks how the syncs fare, answers questions, retries issues, asks why a record looks as it does. */
export class SyncConsole implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Sync Console',
		name: 'syncConsole',
		icon: { light: 'file:syncConsole.svg', dark: 'file:syncConsole.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Health, review list, issues, log and explanations of all syncs in this n8n, and how to pause, resume or forget one',
		defaults: { name: 'Sync Console' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			// The parameter is there only where Pact itself is asked.
			{ name: 'pactApi', required: true, displayOptions: { show: { authentication: ['apiKey'] } } },
			{ name: 'pactOAuth2Api', required: true, displayOptions: { show: { authentication: ['oAuth2'] } } },
		],
		hints: [
			{
				type: 'info',
				location: 'ndv',
				whenToDisplay: 'beforeExecution',
				displayCondition: '={{ $parameter["resource"] === "reviewItem" && $parameter["operation"] === "resolve" }}',
				message: 'An answer takes effect by itself: the records that waited come by once more through their trigger, whose workflow must be published.',
			},
			{
				type: 'warning',
				location: 'ndv',
				whenToDisplay: 'beforeExecution',
				displayCondition: '={{ $parameter["operation"] === "forget" }}',
				message: 'Forgetting touches no record in any system, but cannot be undone: when the sync runs again, it finds its partners anew by id fields and match keys.',
			},
		],
		properties,
	};

	methods = { loadOptions, listSearch };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await execute.call(this);
	}
}
