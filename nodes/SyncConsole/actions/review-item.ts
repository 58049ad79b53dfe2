import { z } from 'zod';
import { ANSWERS, ConsoleProblem, decidedValues, questions, removeAssignment, resolve, resolveMany, type Given, type Hands } from '../../../console';
import type { PactAuthentication } from '../../common/authentication';
import { recheck, stageMaker, wakeTriggers } from '../../common/console';
import { KINDS } from '../properties/review-item';
import { deciderOf, parametersOf, type Door, type Operation } from './door';
import { form } from './form';
import { located, optional, pagingSchema, present } from './settings';

const listSchema = z.object({
	...pagingSchema,
	filters: z.object({ kind: optional(z.enum(KINDS.map(({ value }) => value) as ['conflict'])), pair: optional(z.string()) }),
});

const answerSchema = z.object({
	reviewItem: z.preprocess((value) => idsOf(located(value)), z.array(z.string()).min(1, 'Choose a review item.')),
	answer: z.enum(ANSWERS),
	value: z.preprocess(located, optional(z.coerce.string())),
	anyValue: optional(z.boolean()),
	pipeline: optional(z.string()),
	stage: optional(z.object({ name: optional(z.string()), type: optional(z.enum(['open', 'won', 'lost'])), probability: optional(z.number().min(0).max(100)) })),
});

const assignmentsSchema = z.object({ ...pagingSchema, assignmentFilters: z.object({ pair: optional(z.string()) }) });

/** One id, several that commas divide, or a list. */
const idsOf = (value: unknown): string[] =>
	[value].flat().flatMap((one) => (typeof one === 'string' || typeof one === 'number' ? String(one).split(',') : [])).map((id) => id.trim()).filter((id) => id !== '');

export const reviewItem: Record<string, Operation> = {
	...form,

	async getAll(door) {
		const { returnAll, limit, filters } = parametersOf(door, listSchema);
		const open = await questions(door.store, present(filters));
		return returnAll ? open : open.slice(0, limit);
	},

	async resolve(door) {
		const { reviewItem: ids, answer, value, anyValue, pipeline, stage } = parametersOf(door, answerSchema);
		const given: Given = { answer, ...present({ value, anyValue }), stage: present({ ...stage, pipeline }) };
		const [id = ''] = ids;
		const done = ids.length === 1 ? [{ id, answer, ...(await resolve(door.store, id, given, handsOf(door))) }] : await resolveAll(door, ids, given);
		await wakeTriggers(door.store);
		return done;
	},

	async getAssignments(door) {
		const { returnAll, limit, assignmentFilters } = parametersOf(door, assignmentsSchema);
		const decided = await decidedValues(door.store, present(assignmentFilters));
		return returnAll ? decided : decided.slice(0, limit);
	},

	async removeAssignment(door) {
		const { assignment } = parametersOf(door, z.object({ assignment: optional(z.string()) }));
		if (assignment === undefined) throw new ConsoleProblem('No decided value was chosen.', 'Choose one from the list, or give the "id" of an item from "Get Many Assignments".');
		return [{ id: assignment, ...(await removeAssignment(door.store, assignment, deciderOf(door))) }];
	},
};

/** One item a question: what cannot be answered so says why, and stays open. */
async function resolveAll(door: Door, ids: readonly string[], given: Given): Promise<object[]> {
	const { answer } = given;
	const { refused } = await resolveMany(door.store, { ids }, given, handsOf(door));
	const problems = new Map(refused.map(({ id, message, advice }) => [id, { answered: false, message: `${message} ${advice}` }]));
	return [...new Set(ids)].map((id) => ({ id, answer, ...(problems.get(id) ?? { answered: true }) }));
}

const handsOf = (door: Door): Hands => ({
	recheck,
	by: deciderOf(door),
	createStage: async (stage) => await stageMaker(door.context, door.context.getNodeParameter('authentication', door.item, 'apiKey') as PactAuthentication)(stage),
});
