import { Canvas, ours } from '../canvas';

/** The credential that people sign in with; `npm start` makes one of this name. */
export const CONSOLE_CREDENTIAL = 'Sync Console (sandbox)';

const NOTE = `## Sync Console

A page for the person on duty: health, questions, issues and log of **all syncs in this n8n**.

1. **Credential.** Open *Sync Console page*, and make a *Basic Auth* credential with a user and a long password.
2. **Publish**, and open the node's *production URL* in a browser.

What people do on the page comes out of the node as items. Connect a message node to tell the team, or nothing.

Serve n8n by HTTPS: the page shows values of your records.`;

/** One node that serves the page, and what to do with it. */
export function consoleCanvas(): Canvas {
	const canvas = new Canvas('Sync Console');
	canvas.note('Sync Console', NOTE, { position: [0, 0], width: 520, height: 380, color: 4 });
	canvas.add({
		name: 'Sync Console page',
		type: ours('syncConsoleTrigger'),
		position: [600, 120],
		parameters: { path: 'sync-console', createStages: true, authentication: 'apiKey' },
		credentials: { httpBasicAuth: { name: CONSOLE_CREDENTIAL }, pactApi: { name: 'Pact (sandbox)' } },
	});
	return canvas;
}
