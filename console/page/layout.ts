import { html, type Child, type Html } from './html';
import { STYLE } from './style';

export const VIEWS = ['health', 'review', 'issues', 'runs', 'rehearsals', 'log'] as const;
export type View = (typeof VIEWS)[number];

const NAMES: Record<View, string> = { health: 'Health', review: 'Review', issues: 'Issues', runs: 'Readings', rehearsals: 'Dry Runs', log: 'Log' };

export interface Layout {
	view: View;
	/** Where it is not the view's own name. */
	title?: string | undefined;
	/** How many questions, issues and dry runs wait for a person, beside the names of their views. */
	counts: Partial<Record<View, number>>;
	/** What became of the button that was pressed. */
	notice?: { text: string; failed?: boolean };
	/** ISO 8601 UTC: when the figures were read. */
	at: string;
	body: Child;
}

/** A whole document: no assets from outside, no script, and readable without its styles. */
export function layout({ view, title = NAMES[view], counts, notice, at, body }: Layout): string {
	return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><meta name="referrer" content="no-referrer">
<title>${title} – Sync Console</title><style>${STYLE}</style></head>
<body><a class="skip" href="#main">Skip to the content</a>
<header><strong>Sync Console</strong><nav aria-label="Views">${VIEWS.map((name) => tab(name, view, counts[name]))}</nav><span class="mute"><a href="?view=${view}">Refresh</a> as of <time datetime="${at}">${utc(at)}</time></span></header>
<main id="main"><h1>${title}</h1>${notice && html`<p role="${notice.failed ? 'alert' : 'status'}">${notice.text}</p>`}${body}</main></body></html>`.text;
}

const tab = (name: View, view: View, count = 0): Html =>
	html`<a href="?view=${name}"${name === view && html` aria-current="page"`}>${NAMES[name]}${count > 0 && html` <span class="count">${count.toLocaleString('en')}</span>`}</a>`;

/** "2026-11-21 14:05 UTC": the page knows nobody's time zone. */
export const utc = (at: string): string => `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;

/** A form with one button, for the actions of the page. `fields` go with it unseen. */
export const button = (label: string, { token, fields, tone }: { token: string; fields: Readonly<Record<string, string>>; tone?: 'main' }): Html =>
	html`<form method="post">${hidden({ token, ...fields })}<button${tone && html` class="${tone}"`}>${label}</button></form>`;

export const hidden = (fields: Readonly<Record<string, string>>): Html =>
	html`${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}`;

export interface Column<Row> {
	name: string;
	of: (row: Row) => Child;
	/** Right-aligned. */
	number?: true;
}

/** A table that scrolls sideways on a phone, with a name for who listens. */
export function table<Row>(caption: string, columns: ReadonlyArray<Column<Row>>, rows: readonly Row[]): Html {
	const kind = ({ number }: Column<Row>) => number && html` class="number"`;
	return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table><caption class="hidden">${caption}</caption><thead><tr>${columns.map((column) => html`<th scope="col"${kind(column)}>${column.name}</th>`)}</tr></thead><tbody>${rows.map((row) => html`<tr>${columns.map((column) => html`<td${kind(column)}>${column.of(row)}</td>`)}</tr>`)}</tbody></table></div>`;
}
