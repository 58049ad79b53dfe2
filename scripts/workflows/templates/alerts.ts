import { Canvas, ours } from '../canvas';
import { addIf, addMail, addSchedule, CONSOLE_ADDRESS } from './mail';

const START = `## Sync alerts

Tells somebody when a sync needs a person: a credential is refused, a trigger is silent, changes pile up, a guard stopped a run, consent is in dispute, records were given up, fields changed. **Once when it begins, and once more when it is over.**

### Before you publish
1. **Credential.** Open the two mail nodes, make an *SMTP* credential, and enter sender and receivers.
2. **Address.** In both texts, replace *your-n8n.example.com* by your n8n, where the *Sync Console* page is served.
3. Press *Execute workflow*: you get whatever stands now, and nothing counts as told.
4. **Publish.**

The texts hold no values of records and no personal data.`;

const LISTEN = `### Ask
Every five minutes, *New alerts* returns what is news to this workflow. A second workflow hears everything for itself.

**Change here**
- *Options* of *New alerts*: from which age or size a backlog counts, and how long a system may be away before it is told.`;

const TELL = `### Tell
*now*: something rests until somebody acts. *soon*: today will do.

**Change here**
- Slack, Teams, a pager: put its node in the place of a mail node, with the same two expressions (title, text).`;

const TEXT = `={{ $json.text }}

Since: {{ $json.since }}
More: ${CONSOLE_ADDRESS}?view={{ $json.view }}`;

export function alertsCanvas(): Canvas {
	const canvas = new Canvas('Sync alerts');
	canvas.note('start here', START, { position: [-560, -40], width: 420, height: 500, color: 4 });
	canvas.note('ask', LISTEN, { position: [-100, -40], width: 520, height: 500, color: 5 });
	canvas.note('tell', TELL, { position: [460, -40], width: 460, height: 680, color: 3 });
	const schedule = addSchedule(canvas, 'Every five minutes', [-60, 300], { field: 'minutes', minutesInterval: 5 });
	const news = canvas.add({
		name: 'New alerts',
		type: ours('syncConsole'),
		position: [200, 300],
		parameters: { resource: 'health', operation: 'getAlerts', alerts: 'news', alertOptions: {} },
	});
	const urgent = addIf(canvas, 'Urgent?', [500, 300], { leftValue: '={{ $json.severity }}', rightValue: 'now', operator: { type: 'string', operation: 'equals' } });
	const duty = addMail(canvas, { name: 'Mail to who is on duty', position: [740, 260], to: 'on-duty@example.com', subject: '=[Sync, now] {{ $json.title }}', text: TEXT });
	const team = addMail(canvas, { name: 'Mail to the team', position: [740, 460], to: 'revenue-operations@example.com', subject: '=[Sync] {{ $json.title }}', text: TEXT });
	canvas.connect(schedule, 0, news);
	canvas.connect(news, 0, urgent);
	canvas.connect(urgent, 0, duty);
	canvas.connect(urgent, 1, team);
	return canvas;
}
