import { OWNER } from '../../test/e2e/support/n8n-api';
import { CONSOLE_SIGN_IN } from '../../test/e2e/support/sandbox-credentials';
import type { ImportedTemplate } from './templates';

export interface Landing {
	n8n: string;
	salesforce: string;
	hubspot: string;
	pact: string;
	templates: ImportedTemplate[];
}

/** The templates ask Salesforce and Pact every minute; the sandboxes' 6,100 records take less than five in n8n. */
const WHAT_NOW = `  The first sync of 6,100 records is running and takes some minutes: see "Executions" in the workflows.
  Then change a record on one of the three pages below, and look for it on the others: it is in Pact within a
  minute, and in the third system within two. What needs a person arrives at "To review" on the canvas, and
  on the Sync Console.
`;

/** Why some templates are not running. */
const WHY_NOT = `    What Salesforce and HubSpot have in common goes by way of Pact. These are about the same records as the two
    above: two syncs of one pair would fight. Switch off the one of its systems before you publish one.
`;

/** What a user reads when everything runs. */
export function landingText({ n8n, salesforce, hubspot, pact, templates }: Landing): string {
	const list = (state: ImportedTemplate['state']): string[] =>
		templates
			.filter((template) => template.state === state)
			.map(({ name, id, problem }) => `    ${name}\n      ${n8n}/workflow/${id}${problem ? `\n      could not be published: ${problem}` : ''}`);
	const section = (title: string, state: ImportedTemplate['state']): string => (list(state).length === 0 ? '' : `  ${title}\n${list(state).join('\n')}\n\n`);
	return `
  n8n           ${n8n}
  sign in       ${OWNER.email}   ${OWNER.password}

  Sync Console  ${n8n}/webhook/sync-console
  sign in       ${CONSOLE_SIGN_IN.user}   ${CONSOLE_SIGN_IN.password}

${section('Workflows that run', 'running')}${section('Workflows that are switched off (press "Publish" in the editor)', 'stopped')}${section('To be published beside these, once the records are there', 'beside')}${section(`Instead of these, imported and not running\n${WHY_NOT}`, 'instead')}${templates.some(({ state }) => state === 'running') ? `${WHAT_NOW}\n` : ''}  Salesforce    ${salesforce}   (a local stand-in)
  HubSpot       ${hubspot}   (a local stand-in)
  Pact          ${pact}   (a local stand-in)

  Everything is local; nothing leaves this machine. The stand-ins begin with their sample data at every start.
  What you do in n8n is kept in .demo/ (npm start -- --fresh forgets it).
  Ctrl-C stops everything.
`;
}
