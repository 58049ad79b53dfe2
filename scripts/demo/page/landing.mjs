/* global document, fetch, navigator */
/** Shows what /state says, once a second. Texts only, never HTML: records may hold anything. */
import { connectForms, showSteps } from './steps.mjs';

const EVERY_MS = 1_000;
/** How long what has just arrived is marked. */
const MARKED_MS = 12_000;
const SYSTEMS = ['salesforce', 'hubspot', 'pact'];

const byId = (id) => document.getElementById(id);
let kind = 'people';
let latest;
/** Of each record, the values as they were last seen, and until when a value is marked. */
const seen = new Map();

/** An element with its attributes and children (texts or elements). */
function element(tag, attributes = {}, ...children) {
	const made = document.createElement(tag);
	for (const [name, value] of Object.entries(attributes)) if (value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : value);
	made.append(...children.filter((child) => child !== undefined));
	return made;
}

/** Puts children into place, unless they are there already. */
function show(parent, signature, make) {
	const text = JSON.stringify(signature);
	if (parent.dataset.shown === text) return;
	parent.dataset.shown = text;
	parent.replaceChildren(...make());
}

function render(state) {
	latest = state;
	byId('lost').hidden = true;
	const ready = state.phase === 'ready';
	byId('starting').hidden = ready;
	byId('doors').hidden = !ready;
	show(byId('start-steps'), state.starting, () => state.starting.map(({ title, state: how, seconds }) => element('li', { class: how.replace(' ', '-') }, title, seconds === undefined ? '' : ` (${seconds} s)`)));
	if (ready) renderDoors(state);
	showSteps(state, element, show);
	renderSystems(state);
}

function renderDoors({ editor, console: page, workflows, firstSync }) {
	const door = ({ id, name }) => element('li', {}, element('a', { href: `/go/editor?path=/workflow/${id}`, target: '_blank', rel: 'noopener' }, name));
	show(byId('canvases'), workflows, () => workflows.filter(({ runs }) => runs).map(door));
	show(byId('others'), workflows, () => workflows.filter(({ runs }) => !runs).map(door));
	show(byId('editor-login'), editor, () => login(editor));
	show(byId('console-login'), page, () => login(page));
	show(byId('first-sync'), firstSync.bars, () => firstSync.bars.map(({ label, done, total }) =>
		element('label', { class: 'bar' }, element('span', {}, label), element('span', { class: 'mute' }, `${done} of ${total}`), element('progress', { max: String(Math.max(1, total)), value: String(Math.min(done, total)) })),
	));
	show(byId('first-sync-words'), firstSync.words, () => [firstSync.words]);
}

function login({ user, password }) {
	const copy = (what, text) => {
		const button = element('button', { type: 'button', class: 'copy', 'aria-label': `Copy the ${what}` }, 'copy');
		button.addEventListener('click', async () => {
			await navigator.clipboard.writeText(text);
			button.textContent = 'copied';
		});
		return button;
	};
	return [element('dt', {}, 'user'), element('dd', {}, user, ' ', copy('user', user)), element('dt', {}, 'password'), element('dd', {}, password, ' ', copy('password', password))];
}

/** Notes what has changed since the last look, and answers which words of a record are marked now. */
function marks(key, values, isFirstLook) {
	const now = Date.now();
	const before = seen.get(key);
	const until = before?.until ?? {};
	if (!isFirstLook) for (const [word, value] of Object.entries(values)) if (value !== '' && before?.values[word] !== value) until[word] = now + MARKED_MS;
	seen.set(key, { values, until });
	return new Set(Object.keys(until).filter((word) => until[word] > now));
}

const lookedAt = new Set();

function renderSystems({ systems }) {
	if (systems === undefined) return;
	const marked = {};
	for (const system of SYSTEMS) {
		for (const [name, { records }] of Object.entries(systems[system].kinds)) {
			const first = !lookedAt.has(`${system} ${name}`);
			for (const { id, values } of records) marked[`${system} ${name} ${id}`] = [...marks(`${system} ${name} ${id}`, values, first)];
			lookedAt.add(`${system} ${name}`);
		}
	}
	show(byId('systems'), [kind, systems, marked], () => SYSTEMS.map((system) => column(systems[system], system, marked)));
}

function column({ title, url, kinds }, system, marked) {
	const { total, records } = kinds[kind];
	const head = element('h3', {}, element('a', { href: url, target: '_blank', rel: 'noopener' }, title), element('span', { class: 'mute' }, `${total} ${kind}`));
	const rows = records.map((record) => row(record, new Set(marked[`${system} ${kind} ${record.id}`])));
	return element('section', { class: 'system', 'data-system': system, 'aria-label': title }, head, rows.length === 0 ? element('p', { class: 'mute' }, 'Nothing yet.') : element('ul', {}, ...rows));
}

function row({ url, values }, fresh) {
	const { first, last, name, ...rest } = values;
	const called = name ?? ([first, last].filter(Boolean).join(' ') || '(no name)');
	const isFresh = ['first', 'last', 'name'].some((word) => fresh.has(word));
	const value = (word, text) => element('span', { class: [fresh.has(word) ? 'fresh' : '', word === 'optedOut' ? 'out' : ''].join(' ').trim() || undefined }, text);
	const shown = Object.entries(rest).filter(([, text]) => text !== '');
	return element('li', {},
		element('a', { class: `record-name${isFresh ? ' fresh' : ''}`, href: url, target: '_blank', rel: 'noopener' }, called), ' ',
		fresh.size > 0 ? element('mark', {}, 'new') : '',
		element('div', { class: 'values' }, ...shown.map(([word, text]) => value(word, text))),
	);
}

for (const button of document.querySelectorAll('[data-kind]')) {
	button.addEventListener('click', () => choose(button.dataset.kind));
}

function choose(wanted) {
	kind = wanted;
	for (const button of document.querySelectorAll('[data-kind]')) button.setAttribute('aria-pressed', String(button.dataset.kind === kind));
	if (latest) renderSystems(latest);
}

async function look() {
	try {
		const answer = await fetch('/state');
		if (answer.ok) render(await answer.json());
	} catch {
		// The server is gone: nothing else ends a request to it.
		byId('lost').hidden = false;
	}
	setTimeout(look, EVERY_MS);
}

connectForms({ onAnswer: render, onStart: (action) => choose(action === 'stage' ? 'deals' : 'people') });
void look();
