import type { Mapping } from '../../../engine/model';
import type { QuestionGroup } from '../../../engine/run/decisions-port';
import type { ReviewFilter, SyncStore } from '../../../engine/run/store-port';
import { sidesOf, type AnswerName } from '../../questions';
import { nameOfPair } from '../../words';
import { html, type Html } from '../html';
import { button, table } from '../layout';
import { KIND_NAMES } from './question-item';

interface Named extends QuestionGroup {
	mapping: Mapping | undefined;
}

/** What is asked, one row for each sync and field, with an answer to all of one where one answer fits all. */
export async function groupsTable(store: Pick<SyncStore, 'latestMapping'>, groups: readonly QuestionGroup[], { token, wanted }: { token: string; wanted: ReviewFilter }): Promise<Html> {
	const mappings = new Map<string, Mapping | undefined>();
	for (const { pair } of groups) if (!mappings.has(pair)) mappings.set(pair, await store.latestMapping(pair));
	const named = groups.map((group): Named => ({ ...group, mapping: mappings.get(group.pair) }));
	return table<Named>('What is asked', [
		{ name: 'Open', number: true, of: ({ count }) => count.toLocaleString('en') },
		{ name: 'What is asked', of: (group) => html`<a href="?${addressOf(group)}"${isShown(group, wanted) && html` aria-current="true"`}>${KIND_NAMES[group.kind]}${fieldOf(group) && html`: ${fieldOf(group)}`}</a>` },
		{ name: 'Sync', of: ({ pair, mapping }) => (mapping === undefined ? pair : nameOfPair(mapping)) },
		...(named.some((group) => answersToAll(group, token) !== false) ? [{ name: 'One answer to all', of: (group: Named) => answersToAll(group, token) }] : []),
	], named);
}

const fieldOf = ({ row, mapping }: Named): string | undefined => mapping?.rows.find(({ id }) => id === row)?.label ?? row;

const addressOf = ({ pair, kind, row }: QuestionGroup): string => new URLSearchParams({ view: 'review', pair, kind, ...(row === undefined ? {} : { row }) }).toString();

const isShown = ({ pair, kind, row }: QuestionGroup, wanted: ReviewFilter): boolean => wanted.pair === pair && wanted.kind === kind && wanted.row === row;

/** Opened first and pressed then: it is not undone. The number is that of the questions which are answered. */
function answersToAll(group: Named, token: string): Html | false {
	const { pair, kind, row, upTo, count, mapping } = group;
	const { left, right } = sidesOf(mapping);
	const offered: Array<[AnswerName, string]> =
		kind === 'conflict' && row !== undefined
			? [['useLeft', `Use the value of ${left} for all ${count.toLocaleString('en')}`], ['useRight', `Use the value of ${right} for all ${count.toLocaleString('en')}`]]
			: kind === 'duplicate'
				? [['dismiss', `Dismiss all ${count.toLocaleString('en')}`]]
				: [];
	if (offered.length === 0 || count < 2) return false;
	const fields = { action: 'answer', pair, kind, upTo, ...(row === undefined ? {} : { row }) };
	return html`<details><summary>All ${count.toLocaleString('en')}</summary><div class="actions">${offered.map(([answer, label]) => button(label, { token, fields: { ...fields, answer } }))}</div></details>`;
}
