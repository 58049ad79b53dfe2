import { SIDES } from '../../../engine/model';
import type { ReviewItem, SyncStore } from '../../../engine/run/store-port';
import { questions, type Answer, type Question } from '../../questions';
import { shownValue } from '../../words';
import { html, type Html } from '../html';
import { hidden, utc } from '../layout';
import { recordLink } from '../links';

type ReviewStore = Pick<SyncStore, 'openReviews' | 'latestMapping'>;

/** So many fit on a page that still loads at once; the rest moves up as these are answered. */
const SHOWN = 100;

const KINDS: Record<ReviewItem['kind'], string> = {
	conflict: 'Conflicts',
	'unmapped-value': 'Values without a partner',
	'ambiguous-match': 'Several records match',
	duplicate: 'Duplicates to merge',
	deletes: 'Many deletes',
	mapping: 'Changed fields',
};

/** Answers that need no value of their own, so that one can be given to many questions. */
const IN_BULK = ['useLeft', 'useRight', 'dismiss'] as const;

/** What waits for a person, the oldest first, each with its answers. */
export async function reviewView(store: ReviewStore, { token }: { token: string }): Promise<Html> {
	const open = await questions(store);
	if (open.length === 0) return html`<p class="empty">Nothing waits for a person.</p>`;
	const shown = open.slice(0, SHOWN);
	const bulk = shown.some(inBulk);
	return html`${open.length > SHOWN && html`<p class="mute">The oldest ${SHOWN} of ${open.length} questions.</p>`}
		${bulk && bulkForm(token)}
		${Object.entries(KINDS).map(([kind, name]) => section(name, shown.filter((question) => question.kind === kind), token))}`;
}

const inBulk = ({ answers }: Question): boolean => answers.some(({ answer }) => IN_BULK.some((name) => name === answer));

const bulkForm = (token: string): Html =>
	html`<form method="post" id="bulk" class="filter">${hidden({ token, action: 'answer' })}<label>For all that are ticked<select name="answer"><option value="useLeft">Use the left value</option><option value="useRight">Use the right value</option><option value="dismiss">Dismiss</option></select></label><button>Answer</button></form>`;

function section(name: string, of: readonly Question[], token: string): Html | false {
	return of.length > 0 && html`<h2>${name} (${of.length})</h2>${of.map((question) => item(question, token))}`;
}

function item(question: Question, token: string): Html {
	const { id, message, source, target, firstSeen, count } = question;
	return html`<section class="item">${inBulk(question) && html`<label class="tick"><input type="checkbox" form="bulk" name="id" value="${id}" aria-label="Tick question ${id}"> tick</label>`}
		<p>${message}</p>
		<p class="mute">${[source, target].map((ref) => ref && html`${recordLink(ref)} `)}since <time datetime="${firstSeen}">${utc(firstSeen)}</time>${count > 1 && `, ${count} times`}</p>
		${valuesOf(question)}
		<div class="actions">${question.answers.map((answer) => answerForm(question, answer, token))}</div></section>`;
}

/** What is asked about: the two values beside each other, or the one without a partner. */
function valuesOf({ kind, sides, details }: Question): Html | false {
	const side = SIDES.find((one) => one === details.side);
	if (kind === 'unmapped-value' && side !== undefined) return html`<dl><dt>${sides[side]}</dt><dd>${shownValue(details.valueLabel ?? details.value)}</dd></dl>`;
	return kind === 'conflict' && html`<dl><dt>${sides.left}</dt><dd>${shownValue(details.left)}</dd><dt>${sides.right}</dt><dd>${shownValue(details.right)}</dd></dl>`;
}

function answerForm(question: Question, { answer, label, value }: Answer, token: string): Html {
	const what = hidden({ token, action: 'answer', answer, id: question.id });
	const name = `value-${question.id}-${answer}`;
	if (answer === 'createStage') {
		return html`<form method="post">${what}<label>Name of the stage<input name="stageName" value="${shownValue(question.details.valueLabel ?? question.details.value)}" required></label><label>Pipeline<input name="stagePipeline" placeholder="the only one"></label><button>${label}</button></form>`;
	}
	if (value === undefined) return html`<form method="post">${what}<button>${label}</button></form>`;
	const known = value.choices;
	const input = known.length > 0 && !value.typed
		? html`<select name="value">${known.map((choice) => html`<option value="${choice.value}">${choice.label}</option>`)}</select>`
		: html`<input name="value" list="${name}" required autocomplete="off">${known.length > 0 && html`<datalist id="${name}">${known.map((choice) => html`<option value="${choice.value}">${choice.label}</option>`)}</datalist>`}`;
	return html`<form method="post">${what}<label>${label}${input}</label><button>${answer === 'assign' ? 'Assign' : 'Use it'}</button></form>`;
}
