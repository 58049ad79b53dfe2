import type { SyncStore } from '../../engine/run/store-port';
import { retryIssues } from '../issues';
import { setPaused } from '../pause';
import { ConsoleProblem } from '../problem';
import { ANSWERS } from '../questions';
import { resolve, type Given, type Hands } from '../resolve';
import { all, one, oneOf, type Params } from './params';

/** What a person did on the page, in words for the page and for who listens to it. */
export interface Done {
	action: 'answer' | 'retry' | 'pause' | 'resume';
	message: string;
}

const ACTIONS = ['answer', 'retry', 'pause', 'resume'] as const;

/** Does what the button that was pressed says. @throws ConsoleProblem */
export async function act(store: SyncStore, form: Params, hands: Hands): Promise<Done> {
	const action = oneOf(form, 'action', ACTIONS);
	if (action === undefined) throw new ConsoleProblem('This button does nothing that is known here.', 'Load the page again.');
	if (action === 'answer') return { action, message: await answer(store, form, hands) };
	if (action === 'retry') {
		const cause = one(form, 'cause');
		const { records } = await retryIssues(store, cause === undefined ? 'all' : { cause });
		return { action, message: `${records} ${records === 1 ? 'record is' : 'records are'} tried again now.` };
	}
	const paused = await setPaused(store, one(form, 'feed'), action === 'pause');
	const names = paused.map(({ name }) => name).join(', ');
	return { action, message: action === 'pause' ? `Paused: ${names}. Changes are kept meanwhile.` : `Resumed: ${names}.` };
}

/** One question, or all that were ticked; of several, one that cannot be answered does not keep the others. */
async function answer(store: SyncStore, form: Params, hands: Hands): Promise<string> {
	const name = oneOf(form, 'answer', ANSWERS);
	const ids = all(form, 'id');
	if (name === undefined || ids.length === 0) throw new ConsoleProblem('No question was chosen.', 'Tick the questions that this answer is for.');
	const given = givenBy(name, form);
	const [only] = ids;
	if (ids.length === 1 && only !== undefined) return (await resolve(store, only, given, hands)).message;
	const refused: string[] = [];
	for (const id of ids) {
		try {
			await resolve(store, id, given, hands);
		} catch (error) {
			if (!(error instanceof ConsoleProblem)) throw error;
			refused.push(`${error.message} ${error.advice}`);
		}
	}
	const answered = `${ids.length - refused.length} of ${ids.length} questions are answered.`;
	return [answered, ...new Set(refused)].join(' ');
}

function givenBy(answer: Given['answer'], form: Params): Given {
	const [value, name, pipeline] = [one(form, 'value'), one(form, 'stageName'), one(form, 'stagePipeline')];
	const stage = { ...(name === undefined ? {} : { name }), ...(pipeline === undefined ? {} : { pipeline }) };
	return { answer, ...(value === undefined ? {} : { value }), ...(answer === 'createStage' ? { stage } : {}) };
}
