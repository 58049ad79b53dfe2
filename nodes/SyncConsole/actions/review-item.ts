import { z } from 'zod';
import { ANSWERS, questions, resolve, type Given, type Hands } from '../../../console';
import type { PactAuthentication } from '../../common/authentication';
import { recheck, stageMaker, wakeTriggers } from '../../common/console';
import { KINDS } from '../properties/review-item';
import { parametersOf, type Door, type Operation } from './door';
import { located, optional, pagingSchema, present } from './settings';

const listSchema = z.object({
	...pagingSchema,
	filters: z.object({ kind: optional(z.enum(KINDS.map(({ value }) => value) as ['conflict'])), pair: optional(z.string()) }),
});

const answerSchema = z.object({
	reviewItem: z.preprocess(located, z.coerce.string().trim().min(1, 'Choose a review item.')),
	answer: z.enum(ANSWERS),
	value: z.preprocess(located, optional(z.coerce.string())),
	anyValue: optional(z.boolean()),
	pipeline: optional(z.string()),
	stage: optional(z.object({ name: optional(z.string()), type: optional(z.enum(['open', 'won', 'lost'])), probability: optional(z.number().min(0).max(100)) })),
});

export const reviewItem: Record<string, Operation> = {
	async getAll(door) {
		const { returnAll, limit, filters } = parametersOf(door, listSchema);
		const open = await questions(door.store, present(filters));
		return returnAll ? open : open.slice(0, limit);
	},

	async resolve(door) {
		const { reviewItem: id, answer, value, anyValue, pipeline, stage } = parametersOf(door, answerSchema);
		const given: Given = { answer, ...present({ value, anyValue }), stage: present({ ...stage, pipeline }) };
		const resolved = await resolve(door.store, id, given, handsOf(door));
		await wakeTriggers(door.store);
		return [{ id, answer, ...resolved }];
	},
};

const handsOf = ({ context, item }: Door): Hands => ({
	recheck,
	createStage: async (stage) => await stageMaker(context, context.getNodeParameter('authentication', item, 'apiKey') as PactAuthentication)(stage),
});
