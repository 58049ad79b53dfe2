import type { Canvas, NewNode } from '../canvas';

/** Where the Sync Console's page is served; to be changed to the own n8n. */
export const CONSOLE_ADDRESS = 'https://your-n8n.example.com/webhook/sync-console';
export const MAIL_CREDENTIAL = 'E-mail (SMTP)';

type Body = { text: string; html?: string };

/** A mail node. A mail server that is away for a moment is asked again: what it is told, it is told once. */
export function addMail(canvas: Canvas, { name, position, to, subject, text, html }: Pick<NewNode, 'name' | 'position'> & Body & { to: string; subject: string }): string {
	return canvas.add({
		name,
		type: 'n8n-nodes-base.emailSend',
		typeVersion: 2.1,
		position,
		parameters: {
			resource: 'email',
			operation: 'send',
			fromEmail: 'sync@example.com',
			toEmail: to,
			subject,
			emailFormat: html === undefined ? 'text' : 'both',
			text,
			...(html === undefined ? {} : { html }),
			options: { appendAttribution: false },
		},
		credentials: { smtp: { name: MAIL_CREDENTIAL } },
		retryOnFail: true,
		maxTries: 5,
		waitBetweenTries: 5_000,
	});
}

export function addSchedule(canvas: Canvas, name: string, position: NewNode['position'], interval: Record<string, unknown>): string {
	return canvas.add({ name, type: 'n8n-nodes-base.scheduleTrigger', typeVersion: 1.2, position, parameters: { rule: { interval: [interval] } } });
}

/** An IF node with one condition. */
export function addIf(canvas: Canvas, name: string, position: NewNode['position'], condition: { leftValue: string; rightValue: unknown; operator: { type: string; operation: string } }): string {
	return canvas.add({
		name,
		type: 'n8n-nodes-base.if',
		typeVersion: 2.2,
		position,
		parameters: {
			conditions: { options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 }, conditions: [{ id: name, ...condition }], combinator: 'and' },
			options: {},
		},
	});
}
