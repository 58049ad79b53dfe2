import { OWNER } from '../../test/e2e/support/n8n-api';
import type { RunningTemplate } from './templates';

export interface Landing {
	n8n: string;
	salesforce: string;
	pact: string;
	templates: RunningTemplate[];
}

/** The template asks Salesforce every minute; the sandbox's 3,200 records take less than that in n8n. */
const WHAT_NOW = `  The first sync of 3,200 records is running and takes about a minute: see "Executions" in the workflow.
  Then change a record on the Salesforce page, and look for it on the Pact page: it arrives within a minute.

`;

/** What a user reads when everything runs. */
export function landingText({ n8n, salesforce, pact, templates }: Landing): string {
	const workflows = templates.map(({ name, id, problem }) => `    ${name}\n      ${n8n}/workflow/${id}${problem ? `\n      not running: ${problem}` : ''}`);
	return `
  n8n           ${n8n}
  sign in       ${OWNER.email}   ${OWNER.password}

  Workflows${templates.length === 0 ? ': none yet, there is no file in workflows/' : ''}
${workflows.join('\n')}

  Salesforce    ${salesforce}   (a local stand-in)
  Pact          ${pact}   (a local stand-in)

${templates.some(({ problem }) => problem === undefined) ? WHAT_NOW : ''}  Everything is local; nothing leaves this machine. The stand-ins begin with their sample data at every start.
  What you do in n8n is kept in .demo/ (npm start -- --fresh forgets it).
  Ctrl-C stops everything.
`;
}
