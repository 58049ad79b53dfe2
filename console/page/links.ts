import type { RecordRef } from '../../engine/model';
import { nameRecord } from '../words';
import { html, type Html } from './html';

/** To the page that explains a record. */
export function recordLink(ref: RecordRef): Html {
	const query = new URLSearchParams({ view: 'record', id: ref.id, system: ref.system, object: ref.object, connection: ref.connection });
	return html`<a href="?${query.toString()}">${nameRecord(ref)}</a>`;
}
