/** Text made safe for HTML content and quoted attributes. */
export function escapeHtml(value: unknown): string {
	const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
	return String(value ?? '').replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** A link in the page's navigation. */
export interface NavLink {
	href: string;
	label: string;
	current?: boolean;
}

/** A whole page. `body` is HTML that is already escaped (made by the helpers below). */
interface PageOptions {
	sandbox: string;
	title: string;
	nav: NavLink[];
	body: string;
}

/** A list with search and paging. `href` opens a row; `searchUrl` is the list's path without a query string. */
interface RecordListOptions {
	columns: string[];
	rows: Array<{ href: string; cells: unknown[]; muted?: boolean }>;
	total: number;
	page: number;
	pageSize: number;
	search: string;
	listUrl: string;
	/** A link that opens an empty form, if records can be created. */
	newUrl?: string;
}

/** One input of a record form. */
export interface FormField {
	name: string;
	label: string;
	value: unknown;
	type: 'text' | 'textarea' | 'checkbox' | 'select' | 'multiselect' | 'number' | 'date' | 'email';
	/** For `select` and `multiselect`. */
	options?: Array<{ value: string; label: string }>;
	/** Shown as text and not sent. */
	readOnly?: boolean;
	required?: boolean;
	hint?: string;
}

/** A form that posts to `action`; `buttons` are further one-button forms (delete, undelete …). */
interface RecordFormOptions {
	action: string;
	fields: FormField[];
	submitLabel?: string;
	error?: string;
	notice?: string;
	buttons?: Array<{ action: string; label: string }>;
}

const STYLE = `
:root{color-scheme:light dark;--line:light-dark(#d9dce1,#3a3f47);--soft:light-dark(#f5f6f8,#22262b);--ink:light-dark(#1c2024,#e8eaed);
--mute:light-dark(#667080,#98a1ad);--accent:light-dark(#0b5fce,#7db4ff);--bad:light-dark(#b3261e,#ff8f86)}
*{box-sizing:border-box}body{margin:0;font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:light-dark(#fff,#17191c)}
header{display:flex;gap:1rem;align-items:baseline;flex-wrap:wrap;padding:.8rem 1.2rem;background:var(--soft);border-bottom:1px solid var(--line)}
header strong{margin-right:1rem}header .mute{margin-left:auto;font-size:.85rem}header a{display:inline-block}
header a::first-letter,h1::first-letter,th::first-letter{text-transform:uppercase}a{color:var(--accent);text-decoration:none}a:hover{text-decoration:underline}
a[aria-current]{font-weight:600;color:var(--ink)}main{padding:1.2rem;max-width:1500px}h1{font-size:1.3rem;margin:0 0 1rem}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.4rem .7rem;border-bottom:1px solid var(--line);
max-width:22rem;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}th{color:var(--mute);font-weight:500}tr.muted td{text-decoration:line-through;color:var(--mute)}
.bar{display:flex;gap:.6rem;align-items:center;flex-wrap:wrap;margin-bottom:.8rem}.grow{flex:1}.mute{color:var(--mute)}
input,select,textarea,button{font:inherit;color:inherit;background:light-dark(#fff,#101214);border:1px solid var(--line);border-radius:6px;padding:.35rem .6rem}
button{background:var(--soft);cursor:pointer}button.main{background:var(--accent);color:light-dark(#fff,#101214);border-color:transparent}
form.record{display:grid;grid-template-columns:minmax(9rem,14rem) minmax(0,1fr);gap:.5rem 1rem;align-items:start;max-width:820px}
form.record input:not([type=checkbox]),form.record select,form.record textarea{width:100%}form.record .end{grid-column:2}
.hint{display:block;color:var(--mute);font-size:.85rem}[role=alert]{border-left:3px solid var(--bad);color:var(--bad);padding:.5rem .8rem;background:var(--soft)}
[role=status]{border-left:3px solid var(--accent);padding:.5rem .8rem;background:var(--soft)}`;

/** A whole HTML document, without external assets. */
export function renderPage({ sandbox, title, nav, body }: PageOptions): string {
	const links = nav.map(({ href, label, current }) => {
		return `<a href="${escapeHtml(href)}"${current ? ' aria-current="page"' : ''}>${escapeHtml(label)}</a>`;
	});
	return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)} · ${escapeHtml(sandbox)}</title><style>${STYLE}</style></head><body>
