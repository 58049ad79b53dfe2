import { escapeHtml, renderPage, renderRecordList, type NavLink } from '../../common/page';
import { DEMO_TOKENS } from '../auth/guard';
import { COMPANIES, CONTACTS, DEALS } from '../schema/objectTypes';
import type { ObjectType } from '../schema/types';
import type { Portal } from '../store/portal';
import type { StoredRecord } from '../store/record';
import type { WebhookDispatcher } from '../webhooks/dispatcher';

const PAGE_SIZE = 50;
/** Rows of the deliveries that fit on a page. */
const SHOWN_ATTEMPTS = 200;

/** Columns of each object's list; other objects show their default properties. */
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
	[COMPANIES]: ['name', 'domain', 'industry', 'lifecyclestage', 'phone', 'hs_lastmodifieddate'],
	[CONTACTS]: ['email', 'firstname', 'lastname', 'jobtitle', 'company', 'hs_email_optout', 'lastmodifieddate'],
	[DEALS]: ['dealname', 'amount', 'pipeline', 'dealstage', 'closedate', 'hs_lastmodifieddate'],
};

const columnsOf = (type: ObjectType): readonly string[] => COLUMNS[type.id] ?? type.defaultProperties;

/** What a record is called: its display property, or its id. */
export const nameOf = (type: ObjectType, record: StoredRecord): string =>
	record.properties[type.primaryDisplayProperty] ?? `${type.labels.singular} ${record.id}`;

/** A page with the sandbox's navigation. `body` is HTML. */
export function view(portal: Portal, title: string, current: string, body: string): string {
	const objects = [COMPANIES, CONTACTS, DEALS].flatMap((id) => portal.catalog.objectType(id) ?? []);
	const custom = portal.catalog.allTypes().filter((type) => type.custom);
	const nav: NavLink[] = [
		{ href: '/', label: 'Overview' },
		...[...objects, ...custom].map(({ name, labels }) => ({ href: `/records/${name}`, label: labels.plural })),
		{ href: '/webhooks', label: 'Webhooks' },
	];
	const links = nav.map((link) => ({ ...link, current: link.href === current }));
	return renderPage({ sandbox: 'HubSpot sandbox', title, nav: links, body });
}

/** A plain table; cells are escaped here. */
function table(columns: readonly string[], rows: ReadonlyArray<readonly unknown[]>): string {
	const head = columns.map((column) => `<th scope="col">${escapeHtml(column)}</th>`).join('');
	const body = rows.map((cells) => `<tr>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`).join('');
	return `<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

/** Counts of the records, and the service keys that open the portal. */
export function overview(portal: Portal): string {
	const counts = [COMPANIES, CONTACTS, DEALS].map((id) => {
		const live = portal
			.table(id)
			.all()
			.filter(({ archivedAt }) => archivedAt === undefined);
		return [portal.catalog.objectType(id)?.labels.plural, live.length];
	});
	return `<p>Account ${portal.portalId}. Open a record, change it and save: subscribed apps hear of it, as from HubSpot itself.</p>
${table(['records', 'count'], [...counts, ['contacts erased for good through the API', portal.erasures.length]])}
<h2>Demo service keys</h2>${table(['kind', 'key'], Object.entries(DEMO_TOKENS))}`;
}

/** The records of an object, archived ones struck through. */
export function recordList(portal: Portal, type: ObjectType, search: string, page: number): string {
	const columns = columnsOf(type);
	const wanted = search.trim().toLowerCase();
	const found = portal
		.table(type.id)
		.all()
		.filter(({ id, properties }) =>
			[id, ...columns.map((column) => properties[column] ?? '')].some((text) => text.toLowerCase().includes(wanted)),
		);
	const current = Math.min(Math.max(1, page), Math.max(1, Math.ceil(found.length / PAGE_SIZE)));
	const rows = found.slice((current - 1) * PAGE_SIZE, current * PAGE_SIZE).map((record) => ({
		href: `/records/${type.name}/${record.id}`,
		cells: columns.map((column) => record.properties[column] ?? ''),
		muted: record.archivedAt !== undefined,
	}));
	const listUrl = `/records/${type.name}`;
	const paging = { total: found.length, page: current, pageSize: PAGE_SIZE, search, listUrl };
	return renderRecordList({ columns: [...columns], rows, ...paging, newUrl: `${listUrl}/new` });
}

/** The records that one is associated with. */
export function associated(portal: Portal, type: ObjectType, record: StoredRecord): string {
	const items = portal.associations.objectsOf(type.id, record.id).flatMap((otherId) => {
		const other = portal.catalog.objectType(otherId);
		if (!other) return [];
		const primary = portal.associationTypes.primary(type.id, otherId);
		return portal.associations.of(type.id, record.id, otherId).map(({ id, typeIds }) => {
			const found = portal.find(otherId, id);
			const note = primary && typeIds.has(primary.id) ? ' (primary)' : '';
			const label = `${other.labels.singular}: ${found ? nameOf(other, found) : id}${note}`;
			return `<li><a href="/records/${other.name}/${id}">${escapeHtml(label)}</a></li>`;
		});
	});
	return items.length === 0 ? '' : `<h2>Associated records</h2><ul>${items.join('')}</ul>`;
}

/** The apps' subscriptions, what waits, and the newest requests first. */
export function webhookList(webhooks: WebhookDispatcher): string {
	const subscriptions = webhooks
		.configured()
		.flatMap(({ targetUrl, subscriptions: all }) =>
			all.map((each) => [each.subscriptionType, each.objectTypeId, each.propertyName ?? '', each.active, targetUrl]),
		);
	const attempts = webhooks.attempts
		.slice(-SHOWN_ATTEMPTS)
		.toReversed()
		.map(({ at, events, result, url, body }) => [at, events, result, url, body]);
	return `<h2>Subscriptions</h2>${table(['type', 'object', 'property', 'active', 'target URL'], subscriptions)}
<p>${webhooks.pending.length} events wait, ${webhooks.lost.length} were given up.</p>
<h2>Requests</h2>${table(['at', 'events', 'result', 'URL', 'body'], attempts)}`;
}
