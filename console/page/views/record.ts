import { SYSTEMS } from '../../../engine/model';
import type { SyncStore } from '../../../engine/run/store-port';
import { explain, type FieldExplained, type LinkExplained } from '../../explain';
import { recordOf } from '../../records';
import { nameRecord, shownMovement } from '../../words';
import { html, type Html } from '../html';
import { table, utc } from '../layout';
import { recordLink } from '../links';
import { one, oneOf, type Params } from '../params';
import { movementsTable } from './log';

type RecordStore = Pick<SyncStore, 'recordsWithId' | 'linksTo' | 'links' | 'latestMapping' | 'log' | 'entriesOf' | 'openReviews' | 'fates'>;

/** Why a record looks as it does. @throws ConsoleProblem when it is not known, or several are meant */
export async function recordView(store: RecordStore, params: Params, now: Date): Promise<Html> {
	const [system, object, connection] = [oneOf(params, 'system', SYSTEMS), one(params, 'object'), one(params, 'connection')];
	const record = await recordOf(store, {
		id: one(params, 'id') ?? '',
		...(system === undefined ? {} : { system }),
		...(object === undefined ? {} : { object }),
		...(connection === undefined ? {} : { connection }),
	});
	const { summary, links, history } = await explain(store, record, now);
	return html`<h2>${nameRecord(record)}</h2>${summary.map((sentence) => html`<p>${sentence}</p>`)}
		${links.map(linkTable)}
		<h2>Its latest changes</h2>${history.length === 0 ? html`<p class="empty">No line of the log is about it.</p>` : history.map(
			({ at, outcome, message, movements, source, target }) =>
				html`<section class="item"><p><time datetime="${at}">${utc(at)}</time> <strong>${outcome}</strong> ${recordLink(source)}${target && html` → ${recordLink(target)}`}</p><p>${message}</p>${movements.length > 0 && movementsTable(movements)}</section>`,
		)}`;
}

const linkTable = ({ name, left, right, fields }: LinkExplained): Html => html`<h2>${name}</h2><p>${recordLink(left)} ⇄ ${recordLink(right)}</p>${table<FieldExplained>(`Fields of ${name}`, [
	{ name: 'Field', of: ({ label }) => label },
	{ name: 'Now', of: ({ standing }) => standing },
	{ name: 'Rule', of: ({ ruleInWords }) => ruleInWords },
	{ name: 'Last change', of: ({ last }) => last && html`${utc(last.at)}: ${shownMovement(last.movement).from} → ${shownMovement(last.movement).to}` },
	{ name: 'Why', of: ({ why }) => why },
], fields)}`;