<header><strong>${escapeHtml(sandbox)}</strong>${links.join('')}<span class="mute">a local stand-in with sample data</span></header>
<main><h1>${escapeHtml(title)}</h1>${body}</main></body></html>`;
}

function pager({ total, page, pageSize, search, listUrl }: RecordListOptions): string {
	const pages = Math.max(1, Math.ceil(total / pageSize));
	const link = (target: number, label: string) => {
		const query = new URLSearchParams({ search, page: String(target) });
		return `<a href="${escapeHtml(`${listUrl}?${query}`)}">${label}</a>`;
	};
	return `<div class="bar">${page > 1 ? link(page - 1, '← Earlier') : ''}
<span class="mute">page ${page} of ${pages}, ${total} records</span>${page < pages ? link(page + 1, 'Later →') : ''}</div>`;
}

/** A table of records with a search box and pages. */
export function renderRecordList(options: RecordListOptions): string {
	const head = options.columns.map((column) => `<th scope="col">${escapeHtml(column)}</th>`).join('');
	const rows = options.rows.map(({ href, cells, muted }) => {
		const content = cells.map((cell, index) => {
			const text = escapeHtml(cell);
			return `<td>${index === 0 ? `<a href="${escapeHtml(href)}">${text || '(blank)'}</a>` : text}</td>`;
		});
		return `<tr${muted ? ' class="muted"' : ''}>${content.join('')}</tr>`;
	});
	const create = options.newUrl ? `<a href="${escapeHtml(options.newUrl)}">New record</a>` : '';
	return `<form class="bar" method="get" action="${escapeHtml(options.listUrl)}">
<input class="grow" type="search" name="search" aria-label="Search" placeholder="Search" value="${escapeHtml(options.search)}">
<button>Search</button>${create}</form>
<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table></div>${pager(options)}`;
}

function options(field: FormField, chosen: ReadonlySet<string>): string {
	const blank = field.type === 'select' ? [{ value: '', label: '(blank)' }] : [];
	return [...blank, ...(field.options ?? [])]
		.map(({ value, label }) => {
			return `<option value="${escapeHtml(value)}"${chosen.has(value) ? ' selected' : ''}>${escapeHtml(label)}</option>`;
		})
		.join('');
}

function control(field: FormField): string {
	const name = `id="f-${escapeHtml(field.name)}" name="${escapeHtml(field.name)}"${field.required ? ' required' : ''}`;
	const text = escapeHtml(field.value);
	switch (field.type) {
		case 'textarea':
			return `<textarea ${name} rows="4">${text}</textarea>`;
		case 'checkbox':
			return `<input type="checkbox" ${name} value="true"${field.value === true ? ' checked' : ''}>`;
		case 'select':
			return `<select ${name}>${options(field, new Set([String(field.value ?? '')]))}</select>`;
		case 'multiselect': {
			const chosen = Array.isArray(field.value) ? field.value.map(String) : String(field.value ?? '').split(';');
			return `<select ${name} multiple>${options(field, new Set(chosen))}</select>`;
		}
		case 'number':
			return `<input type="number" step="any" ${name} value="${text}">`;
		default:
			return `<input type="${field.type}" ${name} value="${text}">`;
	}
}

/**
 * A form for one record. It is sent url-encoded with `novalidate`, so that the service's own rules answer and not
 * the browser's. An unticked checkbox is absent from the body, as everywhere in HTML.
 */
export function renderRecordForm(form: RecordFormOptions): string {
	const rows = form.fields.map((field) => {
		const hint = field.hint ? `<span class="hint">${escapeHtml(field.hint)}</span>` : '';
		const label = `${escapeHtml(field.label)}${field.required ? ' *' : ''}${hint}`;
		if (field.readOnly) return `<span>${label}</span><span class="mute">${escapeHtml(field.value) || '–'}</span>`;
		return `<label for="f-${escapeHtml(field.name)}">${label}</label><span>${control(field)}</span>`;
	});
	const buttons = (form.buttons ?? []).map(({ action, label }) => {
		return `<form method="post" action="${escapeHtml(action)}"><button>${escapeHtml(label)}</button></form>`;
	});
	return `${form.error ? `<p role="alert">${escapeHtml(form.error)}</p>` : ''}
${form.notice ? `<p role="status">${escapeHtml(form.notice)}</p>` : ''}
<form class="record" method="post" action="${escapeHtml(form.action)}" novalidate>${rows.join('')}
<span class="end"><button class="main">${escapeHtml(form.submitLabel ?? 'Save')}</button></span></form>
<div class="bar">${buttons.join('')}</div>`;
}
