import { otherSide, SYSTEM_NAMES, type Side } from '../../engine/model';
import { ConsoleProblem } from '../problem';
import { choicesOf, isStageForPact } from '../questions';
import type { Answering, NewStage, Resolved } from './context';

/** A value without a partner: one is assigned, for this and all records to come, and the records that waited go on. */
export async function resolveValue(answering: Answering): Promise<Resolved> {
	const { review, given } = answering;
	if (given.answer === 'createStage') return await createStage(answering);
	const wanted = given.value?.trim() ?? '';
	if (wanted === '') throw new ConsoleProblem('There is no partner to assign.', 'Give the other side’s value in "Value".');
	const choices = choicesOf(review.details);
	const fold = (text: string): string => text.trim().toLowerCase();
	const choice = choices.find(({ value }) => value === wanted) ?? choices.find(({ value, label }) => fold(value) === fold(wanted) || fold(label) === fold(wanted));
	if (choice === undefined && choices.length > 0 && given.anyValue !== true) {
		throw new ConsoleProblem(
			`“${wanted}” is not among the values that the other side is known to have: ${choices.map(({ label }) => label).join(', ')}.`,
			'Choose one of these. If it was added in the meantime, switch on "Values Not in the List".',
		);
	}
	return await assign(answering, choice?.value ?? wanted, choice?.label ?? wanted);
}

async function assign({ review, mapping, store }: Answering, to: string, label: string): Promise<Resolved> {
	const { row, side, value, valueLabel } = review.details;
	await store.assignValue(review.pair, String(row), side as Side, String(value), to);
	const target = mapping === undefined ? 'the other side' : SYSTEM_NAMES[mapping[otherSide(side as Side)].system];
	return { closed: true, message: `“${String(valueLabel ?? value)}” is “${label}” in ${target} from now on. The records that waited for it go on in a moment.` };
}

async function createStage(answering: Answering): Promise<Resolved> {
	const { review, mapping, given, hands } = answering;
	if (!isStageForPact(review, mapping)) throw new ConsoleProblem('This value is not a stage that Pact lacks.', 'Only stages of Pact can be made from here. Assign a partner.');
	if (hands.createStage === undefined) throw new ConsoleProblem('Stages cannot be made without a Pact credential.', 'Choose the Pact credential, or make the stage in Pact and assign it.');
	const { value, valueLabel, stageType } = review.details;
	const name = (given.stage?.name ?? '').trim() || String(valueLabel ?? value);
	const known = (['open', 'won', 'lost'] as const).find((type) => type === stageType);
	const stage: NewStage = { ...given.stage, name, type: given.stage?.type ?? known ?? 'open' };
	const made = await hands.createStage(stage);
	const { message } = await assign(answering, made.name, made.name);
	return { closed: true, message: `The stage “${made.name}” was made in Pact’s pipeline “${made.pipeline}”. ${message}` };
}
