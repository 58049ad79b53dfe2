import type { SyncStore } from '../../../engine/run/store-port';
import type { ReadingReport, ReadingState, SideReport } from '../../sweep-report';
import { howLong } from '../../pace';
import { readings, type ReadingStore } from '../../sweeps';
import { nameOfPair } from '../../words';
import type { Tone } from '../bars';
import { html, type Html } from '../html';
import { button, hidden, table, utc, type Column } from '../layout';

/** So many that have ended fit on a page that still loads at once. */
const ENDED_SHOWN = 20;
const OPEN_SHOWN = 200;
const TONES: Record<ReadingState, Tone> = { waiting: 'calm', reading: 'good', resting: 'warn', ended: 'good', stopped: 'calm' };

/** Reconciles and backfills: those that run with how far they are, a form to begin one, and what the last ones found. */
export async function runsView(store: Omit<ReadingStore, 'orderSweep' | 'stopSweep'>, { token, now }: { token: string; now: Date }): Promise<Html> {
	const running = await readings(store, { open: true, limit: OPEN_SHOWN }, now);
	const ended = await readings(store, { open: false, limit: ENDED_SHOWN }, now);
	return html`<h2 class="first">Under way</h2>${running.length === 0 ? html`<p class="empty">No reading is under way.</p>` : running.map((report) => runningCard(report, token))}
		<h2>Start a reading</h2>${startForm(await store.pairStates(), token)}
		<h2>Ended</h2>${ended.length === 0 ? html`<p class="empty">No reading has ended yet.</p>` : ended.map(endedItem)}`;
}

const title = ({ name, kind }: ReadingReport): Html => html`<h3>${name} <span class="mute">${kind}</span></h3>`;

function runningCard(report: ReadingReport, token: string): Html {
	const { id, state, headline, done, total, sides, orderedBy, orderedAt, found, limits } = report;
	return html`<section class="card reading ${TONES[state]}">${title(report)}<p class="condition">${headline}</p>
		<label class="progress">${done.toLocaleString('en')} of ${total.toLocaleString('en')} records<progress max="${Math.max(total, 1)}" value="${Math.min(done, total)}"></progress></label>
		${sides.flatMap(({ restsBecause }) => restsBecause).map((because) => html`<p>${because}</p>`)}
		<dl><dt>Sent through the sync</dt><dd>${found.toLocaleString('en')}</dd><dt>Ordered</dt><dd>${utc(orderedAt)} by ${orderedBy}</dd>${limits !== undefined && html`<dt>Limits</dt><dd>${limits}</dd>`}</dl>
		${sidesTable(report)}
		<div class="actions">${button('Stop', { token, fields: { action: 'stopReading', reading: id } })}</div></section>`;
}

function endedItem(report: ReadingReport): Html {
	const { headline, summary, startedAt, endedAt, orderedBy, seconds, perMinute, drift } = report;
	const when = endedAt !== undefined && html`<time datetime="${endedAt}">${utc(endedAt)}</time>`;
	return html`<section class="item">${title(report)}<p><strong>${headline}</strong></p>
		<p class="mute">${when}${startedAt !== undefined && html`, took ${howLong(seconds)}${perMinute > 0 && html`, ${perMinute.toLocaleString('en')} records a minute`}`}; ordered by ${orderedBy}</p>
		<details><summary>Report</summary><ul>${summary.map((sentence) => html`<li>${sentence}</li>`)}</ul>${sidesTable(report)}${drift.length > 0 && driftTable(report)}</details></section>`;
}

const count = (name: string, of: (side: SideReport) => number): Column<SideReport> => ({ name, number: true, of: (side) => of(side).toLocaleString('en') });

/** A backfill sends everything and compares nothing. */
const COMPARED = [
	count('In step', ({ inStep }) => inStep),
	count('Without a partner', ({ orphans }) => orphans),
	count('Deleted unseen', ({ deletedUnseen }) => deletedUnseen),
	count('Out of scope', ({ outOfScope }) => outOfScope),
	count('Waiting', ({ underWay }) => underWay),
	count('Left alone', ({ resting }) => resting),
];

const sidesTable = ({ name, kind, sides }: ReadingReport): Html =>
	table<SideReport>(`Sides of ${name}`, [
		{ name: 'Side', of: ({ name: side }) => side },
		count('Records', ({ total }) => total),
		count('Read', ({ read }) => read),
		count('Sent', ({ emitted }) => emitted),
		...(kind === 'backfill' ? [] : COMPARED),
	], sides);

const driftTable = ({ name, sides, drift }: ReadingReport): Html =>
	table<ReadingReport['drift'][number]>(`Fields that differed in ${name}`, [
		{ name: 'Field', of: ({ field }) => field },
		...sides.map(({ side, name: where }) => ({ name: `Changed in ${where}`, number: true as const, of: (row: ReadingReport['drift'][number]) => row[side].toLocaleString('en') })),
	], drift);

function startForm(pairs: Awaited<ReturnType<SyncStore['pairStates']>>, token: string): Html {
	if (pairs.length === 0) return html`<p class="empty">No mapper has run yet: there is no sync to read.</p>`;
	return html`<p>A <strong>reconcile</strong> compares both sides and sends only what is not in step through the sync. A <strong>backfill</strong> sends every record through it once more: after a rule was changed, or for what was there before the sync began.</p>
		<form method="post" class="filter">${hidden({ token, action: 'startReading' })}
		<label>What<select name="kind"><option value="reconcile">Reconcile</option><option value="backfill">Backfill</option></select></label>
		<label>Sync<select name="pair"><option value="">all</option>${pairs.map(({ pair, mapping }) => html`<option value="${pair}">${nameOfPair(mapping)}</option>`)}</select></label>
		<label>Sides<select name="side"><option value="">both</option><option value="left">the first only</option><option value="right">the second only</option></select></label>
		<label>Records a minute<input type="number" name="perMinute" min="1" step="1" placeholder="no limit"></label>
		<label>Share of the day’s calls (%)<input type="number" name="share" min="1" max="100" placeholder="no limit"></label>
		<label>Only from<input type="time" name="from"></label><label>Only until<input type="time" name="to"></label>
		<label>Time zone<input name="zone" value="UTC" placeholder="e.g. Europe/Berlin" autocomplete="off"></label>
		<button class="main">Start</button></form>`;
}
