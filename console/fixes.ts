import type { Reason } from '../engine/model';

/** What to do about records that were given up, in plain words, by reason. */
const FIXES: Partial<Record<Reason, string>> = {
	'missing-required': 'Map the field in the mapper, or give its row a default value for records that leave it blank. Then retry.',
	'invalid-value': 'Correct the value in the source record, or change the field’s row in the mapper (its type, or its value pairs). Then retry.',
	'duplicate-refused': 'The target already holds such a record. Let the mapper find it (its match keys), or merge the two. Then retry.',
	'not-allowed': 'Give the user or key of the credential the missing permission, or take the field out of the mapper. Then retry.',
	'credential-refused': 'Open the credential in n8n, connect it again, and press "Test". Then retry.',
	'ambiguous-match': 'Choose the right record in the review list, or merge the candidates. Then retry.',
	'unresolved-create': 'Look in the target whether the record was made, and answer the question in the review list.',
	'guard-tripped': 'Decide in the review list whether these deletes are to be passed on.',
	decided: 'A person held these changes back. Retry them if they are to be written after all.',
	'system-error': 'Look at the error and correct the workflow or the system that it names. Then retry.',
	'connection-lost': 'The connection broke again and again. Check the system’s status page and the network. Then retry.',
	'rate-limited': 'The system took no more calls for a long time. Slow the sync down or raise the limit. Then retry.',
	'quota-spent': 'The calls of the day are used up. Retry tomorrow, or raise the limit.',
	'target-gone': 'Restore the deleted record, or leave it: nothing is created again by itself.',
};

export const fixFor = (reason: string): string => FIXES[reason as Reason] ?? 'Read the message, put right what it names, then retry.';
