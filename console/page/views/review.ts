import type { ReviewFilter, SyncStore } from '../../../engine/run/store-port';
import type { QuestionGroup } from '../../../engine/run/decisions-port';
import { KINDS_OF_QUESTIONS, questions, type Question } from '../../questions';
import { html, type Html } from '../html';
import { hidden } from '../layout';
import { one, oneOf, type Params } from '../params';
import { decidedPart } from './decided';
import { groupsTable } from './question-groups';
import { isForBulk, KIND_NAMES, questionItem } from './question-item';

type ReviewStore = Pick<SyncStore, 'openReviews' | 'latestMapping' | 'questionGroups' | 'allAssignments'>;

/** So many fit on a page that still loads at once; the rest is on the next ones. */
const SHOWN = 100;

const PARTS = ['open', 'decided'] as const;
const PART_NAMES: Record<(typeof PARTS)[number], string> = { open: 'Open questions', decided: 'Decided values' };

/** What waits for a person, the oldest first, each with its answers; and the values that people have decided about. */
export async function reviewView(store: ReviewStore, params: Params, { token }: { token: string }): Promise<Html> {
	const part = oneOf(params, 'part', PARTS) ?? 'open';
	const tab = (name: (typeof PARTS)[number]) => html`<a href="?view=review&amp;part=${name}"${name === part && html` aria-current="page"`}>${PART_NAMES[name]}</a> `;
	return html`<nav class="parts" aria-label="Parts of the review list">${PARTS.map(tab)}</nav>
		${part === 'decided' ? await decidedPart(store, params, { token }) : await openPart(store, params, { token })}`;
}

async function openPart(store: ReviewStore, params: Params, { token }: { token: string }): Promise<Html> {
	const groups = await store.questionGroups();
	if (groups.length === 0) return html`<p class="empty">Nothing waits for a person.</p>`;
	const wanted = filterOf(params);
	// One more than is shown tells whether there are more.
	const open = await questions(store, { ...wanted, limit: SHOWN + 1 });
	const shown = open.slice(0, SHOWN);
	const last = shown.at(-1);
	return html`${await groupsTable(store, groups, { token, wanted })}
		${isNarrowed(wanted) && html`<p><a href="?view=review">Show all ${total(groups).toLocaleString('en')} questions</a></p>`}
		${shown.some(isForBulk) && bulkForm(token)}
		${shown.length === 0 && html`<p class="empty">No question fits.</p>`}
		${KINDS_OF_QUESTIONS.map((kind) => section(KIND_NAMES[kind], shown.filter((question) => question.kind === kind), token))}
		${open.length > SHOWN && last && html`<p><a href="?${new URLSearchParams({ view: 'review', ...wordsOf(wanted), after: last.id }).toString()}">Later questions</a></p>`}`;
}

function filterOf(params: Params): ReviewFilter {
	const [pair, kind, row, after] = [one(params, 'pair'), oneOf(params, 'kind', KINDS_OF_QUESTIONS), one(params, 'row'), Number(one(params, 'after'))];
	return {
		...(pair === undefined ? {} : { pair }),
		...(kind === undefined ? {} : { kind }),
		...(row === undefined ? {} : { row }),
		...(Number.isSafeInteger(after) && after > 0 ? { after: String(after) } : {}),
	};
}

const isNarrowed = ({ pair, kind, row, after }: ReviewFilter): boolean => [pair, kind, row, after].some((one) => one !== undefined);

const wordsOf = ({ pair, kind, row }: ReviewFilter): Record<string, string> => ({ ...(pair ? { pair } : {}), ...(kind ? { kind } : {}), ...(row ? { row } : {}) });

const total = (groups: readonly QuestionGroup[]): number => groups.reduce((sum, { count }) => sum + count, 0);

const bulkForm = (token: string): Html =>
	html`<form method="post" id="bulk" class="filter">${hidden({ token, action: 'answer' })}<label>For all that are ticked<select name="answer"><option value="useLeft">Use the left value</option><option value="useRight">Use the right value</option><option value="dismiss">Dismiss</option></select></label><button>Answer</button></form>`;

function section(name: string, of: readonly Question[], token: string): Html | false {
	return of.length > 0 && html`<h2>${name} (${of.length.toLocaleString('en')} shown)</h2>${of.map((question) => questionItem(question, token))}`;
}
