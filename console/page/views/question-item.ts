import { SIDES, type Side } from '../../../engine/model';
import type { ReviewItem } from '../../../engine/run/store-port';
import type { Answer, Question } from '../../questions';
import { shownIn } from '../../words';
import { html, type Html } from '../html';
import { hidden, utc } from '../layout';
import { recordLink } from '../links';

export const KIND_NAMES: Record<ReviewItem['kind'], string> = {
	conflict: 'Conflicts',
	'unmapped-value': 'Values without a partner',
	'ambiguous-match': 'Several records match',
	duplicate: 'Duplicates to merge',
	deletes: 'Many deletes',
	'many-changes': 'Many changes',
	mapping: 'Changed fields',
};

/** Answers that need no value of their own, so that one can be given to many questions. */
const IN_BULK = ['useLeft', 'useRight', 'dismiss'] as const;

export const isForBulk = ({ answers }: Question): boolean => answers.some(({ answer }) => IN_BULK.some((name) => name === answer));

/** One question with its answers. */
export function questionItem(question: Question, token: string): Html {
	const { id, message, source, target, firstSeen, count } = question;
	return html`<section class="item">${isForBulk(question) && html`<label class="tick"><input type="checkbox" form="bulk" name="id" value="${id}" aria-label="Tick question ${id}"> tick</label>`}
		<p>${message}</p>
		<p class="mute">${[source, target].map((ref) => ref && html`${recordLink(ref)} `)}since <time datetime="${firstSeen}">${utc(firstSeen)}</time>${count > 1 && `, ${count} times`}</p>
		${valuesOf(question)}
		<div class="actions">${question.answers.map((answer) => answerForm(question, answer, token))}</div></section>`;
}

/** What is asked about: the two values beside each other, or the one without a partner. */
function valuesOf(question: Question): Html | false {
	const { kind, sides, details } = question;
	const side = SIDES.find((one) => one === details.side);
	if (kind === 'unmapped-value' && side !== undefined) return html`<dl><dt>${sides[side]}</dt><dd>${shownIn(details, 'valueLabel', 'value')}</dd></dl>`;
	return kind === 'conflict' && html`<div class="sides">${SIDES.map((one) => sideOf(question, one))}</div>`;
}

/** One side's value, with when it came about and by whom, as far as its system told without being asked again. */
function sideOf({ sides, details }: Question, side: Side): Html {
	const [at, of, by] = [details[`${side}At`], details[`${side}AtOf`], details[`${side}By`]];
	return html`<div><h3>${sides[side]}</h3><p class="value">${shownIn(details, side)}</p>${typeof at === 'string' && html`<p class="mute">${of === 'field' ? 'Field changed' : 'Record changed'} <time datetime="${at}">${utc(at)}</time>${typeof by === 'string' && html` by <bdi>${by}</bdi>`}</p>`}</div>`;
}

function answerForm(question: Question, { answer, label, value }: Answer, token: string): Html {
	const what = hidden({ token, action: 'answer', answer, id: question.id });
	const name = `value-${question.id}-${answer}`;
	if (answer === 'createStage') {
		return html`<form method="post">${what}<label>Name of the stage<input name="stageName" value="${shownIn(question.details, 'valueLabel', 'value')}" required></label><label>Pipeline<input name="stagePipeline" placeholder="the only one"></label><button>${label}</button></form>`;
	}
	if (value === undefined) return html`<form method="post">${what}<button>${label}</button></form>`;
	const known = value.choices;
	const input = known.length > 0 && !value.typed
		? html`<select name="value">${known.map((choice) => html`<option value="${choice.value}">${choice.label}</option>`)}</select>`
		: html`<input name="value" list="${name}" required autocomplete="off">${known.length > 0 && html`<datalist id="${name}">${known.map((choice) => html`<option value="${choice.value}">${choice.label}</option>`)}</datalist>`}`;
	return html`<form method="post">${what}<label>${label}${input}</label><button>${answer === 'assign' ? 'Assign' : 'Use it'}</button></form>`;
}
