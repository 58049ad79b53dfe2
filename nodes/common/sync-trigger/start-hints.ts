import type { NodeHint } from 'n8n-workflow';

/** What every trigger's editor says before a first run: what "Execute step" does (`also`: words on when that holds, too), and how to start. */
export function startHints(also = ''): NodeHint[] {
	return [
		{
			type: 'info',
			location: 'ndv',
			whenToDisplay: 'beforeExecution',
			message:
				`"Execute step" shows up to five real records of each object and moves nothing${also}: the sync starts where it would have started anyway. ` +
				'If one of these records is then sent on to an upsert, it is really written; switch on "Dry Run" there to only look.',
		},
		{
			type: 'info',
			location: 'ndv',
			displayCondition: '={{ $parameter["startFrom"] === "now" }}',
			message:
				'"New changes only" is the careful start: nothing that exists today is touched until somebody edits it. To fill the other system with what you have, choose "Everything".',
		},
	];
}
