/* global document, fetch, FormData */
/** The "try this" steps: forms that are sent to the demo, and what of each has been seen. */

const byAttribute = (name, value) => document.querySelector(`[data-${name}="${value}"]`);

/** A person that nobody has, for the first step. */
const freshEmail = () => `ada.lindqvist.${Date.now().toString(36).slice(-5)}@first-minutes.example`;

/** Sends the forms; `onAnswer` gets the state after that. */
export function connectForms({ onAnswer, onStart }) {
	document.querySelector('[name="email"]').value = freshEmail();
	for (const form of document.querySelectorAll('form[data-action]')) {
		form.addEventListener('submit', async (event) => {
			event.preventDefault();
			const { action } = form.dataset;
			const button = form.querySelector('button');
			button.disabled = true;
			onStart(action);
			const body = JSON.stringify(Object.fromEntries(new FormData(form)));
			const answer = await fetch(`/try/${action}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
			if (answer.ok) onAnswer(await answer.json());
			button.disabled = false;
		});
	}
}

const WAITS = { edit: 'First add a person.', conflict: 'First add a person.', optOut: 'First add a person.', relax: 'First let her opt out.' };

export function showSteps({ phase, steps }, element, show) {
	for (const [action, { state, problem, expectations }] of Object.entries(steps)) {
		const form = byAttribute('action', action);
		form.querySelector('button').disabled = phase !== 'ready' || state === 'waits' || state === 'under way';
		const progress = byAttribute('progress', action);
		const waiting = phase === 'ready' && state === 'waits';
		show(progress, [state, problem, expectations, waiting], () => [
			...(waiting ? [element('p', { class: 'mute' }, WAITS[action])] : []),
			...(problem === undefined ? [] : [element('p', { class: 'problem', role: 'alert' }, problem)]),
			...(state === 'done' && expectations.length === 0 ? [element('p', { class: 'mute' }, 'Done at an earlier start.')] : []),
			...(expectations.length === 0 ? [] : [element('ul', { class: 'expectations' }, ...expectations.map((expectation) => expectationItem(expectation, element)))]),
		]);
	}
	const cards = [...document.querySelectorAll('[data-step]')];
	for (const card of cards) card.classList.toggle('done', card.dataset.step.split(' ').every((action) => steps[action].state === 'done'));
	const done = cards.filter((card) => card.classList.contains('done')).length;
	show(document.getElementById('try-count'), done, () => [`${done} of ${cards.length} done`]);
	const [asked, answered] = steps.stage.expectations;
	document.getElementById('answer').hidden = asked?.detail === undefined || answered?.detail !== undefined;
}

function expectationItem({ text, detail, seconds }, element) {
	const seen = detail !== undefined;
	return element('li', { class: seen ? 'seen' : undefined }, text, seen ? ` (after ${seconds} s)` : ' …', seen ? element('span', { class: 'detail' }, detail) : '');
}
