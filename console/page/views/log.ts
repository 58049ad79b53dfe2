import { pickBy } from 'lodash';
import { OUTCOMES, type FieldMovement, type LogEntry } from '../../../engine/model';
import type { SyncStore } from '../../../engine/run/store-port';
import { logPage, type LogQuestion } from '../../log';
import { nameOfPair, shownMovement } from '../../words';
import { html, type Html } from '../html';
import { table, utc } from '../layout';
import { recordLink } from '../links';
import { one, oneOf, type Params } from '../params';

type LogStore = Pick<SyncStore, 'log' | 'recordsWithId' | 'pairStates' | 'persons'>;
type Line = LogEntry & { id: number };

const SHOWN = 100;
const FILTERS = ['record', 'pair', 'outcome', 'person', 'text', 'since', 'until'] as const;

/** One page of every record's outcomes, newest first, with a form to narrow it down. @throws ConsoleProblem when the record is not known */
export async function logView(store: LogStore, params: Params): Promise<Html> {
	const pairs = await store.pairStates();
	const page = await logPage(store, { ...logQuestion(params), limit: SHOWN });
	const names = new Map(pairs.map(({ pair, mapping }) => [pair, nameOfPair(mapping)]));
	const filters = new URLSearchParams(pickBy(Object.fromEntries(FILTERS.map((name) => [name, one(params, name) ?? '']))));
	return html`${filterForm(params, names, await store.persons())}
		<p class="actions"><a href="?view=log&amp;format=csv&amp;${filters.toString()}">Download these lines as CSV</a></p>
		${page.lines.length === 0 ? html`<p class="empty">No line fits.</p>` : linesTable(page.lines, names)}
		${page.next !== undefined && html`<p><a href="?view=log&amp;${filters.toString()}&amp;before=${page.next}">Older lines</a></p>`}`;
}

/** What the form (or a link) asks for; whatever is malformed is left out. */
export function logQuestion(params: Params): Omit<LogQuestion, 'limit'> {
	const record = one(params, 'record');
	const [pair, text, since, until, before] = [one(params, 'pair'), one(params, 'text'), day(params, 'since'), day(params, 'until'), Number(one(params, 'before'))];
	const [outcome, person] = [oneOf(params, 'outcome', OUTCOMES), one(params, 'person')];
	return {
		...(record === undefined ? {} : { record: { id: record } }),
		...(pair === undefined ? {} : { pair }),
		...(outcome === undefined ? {} : { outcome }),
		...(person === undefined ? {} : { person }),
		...(text === undefined ? {} : { text }),
		...(since === undefined ? {} : { since }),
		// The whole of that day.
		...(until === undefined ? {} : { until: new Date(Date.parse(until) + 86_400_000).toISOString() }),
		...(Number.isSafeInteger(before) && before > 0 ? { before } : {}),
	};
}

function day(params: Params, name: string): string | undefined {
	const text = one(params, name) ?? '';
	return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? new Date(text).toISOString() : undefined;
}

function filterForm(params: Params, names: ReadonlyMap<string, string>, persons: readonly string[]): Html {
	const text = (label: string, name: string, type = 'text') => html`<label>${label}<input type="${type}" name="${name}" value="${one(params, name)}"></label>`;
	const options = (name: string, any: string, of: Iterable<readonly [string, string]>) => {
		const chosen = one(params, name);
		return html`<select name="${name}"><option value="">${any}</option>${[...of].map(([value, label]) => html`<option value="${value}"${value === chosen && html` selected`}>${label}</option>`)}</select>`;
	};
	return html`<form class="filter"><input type="hidden" name="view" value="log">${text('Record ID', 'record')}<label>Sync${options('pair', 'all', names)}</label><label>Outcome${options('outcome', 'all', OUTCOMES.map((name) => [name, name] as const))}</label>${persons.length > 0 && html`<label>Decided by${options('person', 'all', persons.map((name) => [name, name] as const))}</label>`}${text('Words', 'text')}${text('From', 'since', 'date')}${text('To', 'until', 'date')}<button class="main">Search</button></form>`;
}

const linesTable = (lines: readonly Line[], names: ReadonlyMap<string, string>): Html =>
	table('Log', [
		{ name: 'When', of: ({ at }) => html`<time datetime="${at}">${utc(at)}</time>` },
		{ name: 'Outcome', of: ({ outcome, dryRun }) => html`${outcome}${dryRun && ' (dry run)'}` },
		{ name: 'Record', of: ({ source, target }) => html`${recordLink(source)}${target && html` → ${recordLink(target)}`}` },
		{ name: 'What happened', of: ({ message, reason, pair, origin, person }) => html`<bdi>${message}</bdi> <span class="mute">${names.get(pair) ?? pair}; ${reason}; ${origin}${person !== undefined && html`; by <bdi>${person}</bdi>`}</span>` },
		{ name: 'Fields', of: ({ movements }) => movements.length > 0 && html`<details><summary>${movements.length}</summary>${movementsTable(movements)}</details>` },
	], lines);

export const movementsTable = (movements: readonly FieldMovement[]): Html =>
	table('Fields that moved', [
		{ name: 'Field', of: ({ field }) => field },
		{ name: 'Old', of: (movement) => shownMovement(movement).from },
		{ name: 'New', of: (movement) => shownMovement(movement).to },
		{ name: 'Gave way', of: (movement) => movement.lost && html`${shownMovement(movement).lost} <span class="mute">(${movement.lost.side})</span>` },
	], movements);
