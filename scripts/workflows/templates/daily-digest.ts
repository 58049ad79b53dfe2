import { Canvas, ours } from '../canvas';
import { addMail, addSchedule, CONSOLE_ADDRESS } from './mail';

const NOTE = `## Daily sync digest

Every morning at seven: what the syncs did in the last 24 hours, what is open, what was given up and why, and what took longest.

### Before you publish
1. **Credential.** Open *Mail the digest*, make an *SMTP* credential, and enter sender and receivers.
2. **Address.** In its text and HTML, replace *your-n8n.example.com* by your n8n.
3. Press *Execute workflow* to get one now.
4. **Publish.**

**Change here**
- *Every morning*: another hour. The time zone is that of the workflow's settings.
- *Digest*: *Since*, for a weekly one.
- The item has all figures (*syncs*, *issues*, *slowest* …) for a table or a chart of your own. It holds no values of records.`;

export function digestCanvas(): Canvas {
	const canvas = new Canvas('Daily sync digest');
	canvas.note('start here', NOTE, { position: [0, 0], width: 460, height: 520, color: 4 });
	const schedule = addSchedule(canvas, 'Every morning', [540, 200], { field: 'days', triggerAtHour: 7, triggerAtMinute: 0 });
	const digest = canvas.add({ name: 'Digest', type: ours('syncConsole'), position: [780, 200], parameters: { resource: 'health', operation: 'getDigest', since: '' } });
	const mail = addMail(canvas, {
		name: 'Mail the digest',
		position: [1020, 200],
		to: 'revenue-operations@example.com',
		subject: '={{ $json.subject }}',
		text: `={{ $json.text }}\nMore: ${CONSOLE_ADDRESS}`,
		html: `={{ $json.html }}<p><a href="${CONSOLE_ADDRESS}">Sync Console</a></p>`,
	});
	canvas.connect(schedule, 0, digest);
	canvas.connect(digest, 0, mail);
	return canvas;
}
