import { otherSide } from '../../../engine/model';
import type { SyncStore } from '../../../engine/run/store-port';
import { decidedValues, type DecidedValue } from '../../assignments';
import { html, type Html } from '../html';
import { button, table } from '../layout';
import { one, type Params } from '../params';

const SHOWN = 100;

/** The values that people gave a partner, page by page, each with a button to take it back. */
export async function decidedPart(store: Pick<SyncStore, 'allAssignments' | 'latestMapping'>, params: Params, { token }: { token: string }): Promise<Html> {
	const decided = await decidedValues(store);
	if (decided.length === 0) return html`<p class="empty">No value was decided by a person yet.</p>`;
	const asked = Number(one(params, 'page'));
	const pages = Math.ceil(decided.length / SHOWN);
	const page = Number.isSafeInteger(asked) ? Math.min(Math.max(asked, 1), pages) : 1;
	const shown = decided.slice((page - 1) * SHOWN, page * SHOWN);
	const to = (number: number, name: string) => html`<a href="?view=review&amp;part=decided&amp;page=${number}">${name}</a> `;
	return html`<p>What people chose where a value had no partner: ${decided.length.toLocaleString('en')} ${decided.length === 1 ? 'value' : 'values'}. A value that loses its partner is asked about anew when it next comes; what was written stays.</p>
		${table<DecidedValue>('Decided values', [
			{ name: 'Sync', of: ({ sync }) => sync },
			{ name: 'Field', of: ({ field }) => field },
			{ name: 'Value', of: ({ from, side, systems }) => html`<bdi>${from}</bdi> <span class="mute">(${systems[side]})</span>` },
			{ name: 'Its partner', of: ({ to: partner, side, systems }) => html`<bdi>${partner}</bdi> <span class="mute">(${systems[otherSide(side)]})</span>` },
			{ name: 'Take back', of: ({ id }) => button('Remove', { token, fields: { action: 'removeAssignment', assignment: id } }) },
		], shown)}
		${pages > 1 && html`<p>Page ${page} of ${pages}. ${page > 1 && to(page - 1, 'Previous')}${page < pages && to(page + 1, 'Next')}</p>`}`;
}
