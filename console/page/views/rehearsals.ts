import { dryRunReports, type DryRunReport, type PlannedDirection, type PlannedKind, type PlannedReason } from '../../rehearsal';
import type { PlanKind } from '../../plan-words';
import type { SyncStore } from '../../../engine/run/store-port';
import type { Tone } from '../bars';
import { html, type Html } from '../html';
import { button, table, utc } from '../layout';
import { recordLink } from '../links';
import { movementsTable } from './log';

/** Of each reason: enough to see whether the mapping means what it should. */
const EXAMPLES = 5;

const TONES: Record<PlanKind, Tone> = { create: 'good', update: 'good', archive: 'warn', bringBack: 'good', link: 'calm', conflict: 'bad', skip: 'calm', wait: 'warn', fail: 'bad' };

type RehearsalStore = Pick<SyncStore, 'rehearsals' | 'plan' | 'pairStates' | 'feedStates' | 'openReviews'>;

/** What every sync in rehearsal would do, with the button that lets it. */
export async function rehearsalsView(store: RehearsalStore, { token }: { token: string }): Promise<Html> {
	const reports = await dryRunReports(store, { examples: EXAMPLES });
	if (reports.length === 0) {
		return html`<p class="empty">No sync is in rehearsal. Choose “Until Somebody Says Go” for the option “Dry Run” of both upsert nodes of a sync and publish the workflow: what would happen is shown here, and nothing is written before you say so.</p>`;
	}
	const open = reports.filter(({ status }) => status === 'rehearsal');
	return html`${open.length > 1 && html`<p>${button('Go: all syncs in rehearsal', { token, fields: { action: 'goLive' }, tone: 'main' })}</p>`}
		${[...open, ...reports.filter(({ status }) => status === 'live')].map((report) => reportCard(report, token))}`;
}

function reportCard(report: DryRunReport, token: string): Html {
	const { pair, name, status, since, live, warnings, directions } = report;
	const fields = (action: string) => ({ token, fields: { action, pair } });
	if (live !== undefined) {
		return html`<section class="item" aria-label="${name}"><h2 class="first">${name}</h2><p>Live since <time datetime="${live.since}">${utc(live.since)}</time>: ${live.by} said go.</p>
			<details><summary>What was planned</summary>${directions.map(directionPart)}</details><div class="actions">${button('Back to rehearsal', fields('rehearse'))}</div></section>`;
	}
	return html`<section class="card ${status === 'rehearsal' && 'warn'} reading" aria-label="${name}"><h2 class="first">${name}</h2>
		<p><strong>Nothing is written</strong> before somebody says go. Planned since <time datetime="${since}">${utc(since)}</time>.</p>
		${progressPart(report)}${warnings.map((warning) => html`<p role="note"><strong>Mind:</strong> ${warning}</p>`)}
		${directions.map(directionPart)}${questionsPart(report)}
		<div class="actions">${button('Go', { ...fields('goLive'), tone: 'main' })}${button('Start over', fields('rehearse'))}</div></section>`;
}

function progressPart({ progress: { planned, onTheirWay, firstSync, complete } }: DryRunReport): Html {
	return html`<p>${planned.toLocaleString('en')} records are planned. ${complete ? 'That is everything there is now.' : 'More are on their way: the report grows.'}${onTheirWay > 0 && html` <span class="mute">${onTheirWay.toLocaleString('en')} were read and have no plan yet.</span>`}</p>
		${firstSync.map(({ trigger, object, done, total }) => html`<label class="progress">${trigger}: ${object}, ${done.toLocaleString('en')} of ${total.toLocaleString('en')}<progress max="${Math.max(total, 1)}" value="${Math.min(done, total)}"></progress></label>`)}`;
}

function directionPart({ from, to, records, kinds, changes }: PlannedDirection): Html {
	return html`<h3>${from} → ${to} <span class="mute">${records.toLocaleString('en')} records</span></h3>
		${table<PlannedKind>(`What would happen from ${from} to ${to}`, [
			{ name: 'Records', number: true, of: ({ count }) => count.toLocaleString('en') },
			{ name: 'What would happen', of: ({ kind, means }) => html`<i class="dot ${TONES[kind]}"></i>${means}` },
			{ name: 'Why', of: ({ reasons }) => reasons.map(reasonPart) },
		], kinds)}
		${changes.length > 0 && html`<details><summary>Fields of ${to} that would change (${changes.length})</summary>${table(`Fields of ${to} that would change`, [
			{ name: 'Field', of: ({ label, field }) => html`${label} <span class="mute">${field}</span>` },
			{ name: 'Records', number: true, of: ({ count }) => count.toLocaleString('en') },
		], changes)}</details>`}`;
}

const reasonPart = ({ means, count, examples }: PlannedReason): Html =>
	html`<details><summary>${count.toLocaleString('en')}: ${means}</summary>${examples.map(({ source, target, message, changes }) => html`<p>${recordLink(source)}${target && html` → ${recordLink(target)}`}: ${message}</p>${changes.length > 0 && html`<details><summary>${changes.length} fields</summary>${movementsTable(changes)}</details>`}`)}</details>`;

function questionsPart({ questions, unmappedValues }: DryRunReport): Html | false {
	const asked = questions.reduce((sum, { count }) => sum + count, 0);
	return (asked > 0 || unmappedValues.count > 0) && html`<h3>Questions</h3>
		${unmappedValues.count > 0 && html`<p>${unmappedValues.count.toLocaleString('en')} values have no partner yet. <a href="?view=review">Give them one</a> now: what waits for it is planned anew.</p>${listOf(unmappedValues.examples)}`}
		${questions.map(({ count, examples }) => html`<p>${count.toLocaleString('en')} would be asked, for example:</p>${listOf(examples)}`)}`;
}

const listOf = (texts: readonly string[]): Html => html`<ul>${texts.map((text) => html`<li>${text}</li>`)}</ul>`;
