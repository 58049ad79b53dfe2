import type { INodeProperties } from 'n8n-workflow';
import { pactAuthentication } from '../common/authentication';

const authentication = pactAuthentication('authentication', 'Pact Authentication');

export const properties: INodeProperties[] = [
	{
		displayName: 'Path',
		name: 'path',
		type: 'string',
		default: 'sync-console',
		required: true,
		placeholder: 'sync-console',
		description: 'The page’s address is that of your n8n, followed by /webhook/ and this path. It is served while the workflow is published.',
	},
	{
		displayName: 'Create Stages in Pact',
		name: 'createStages',
		type: 'boolean',
		default: false,
		description: 'Whether a stage that Pact lacks can be made from the page. It takes a Pact credential; without it, stages can only be assigned.',
	},
	{ ...authentication, displayOptions: { show: { createStages: [true] } } },
	{
		displayName: 'Serve Metrics',
		name: 'serveMetrics',
		type: 'boolean',
		default: false,
		description:
			'Whether a monitoring system (Prometheus and others) can read figures at the path followed by ?view=metrics, with the same user and password: outcomes, backlog, lag, questions, issues and API calls. No data of records.',
	},
];
