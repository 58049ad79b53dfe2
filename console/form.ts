import { SIDES } from '../engine/model';
import { html, type Html } from './page/html';
import type { Answer, AnswerName, Question } from './questions';
import { shownIn } from './words';

/** One field of a page of n8n's Form node, as its "Using JSON" takes it. */
interface FormField {
	fieldLabel: string;
	fieldType: 'dropdown' | 'text';
	requiredField?: boolean;
	placeholder?: string;
	fieldOptions?: { values: Array<{ option: string }> };
}

/** A page of an n8n form that asks which question is to be answered, or one question. */
export interface FormPage {
	/** How many questions are open. */
	open: number;
	/** The question that the page asks; absent where it asks which one. */
	id?: string;
	/** Escaped HTML for the page's description. */
	description: string;
	/** For "Using JSON". */
	fields: string;
}

/** What n8n gives the fields' values by. */
export const QUESTION_FIELD = 'Question';
export const ANSWER_FIELD = 'Answer';
export const CHOICE_FIELD = 'Choose';
export const VALUE_FIELD = 'Or type it';

/** Answers that take more than a form can ask for: a Pact credential and a pipeline. */
const ELSEWHERE: ReadonlySet<AnswerName> = new Set(['createStage']);
/** A list that still fits a dropdown. */
const LISTED = 200;
const LONGEST_LABEL = 180;

/** The page that asks which question. */
export function listPage(questions: readonly Question[]): FormPage {
	const listed = questions.slice(0, LISTED).map(labelOf);
	const description = questions.length > LISTED ? html`The oldest ${LISTED} of ${questions.length} questions.` : html`Oldest first.`;
	return { open: questions.length, description: description.text, fields: textOf([{ ...dropdown(QUESTION_FIELD, listed), requiredField: true }]) };
}

/** The page that asks one question, with the answers that it takes. */
export function questionPage(question: Question, open: number): FormPage {
	const answers = answersByForm(question);
	const choices = [...new Set(answers.flatMap(({ value }) => value?.choices.map(({ label }) => label) ?? []))];
	const typed = answers.some(({ value }) => value?.typed);
	const fields: FormField[] = [
		{ ...dropdown(ANSWER_FIELD, answers.map(({ label }) => label)), requiredField: true },
		...(choices.length === 0 ? [] : [dropdown(CHOICE_FIELD, choices)]),
		...(typed ? [{ fieldLabel: VALUE_FIELD, fieldType: 'text' as const, placeholder: 'Only where the answer needs a value' }] : []),
	];
	return { open, id: question.id, description: html`<p>${question.message}</p>${valuesOf(question)}`.text, fields: textOf(fields) };
}

/** What a submitted page says: the question's number at the front of a label of `listPage`. */
export const idIn = (label: string): string => /^#(\S+):/.exec(label)?.[1] ?? label.trim();

/** The answer of that label, with the value that was chosen or typed where it takes one. Undefined: no such answer. */
export function answerIn(question: Question, submitted: Readonly<Record<string, unknown>>): { answer: AnswerName; value?: string } | undefined {
	const given = (field: string): string | undefined => textIn(submitted[field]);
	const found = answersByForm(question).find(({ label }) => label === given(ANSWER_FIELD));
	if (found === undefined) return undefined;
	const { answer, value } = found;
	// What is typed is no label, and stands as it is.
	const typed = typeof submitted[VALUE_FIELD] === 'string' && submitted[VALUE_FIELD].trim() !== '' ? submitted[VALUE_FIELD].trim() : undefined;
	const chosen = value?.choices.find(({ label }) => label.trim() === given(CHOICE_FIELD))?.value;
	const meant = value === undefined ? undefined : (typed ?? chosen);
	return { answer, ...(meant === undefined ? {} : { value: meant }) };
}

/** The Form node gives a dropdown's label back with entities for `<` and `>`. */
function textIn(value: unknown): string | undefined {
	const text = typeof value === 'string' ? value.trim().replaceAll('&lt;', '<').replaceAll('&gt;', '>') : '';
	return text === '' ? undefined : text;
}

const answersByForm = ({ answers }: Question): Answer[] => answers.filter(({ answer }) => !ELSEWHERE.has(answer));

function labelOf({ id, message }: Question): string {
	const label = `#${id}: ${message}`;
	return label.length > LONGEST_LABEL ? `${label.slice(0, LONGEST_LABEL - 1)}…` : label;
}

const dropdown = (fieldLabel: string, options: readonly string[]): FormField => ({ fieldLabel, fieldType: 'dropdown', fieldOptions: { values: options.map((option) => ({ option })) } });

function valuesOf({ kind, sides, details }: Question): Html | false {
	const side = SIDES.find((one) => one === details.side);
	if (kind === 'unmapped-value' && side !== undefined) return html`<p>${sides[side]}: <b>${shownIn(details, 'valueLabel', 'value')}</b></p>`;
	return kind === 'conflict' && html`<p>${sides.left}: <b>${shownIn(details, 'left')}</b></p><p>${sides.right}: <b>${shownIn(details, 'right')}</b></p>`;
}

/**
 * JSON for the Form node. It puts the text where the expression stood by `String.replace`, for which `$` has a meaning, and turns `<` and
 * `>` into entities: neither must be in it as it is.
 */
function textOf(fields: readonly FormField[]): string {
	return JSON.stringify(fields).replace(/[$<>]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`);
}
