import type { ReviewItem, SyncStore } from '../../engine/run/store-port';
import { ConsoleProblem } from '../problem';
import { ANSWERS, KINDS_OF_QUESTIONS } from '../questions';
import { resolve, type Given, type Hands } from '../resolve';
import { resolveMany, saidOfMany, type Questions } from '../resolve-many';
import { all, one, oneOf, type Params } from './params';

/** One question, all that were ticked, or all about one thing: of several, one that cannot be answered does not keep the others. */
export async function answer(store: SyncStore, form: Params, hands: Hands): Promise<string> {
	const name = oneOf(form, 'answer', ANSWERS);
	const ids = all(form, 'id');
	const which = groupOf(form) ?? (ids.length === 0 ? undefined : { ids });
	if (name === undefined || which === undefined) throw new ConsoleProblem('No question was chosen.', 'Tick the questions that this answer is for.');
	const given = givenBy(name, form);
	const [only] = ids;
	if (ids.length === 1 && only !== undefined) return (await resolve(store, only, given, hands)).message;
	return saidOfMany(await resolveMany(store, which, given, hands));
}

/** All questions about one thing, up to the one that was the youngest when the page was made. */
function groupOf(form: Params): Questions | undefined {
	const [pair, kind, row, upTo] = [one(form, 'pair'), oneOf<ReviewItem['kind']>(form, 'kind', KINDS_OF_QUESTIONS), one(form, 'row'), one(form, 'upTo')];
	return pair === undefined || kind === undefined || upTo === undefined ? undefined : { pair, kind, upTo, ...(row === undefined ? {} : { row }) };
}

function givenBy(answer: Given['answer'], form: Params): Given {
	const [value, name, pipeline] = [one(form, 'value'), one(form, 'stageName'), one(form, 'stagePipeline')];
	const stage = { ...(name === undefined ? {} : { name }), ...(pipeline === undefined ? {} : { pipeline }) };
	return { answer, ...(value === undefined ? {} : { value }), ...(answer === 'createStage' ? { stage } : {}) };
}
