import { lowerCase } from 'lodash';
import type { Reason } from '../engine/model';

/** Why a record was given up or waits, in a few words of everyday English. */
const WORDS: Partial<Record<Reason, string>> = {
	'missing-required': 'a required field is empty',
	'invalid-value': 'a value was refused',
	'duplicate-refused': 'the target holds such a record already',
	'not-allowed': 'a right is missing',
	'credential-refused': 'the credential is refused',
	'ambiguous-match': 'several records match',
	'unresolved-create': 'nobody knows whether it was created',
	'guard-tripped': 'a guard stopped it',
	'system-error': 'the system answered with an error',
	'connection-lost': 'the connection broke',
	'rate-limited': 'too many calls',
	'quota-spent': 'the calls of the day are used up',
	'target-gone': 'its partner was deleted',
};

export const reasonInWords = (reason: string): string => WORDS[reason as Reason] ?? lowerCase(reason);
