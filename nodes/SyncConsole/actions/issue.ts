import { z } from 'zod';
import { causesOf, retryIssues } from '../../../console';
import { wakeTriggers } from '../../common/console';
import { deciderOf, parametersOf, type Operation } from './door';
import { optional, recordIdSchema } from './settings';

const retrySchema = z.object({ retry: z.enum(['all', 'cause', 'record']), cause: optional(z.string()), recordId: optional(recordIdSchema) });

export const issue: Record<string, Operation> = {
	getAll: async ({ store }) => await causesOf(store),

	async retry(door) {
		const { retry, cause = '', recordId = '' } = parametersOf(door, retrySchema);
		const retried = await retryIssues(door.store, retry === 'all' ? 'all' : retry === 'cause' ? { cause } : { record: recordId }, deciderOf(door));
		await wakeTriggers(door.store);
		return [retried];
	},
};
