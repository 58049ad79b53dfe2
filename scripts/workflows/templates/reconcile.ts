import { Canvas, ours } from '../canvas';

/** When nobody works in the CRM, and before the day's calls of Salesforce and HubSpot are needed. */
const AT_HOUR = 2;
/** Until the working day begins. */
const WAIT_MINUTES = 240;

const START = `## Nightly Reconcile

Reads both sides of **every sync in this n8n**, compares them, brings what differs back in step, and tells you in the morning.

1. **Hour.** Open *Every night* and choose the hour (the time zone is the workflow's).
2. **Try it.** Press *Execute workflow*: the report comes out of *Your message*.
3. **Send it.** Replace *Send it from here* by your e-mail, Slack or Teams node, with \`{{ $json.subject }}\` and \`{{ $json.text }}\`.
4. **Publish.** The workflows of the syncs must be published too: their triggers do the reading.

No credential is needed here.`;

const READ = `### What it costs
A reading goes through all records of both sides, page by page, behind the live changes: about one call for 100 to 200 records. Only what differs is read in full and flows through the canvas.

**Change here**
- *Sync Name or ID*: one sync instead of all.
- *Options → Records per Minute*, *Share of the Day's API Calls*: slower, cheaper.
- *Options → Only From / Until*: it rests outside of these hours and goes on where it stopped.`;

const SEND = `### What comes out
One item for each sync, with counts, drift by field, orphans and unseen deletes, and the same as \`text\`. *One list* and *Your message* make a single message of them.

Only when something was found: put an *If* on \`{{ $json.found > 0 }}\` before the message.`;

/** A schedule, the readings of all syncs, and a message about what they found. */
export function reconcileCanvas(): Canvas {
	const canvas = new Canvas('Nightly Reconcile');
	canvas.note('Nightly Reconcile', START, { position: [0, 0], width: 480, height: 340, color: 4 });
	canvas.note('Reading', READ, { position: [680, 0], width: 400, height: 340, color: 7 });
	canvas.note('Message', SEND, { position: [1120, 0], width: 440, height: 340, color: 7 });
	const night = canvas.add({
		name: 'Every night',
		type: 'n8n-nodes-base.scheduleTrigger',
		typeVersion: 1.2,
		position: [520, 400],
		parameters: { rule: { interval: [{ field: 'days', daysInterval: 1, triggerAtHour: AT_HOUR, triggerAtMinute: 0 }] } },
	});
	const read = canvas.add({
		name: 'Reconcile all syncs',
		type: ours('syncConsole'),
		position: [800, 400],
		parameters: { resource: 'sync', operation: 'startReconcile', pair: '', sides: 'both', wait: true, waitMinutes: WAIT_MINUTES },
	});
	const list = canvas.add({
		name: 'One list',
		type: 'n8n-nodes-base.aggregate',
		position: [1040, 400],
		parameters: {
			fieldsToAggregate: { fieldToAggregate: [{ fieldToAggregate: 'text' }, { fieldToAggregate: 'found' }] },
			options: {},
		},
	});
	const message = canvas.add({
		name: 'Your message',
		type: 'n8n-nodes-base.set',
		typeVersion: 3.4,
		position: [1240, 400],
		parameters: {
			assignments: {
				assignments: [
					{ id: 'found', name: 'found', type: 'number', value: '={{ $json.found.reduce((sum, one) => sum + one, 0) }}' },
					{ id: 'subject', name: 'subject', type: 'string', value: "={{ $json.found.some((one) => one > 0) ? 'Reconcile: differences were found' : 'Reconcile: everything is in step' }}" },
					{ id: 'text', name: 'text', type: 'string', value: "={{ $json.text.join('\\n\\n') }}" },
				],
			},
			options: {},
		},
	});
	const send = canvas.add({ name: 'Send it from here', type: 'n8n-nodes-base.noOp', position: [1460, 400], parameters: {} });
	canvas.connect(night, 0, read);
	canvas.connect(read, 0, list);
	canvas.connect(list, 0, message);
	canvas.connect(message, 0, send);
	return canvas;
}
