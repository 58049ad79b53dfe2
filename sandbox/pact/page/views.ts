import { escapeHtml, renderPage, type NavLink } from '../../common/page';
import { DEMO_KEYS } from '../auth/apiKeys';
import { OBJECT_NAMES, type ObjectName, type PactRecord } from '../schema/objects';
import type { Workspace } from '../store/workspace';
import type { WebhookDispatcher } from '../webhooks/dispatcher';

/** Rows of the feed and of the deliveries that fit on a page. */
const SHOWN_ROWS = 200;

/** Columns of each object's list. */
export const COLUMNS: Readonly<Record<ObjectName, readonly string[]>> = {
	companies: ['name', 'domain', 'stage', 'industry', 'crm_owner', 'icp_tier', 'updated_at'],
	contacts: ['name', 'email', 'phone', 'title', 'consent_status', 'owner', 'updated_at'],
	opportunities: ['name', 'value', 'currency', 'pipeline', 'stage', 'close_date', 'owner', 'updated_at'],
};

const VIEWS: readonly NavLink[] = [
	{ href: '/', label: 'Overview' },
	...OBJECT_NAMES.map((object) => ({ href: `/records/${object}`, label: object })),
	{ href: '/board', label: 'pipelines' },
	{ href: '/activities', label: 'activities' },
	{ href: '/webhooks', label: 'webhooks' },
];

/** A page with the sandbox's navigation. `body` is HTML. */
export const view = (title: string, current: string, body: string): string =>
	renderPage({
		sandbox: 'Pact sandbox',
		title,
		nav: VIEWS.map((link) => ({ ...link, current: link.href === current })),
		body,
	});

/** A plain table; cells are escaped here. */
function table(columns: readonly string[], rows: ReadonlyArray<readonly unknown[]>): string {
	const head = columns.map((column) => `<th scope="col">${escapeHtml(column)}</th>`).join('');
	const body = rows.map((cells) => `<tr>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`).join('');
	return `<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

/** Counts of everything the workspace holds, and the keys that open it. */
export function overview(workspace: Workspace): string {
	const counts = table(
		['records', 'count'],
		[
			...OBJECT_NAMES.map((object) => [object, workspace.tables[object].size]),
			['activities', workspace.feed.all().length],
			['contacts erased for good through the API', workspace.erasures.length],
		],
	);
	return `<p>Open a record, change it and save: whoever is subscribed hears of it, as from Pact itself.</p>${counts}
<h2>Demo API keys</h2>${table(['kind', 'key'], Object.entries(DEMO_KEYS))}`;
}

const card = (deal: PactRecord): string => {
	const value = [deal['value'], deal['currency']].filter((part) => part !== null).join(' ');
	return `<li><a href="/records/opportunities/${deal.public_id}">${escapeHtml(deal['name'])}</a>
<span class="hint">${escapeHtml(value)}</span></li>`;
};

/** One board a pipeline, one column a stage. */
export function board(workspace: Workspace): string {
	const deals = workspace.tables.opportunities.all();
	return workspace.pipelines
		.map((pipeline) => {
			const head = pipeline.stages.map((stage) => {
				return `<th scope="col">${escapeHtml(stage.name)}<span class="hint">${stage.type}, ${stage.probability} %</span></th>`;
			});
			const columns = pipeline.stages.map((stage) => {
				const here = deals.filter((deal) => deal['pipeline'] === pipeline.name && deal['stage'] === stage.name);
				const more = here.length > SHOWN_ROWS ? `<li class="mute">and ${here.length - SHOWN_ROWS} more</li>` : '';
				return `<td style="vertical-align:top;white-space:normal">${here.length}<ul style="padding-left:1rem">
${here.slice(0, SHOWN_ROWS).map(card).join('')}${more}</ul></td>`;
			});
			return `<h2>${escapeHtml(pipeline.name)}</h2><div class="scroll"><table><thead><tr>${head.join('')}</tr></thead>
<tbody><tr>${columns.join('')}</tr></tbody></table></div>`;
		})
		.join('');
}

/** The newest entries of the feed, newest first. */
export const activityList = (workspace: Workspace): string =>
	table(
		['occurred_at', 'type', 'actor', 'contact_id', 'company_id', 'opportunity_id', 'payload'],
		workspace.feed
			.all()
			.slice(-SHOWN_ROWS)
			.toReversed()
			.map((entry) => [
				entry.occurred_at,
				entry.type,
				entry.actor,
				entry.contact_id,
				entry.company_id,
				entry.opportunity_id,
				JSON.stringify(entry.payload),
			]),
	);

/** Subscriptions, what waits, dead letters, and the newest attempts first. */
export function webhookList(webhooks: WebhookDispatcher): string {
	const subscriptions = [...webhooks.subscriptions.values()].map((entry) => [
		entry.name,
		entry.url,
		entry.event_types.join(', '),
		entry.created_at,
	]);
	const letters = webhooks.deadLetters.map((letter) => [letter.event_type, letter.event_id, letter.subscription.url]);
	const attempts = webhooks.attempts
		.slice(-SHOWN_ROWS)
		.toReversed()
		.map((entry) => [entry.at, entry.event_type, entry.result, entry.attempt, entry.url, entry.event_id, entry.body]);
	return `<h2>Subscriptions</h2>${table(['name', 'url', 'event types', 'created_at'], subscriptions)}
<p class="mute">${webhooks.pending.length} deliveries wait for their time.</p>
<h2>Dead letters</h2><form class="bar" method="post" action="/webhooks/replay"><button>Replay all</button></form>
${table(['event', 'event id', 'url'], letters)}
<h2>Attempts</h2>${table(['at', 'event', 'result', 'attempt', 'url', 'event id', 'body'], attempts)}`;
}
