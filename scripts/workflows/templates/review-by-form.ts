import { Canvas, ours, type NewNode } from '../canvas';
import { CONSOLE_CREDENTIAL } from './console';
import { addIf } from './mail';

/** From here on a form can be built from JSON, and its fields are known by their labels up to 2.3. */
const FORM_VERSION = 2.3;

const START = `## Review by form

Answers the syncs' open questions (conflicts, values without a partner, several matches …) in n8n's own forms: for people who should decide, and not see the whole Sync Console.

### Before you publish
1. **Credential.** Open *Review form*, and make a *Basic Auth* credential with a user and a long password for those who decide.
2. **Publish**, and give them the node's *production URL*.

Serve n8n by HTTPS: the form shows values of your records. n8n keeps them with the executions of this workflow; its settings say for how long.`;

const STEPS = `### How it goes
Name → which question → its answers → done. What waited goes on by itself, through the sync's own workflow, which must be published.

**Change here**
- *Review form*: another title or path, or *n8n User Auth* in its newest version.
- A Slack or e-mail node behind *Give the answer* tells the team who decided what.

Making a missing stage in Pact takes the Sync Console page or node.`;

type Place = NewNode['position'];

export function reviewFormCanvas(): Canvas {
	const canvas = new Canvas('Review by form');
	canvas.note('start here', START, { position: [-560, -40], width: 420, height: 420, color: 4 });
	canvas.note('steps', STEPS, { position: [-100, -40], width: 1900, height: 260, color: 5 });
	const trigger = canvas.add({
		name: 'Review form',
		type: 'n8n-nodes-base.formTrigger',
		typeVersion: FORM_VERSION,
		position: [-60, 320],
		parameters: {
			authentication: 'basicAuth',
			formTitle: 'Questions of the sync',
			formDescription: 'Two systems disagree, or one does not know what the other means. Your answer decides.',
			formFields: { values: [{ fieldLabel: 'Your name', fieldType: 'text', requiredField: true }] },
			options: { path: 'sync-review', buttonLabel: 'Next', appendAttribution: false },
		},
		credentials: { httpBasicAuth: { name: CONSOLE_CREDENTIAL } },
	});
	const list = addPageOf(canvas, 'Open questions', [160, 320], '');
	const any = addIf(canvas, 'Any open?', [380, 320], { leftValue: '={{ $json.open }}', rightValue: 0, operator: { type: 'number', operation: 'gt' } });
	const choose = addPage(canvas, 'Choose a question', [600, 240], 'Which question?');
	const question = addPageOf(canvas, 'The question', [820, 240], '={{ $json.Question }}');
	const ask = addPage(canvas, 'Ask it', [1040, 240], 'Your answer');
	const answer = canvas.add({
		name: 'Give the answer',
		type: ours('syncConsole'),
		position: [1260, 240],
		parameters: {
			resource: 'reviewItem',
			operation: 'answerForm',
			chosenItem: "={{ $('The question').first().json.id }}",
			submitted: '={{ $json }}',
			decidedBy: "={{ $('Review form').first().json['Your name'] }}",
		},
		onError: 'continueErrorOutput',
	});
	const done = addEnding(canvas, 'Answered', [1500, 240], 'Thank you', '={{ $json.message }}');
	const refused = addEnding(canvas, 'Not answered', [1500, 420], 'This was not taken', '={{ $json.error }} Open the form anew to try again.');
	const none = addEnding(canvas, 'Nothing to decide', [600, 480], 'Nothing to decide', 'No question is open.');
	canvas.connect(trigger, 0, list);
	canvas.connect(list, 0, any);
	canvas.connect(any, 0, choose);
	canvas.connect(any, 1, none);
	canvas.connect(choose, 0, question);
	canvas.connect(question, 0, ask);
	canvas.connect(question, 1, refused);
	canvas.connect(ask, 0, answer);
	canvas.connect(answer, 0, done);
	canvas.connect(answer, 1, refused);
	return canvas;
}

function addPageOf(canvas: Canvas, name: string, position: Place, chosenItem: string): string {
	const parameters = { resource: 'reviewItem', operation: 'getFormPage', chosenItem };
	return canvas.add({ name, type: ours('syncConsole'), position, parameters, ...(chosenItem === '' ? {} : { onError: 'continueErrorOutput' as const }) });
}

function addPage(canvas: Canvas, name: string, position: Place, formTitle: string): string {
	const parameters = { operation: 'page', defineForm: 'json', jsonOutput: '={{ $json.fields }}', options: { formTitle, formDescription: '={{ $json.description }}', buttonLabel: 'Next' } };
	return canvas.add({ name, type: 'n8n-nodes-base.form', typeVersion: FORM_VERSION, position, parameters });
}

function addEnding(canvas: Canvas, name: string, position: Place, completionTitle: string, completionMessage: string): string {
	const parameters = { operation: 'completion', respondWith: 'text', completionTitle, completionMessage, options: {} };
	return canvas.add({ name, type: 'n8n-nodes-base.form', typeVersion: FORM_VERSION, position, parameters });
}
