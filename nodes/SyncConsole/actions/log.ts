import { z } from 'zod';
import { logPage, type LogQuestion } from '../../../console';
import { OUTCOMES, REASONS, systemSchema } from '../../../engine/model';
import { parametersOf, type Operation } from './door';
import { optional, pagingSchema, present } from './settings';

/** Lines that are read at a time when all are wanted. */
const PAGE = 1_000;

const time = optional(z.string().transform((text) => new Date(text).toISOString()));
const listSchema = z.object({
	...pagingSchema,
	filters: z.object({
		recordId: optional(z.string()),
		system: optional(systemSchema),
		object: optional(z.string()),
		pair: optional(z.string()),
		outcome: optional(z.enum(OUTCOMES)),
		reason: optional(z.enum(REASONS)),
		since: time,
		until: time,
		person: optional(z.string()),
		text: optional(z.string()),
		before: z.preprocess((value) => (value === 0 ? undefined : value), z.number().int().optional()),
	}),
});

export const log: Record<string, Operation> = {
	async getAll(door) {
		const { returnAll, limit = PAGE, filters } = parametersOf(door, listSchema);
		const { recordId, system, object, before, ...rest } = filters;
		const question: Omit<LogQuestion, 'limit'> = { ...present(rest), ...(recordId === undefined ? {} : { record: { id: recordId, ...present({ system, object }) } }) };
		const lines: object[] = [];
		for (let next = before, more = true; more;) {
			const page = await logPage(door.store, { ...question, limit: returnAll ? PAGE : limit, ...(next === undefined ? {} : { before: next }) });
			lines.push(...page.lines);
			next = page.next;
			more = returnAll && next !== undefined;
		}
		return lines;
	},
};
