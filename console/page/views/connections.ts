import { SYSTEM_NAMES } from '../../../engine/model';
import type { ConnectionCondition, ConnectionHealth } from '../../connections';
import type { Tone } from '../bars';
import { html, type Html } from '../html';

const TONES: Record<ConnectionCondition, Tone> = { well: 'good', limited: 'warn', expired: 'bad' };

/** The calls of a day, and how many of them are used, for each connection. */
export function connectionCards(connections: readonly ConnectionHealth[]): Html {
	if (connections.length === 0) return html`<p class="empty">No connection has been called yet.</p>`;
	return html`<div class="cards">${connections.map(card)}</div>`;
}

/** "Salesforce 00D…" */
export const nameOfConnection = ({ system, connection }: Pick<ConnectionHealth, 'system' | 'connection'>): string => `${SYSTEM_NAMES[system]} ${connection}`;

function card(one: ConnectionHealth): Html {
	const { condition, advice, own, everybody, limit, ownLimit, share } = one;
	const part = share === undefined ? '' : ` (${Math.round(share * 100)} %)`;
	return html`<section class="card ${TONES[condition]}"><h3>${nameOfConnection(one)}</h3><p class="condition"><strong>${condition === 'well' ? 'connected' : condition}</strong>${advice !== undefined && html`: ${advice}`}</p>
		<p class="mute">API calls in the last 24 hours</p>
		${ownLimit === undefined ? html`<p>${shown(own)} by the sync${limit === undefined && html`; no daily limit is known`}</p>` : gauge(`${shown(own)} of the ${shown(ownLimit)} that the sync may make${part}`, own, ownLimit)}
		${limit !== undefined && everybody !== undefined && gauge(`${shown(everybody)} of ${shown(limit)} by everybody`, everybody, limit)}</section>`;
}

const gauge = (text: string, value: number, max: number): Html =>
	html`<label class="progress">${text}<meter min="0" max="${Math.max(max, 1)}" value="${Math.min(value, max)}">${text}</meter></label>`;

const shown = (count: number): string => count.toLocaleString('en');
