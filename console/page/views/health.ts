import { sumBy } from 'lodash';
import type { Outcome } from '../../../engine/model';
import type { FeedCondition, FeedHealth, Health } from '../../health';
import { howLong } from '../../pace';
import type { Tone } from '../bars';
import { html, type Html } from '../html';
import { button, table, utc } from '../layout';
import { connectionCards } from './connections';
import { plots } from './plots';

const TONES: Record<FeedCondition, Tone> = { well: 'good', 'first sync': 'good', expired: 'bad', limited: 'warn', trouble: 'bad', paused: 'warn', stopped: 'calm', quiet: 'warn' };

/** How every trigger, connection and sync fares, and what the last day was like. */
export async function healthView(store: Parameters<typeof plots>[0], health: Health, { token, now }: { token: string; now: Date }): Promise<Html> {
	return html`${overview(health)}
		<h2>Triggers</h2>${health.triggers.length === 0 ? html`<p class="empty">No trigger has run yet. Publish a workflow that begins with one of the sync triggers.</p>` : html`<div class="cards">${health.triggers.map((feed) => triggerCard(feed, token))}</div>`}
		<h2>Connections</h2>${connectionCards(health.connections)}
		${await plots(store, now)}
		<h2>Syncs</h2>${syncsTable(health)}`;
}

const WORDS: Record<Health['status'], string> = { well: 'All is well.', attention: 'Somebody should have a look.', trouble: 'A trigger or a connection is in trouble.' };
const STATUS_TONES: Record<Health['status'], Tone> = { well: 'good', attention: 'warn', trouble: 'bad' };

function overview({ status, questions, issues, waitingToFlow }: Health): Html {
	return html`<div class="card ${STATUS_TONES[status]}"><h2 class="first">${WORDS[status]}</h2>
		<dl><dt>Questions for a person</dt><dd><a href="?view=review">${questions}</a></dd><dt>Records given up</dt><dd><a href="?view=issues">${issues}</a></dd><dt>Changes on their way</dt><dd>${waitingToFlow}</dd></dl></div>`;
}

function triggerCard(feed: FeedHealth, token: string): Html {
	const { condition, advice, name, connection, objects, polledAt, fullAt, firstSyncs } = feed;
	const rests = condition === 'paused';
	return html`<section class="card ${TONES[condition]}"><h3>${name ?? feed.feed}</h3><p class="condition"><strong>${condition}</strong>${advice !== undefined && html`: ${advice}`}</p>
		<dl><dt>Connection</dt><dd>${connection ?? 'not known yet'}</dd><dt>Objects</dt><dd>${objects.join(', ') || '–'}</dd><dt>Last round</dt><dd>${polledAt === undefined ? 'none yet' : utc(polledAt)}</dd>
		<dt>Last full reading</dt><dd>${fullAt === undefined ? 'none yet' : utc(fullAt)}</dd><dt>On their way</dt><dd>${feed.waitingToFlow}${feed.waitingToFlow > 0 && html`, the oldest for ${howLong(feed.lagSeconds)}`}</dd>
		<dt>Waiting for a person or a partner</dt><dd>${feed.waiting}</dd><dt>Given up</dt><dd>${feed.issues}</dd></dl>
		${firstSyncs.map(({ object, done, total, perMinute, secondsLeft }) => html`<label class="progress">First sync of ${object}: ${done.toLocaleString('en')} of ${total.toLocaleString('en')}${perMinute > 0 && html`, ${perMinute.toLocaleString('en')} a minute`}${secondsLeft !== undefined && html`, about ${howLong(secondsLeft)} left`}<progress max="${Math.max(total, 1)}" value="${Math.min(done, total)}"></progress></label>`)}
		<div class="actions">${button(rests ? 'Resume' : 'Pause', { token, fields: { action: rests ? 'resume' : 'pause', feed: feed.feed } })}</div></section>`;
}

function syncsTable({ syncs }: Health): Html {
	if (syncs.length === 0) return html`<p class="empty">No mapper has run yet.</p>`;
	const outcomes = (names: readonly Outcome[]) => (sync: Health['syncs'][number]) => sumBy(names, (name) => sync.outcomes[name] ?? 0).toLocaleString('en');
	return table('Syncs', [
		{ name: 'Sync', of: ({ name }) => name },
		{ name: 'Linked records', number: true, of: ({ links }) => links.toLocaleString('en') },
		{ name: 'Created', number: true, of: outcomes(['created']) },
		{ name: 'Updated', number: true, of: outcomes(['updated']) },
		{ name: 'Failed', number: true, of: outcomes(['failed']) },
		{ name: 'Questions', number: true, of: ({ questions }) => questions.toLocaleString('en') },
	], syncs);
}
