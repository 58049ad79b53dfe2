import type { NodeHint } from 'n8n-workflow';

/** What the editor says about writing, and about not writing. `system` as people call it. */
export function upsertHints(system: string): NodeHint[] {
	return [
		{
			type: 'info',
			location: 'ndv',
			whenToDisplay: 'beforeExecution',
			displayCondition: '={{ $parameter["operation"] === "upsert" && !$parameter["options"].dryRun }}',
			message: `This node writes to ${system}, also when you test it. Add the option "Dry Run" to only see what it would do.`,
		},
		{
			type: 'warning',
			location: 'ndv',
			displayCondition: '={{ $parameter["operation"] === "upsert" && $parameter["options"].dryRun === true }}',
			message: 'Dry run: nothing is written. In a published workflow the records stay due: they come again when you publish without the dry run.',
		},
		{
			type: 'info',
			location: 'ndv',
			displayCondition: '={{ $parameter["operation"] === "upsert" && $parameter["options"].dryRun === "untilGo" }}',
			message: 'Nothing is written until somebody says go: publish the workflow, look at “Dry Runs” in the Sync Console, and press “Go” there.',
		},
	];
}
