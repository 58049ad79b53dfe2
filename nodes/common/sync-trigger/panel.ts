import type { INodeTypeDescription } from 'n8n-workflow';

const SAMPLE = '<b>While building</b>, "Execute step" shows up to five records of each object.<br /><br />';

/** What stands left of a trigger's parameters, in place of n8n's words for triggers that wait for a test event. */
export const triggerPanel = (systemName: string): NonNullable<INodeTypeDescription['triggerPanel']> => ({
	header: `Look at some of your ${systemName} records`,
	executionsHelp: {
		inactive: `${SAMPLE}<b>When published</b>, the workflow runs by itself whenever records change. See them under "Executions".`,
		active: `${SAMPLE}<b>Published</b>: the workflow runs by itself whenever records change. See them under "Executions".`,
	},
	activationHint: 'Publish the workflow, and changes arrive by themselves',
});
