import type { SyncStore } from '../../../engine/run/store-port';
import { causesOf, type Cause } from '../../issues';
import { html, type Html } from '../html';
import { button, table, utc } from '../layout';
import { recordLink } from '../links';

/** What was given up, one row a cause. */
export async function issuesView(store: Pick<SyncStore, 'issues'>, { token }: { token: string }): Promise<Html> {
	const causes = await causesOf(store);
	if (causes.length === 0) return html`<p class="empty">No record was given up.</p>`;
	const rows = table<Cause>('Causes', [
		{ name: 'Records', number: true, of: ({ count }) => count.toLocaleString('en') },
		{ name: 'What happened', of: ({ message, reason }) => html`${message} <span class="mute">(${reason})</span>` },
		{ name: 'What to do', of: ({ fix }) => fix },
		{ name: 'For example', of: ({ examples }) => examples.map((ref, index) => html`${index > 0 && html`<br>`}${recordLink(ref)}`) },
		{ name: 'Since', of: ({ since }) => utc(since) },
		{ name: 'Try again', of: ({ cause }) => button('Retry', { token, fields: { action: 'retry', cause } }) },
	], causes);
	return html`<p>${button('Retry all', { token, fields: { action: 'retry' }, tone: 'main' })}</p>${rows}`;
}
