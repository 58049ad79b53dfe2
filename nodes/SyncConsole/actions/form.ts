import { z } from 'zod';
import { answerIn, ConsoleProblem, idIn, listPage, questionPage, questions, resolve, type Question } from '../../../console';
import type { SyncStore } from '../../../engine/run/store-port';
import { recheck, wakeTriggers } from '../../common/console';
import { deciderOf, parametersOf, type Operation } from './door';
import { optional } from './settings';

const pageSchema = z.object({ chosenItem: optional(z.coerce.string()) });
const submittedSchema = z.record(z.string(), z.unknown());
const answerSchema = z.object({
	chosenItem: z.coerce.string().trim().min(1, 'Say which review item was asked about.'),
	submitted: z.preprocess(parsed, submittedSchema),
	decidedBy: optional(z.string().trim()),
});

/** The review list by way of n8n's own forms. */
export const form: Record<string, Operation> = {
	async getFormPage(door) {
		const { chosenItem } = parametersOf(door, pageSchema);
		const open = await questions(door.store);
		return [chosenItem === undefined ? listPage(open) : questionPage(await questionOf(door.store, chosenItem, open), open.length)];
	},

	async answerForm(door) {
		const { chosenItem, submitted, decidedBy } = parametersOf(door, answerSchema);
		const { store } = door;
		const question = await questionOf(store, chosenItem);
		const given = answerIn(question, submitted);
		if (given === undefined) throw new ConsoleProblem('The form gave no answer that this question takes.', `It takes: ${question.answers.map(({ label }) => label).join(', ')}. Open the form anew.`);
		const by = { ...deciderOf(door), ...(decidedBy === undefined ? {} : { person: decidedBy }) };
		const resolved = await resolve(store, question.id, given, { recheck, by });
		await wakeTriggers(store);
		return [{ id: question.id, ...given, ...resolved }];
	},
};

async function questionOf(store: SyncStore, chosen: string, open?: readonly Question[]): Promise<Question> {
	const id = idIn(chosen);
	const found = (open ?? (await questions(store))).find((question) => question.id === id);
	if (found === undefined) throw new ConsoleProblem('This question is not open (any more).', 'Somebody may have answered it meanwhile. Open the form anew.');
	return found;
}

/** n8n gives a parameter of the type JSON as it was written: as text, or as what an expression made of it. */
function parsed(value: unknown): unknown {
	if (typeof value !== 'string') return value;
	try {
		return JSON.parse(value) as unknown;
	} catch {
		// The schema says what was expected.
		return undefined;
	}
}
