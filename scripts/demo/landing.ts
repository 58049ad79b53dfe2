import { OWNER } from '../../test/e2e/support/n8n-api';
import { CONSOLE_SIGN_IN } from '../../test/e2e/support/sandbox-credentials';
import type { ImportedTemplate } from './templates';

interface Landing {
	landing: string;
	n8n: string;
	salesforce: string;
	hubspot: string;
	pact: string;
	templates: ImportedTemplate[];
}

/** What a user reads in the terminal when everything runs; the rest is on the landing page. */
export function landingText({ landing, n8n, salesforce, hubspot, pact, templates }: Landing): string {
	const stopped = templates.filter(({ state }) => state === 'stopped').map(({ name, problem }) => `  ${name} does not run${problem ? `: ${problem}` : '. You have switched it off; press "Publish" in the editor.'}\n`);
	const running = templates.filter(({ state }) => state === 'running').map(({ name }) => name);
	return `
  Open this     ${landing}
                the three systems side by side, and five things to try

  n8n           ${n8n}   user ${OWNER.email}   password ${OWNER.password}
  Sync Console  ${n8n}/webhook/sync-console   user ${CONSOLE_SIGN_IN.user}   password ${CONSOLE_SIGN_IN.password}
  Salesforce    ${salesforce}   HubSpot ${hubspot}   Pact ${pact}   (local stand-ins)

${running.length === 0 ? '' : `  Running: ${running.join(', ')}\n`}${stopped.join('')}
  Everything is local; nothing leaves this machine. All of it is kept in .demo/ for the next start.
  Ctrl-C stops everything.
`;
}
