import { OWNER } from '../../test/e2e/support/n8n-api';
import type { RunningTemplate } from './templates';

export interface Landing {
	n8n: string;
	salesforce: string;
	pact: string;
	templates: RunningTemplate[];
}

/** What a user reads when everything runs. */
export function landingText({ n8n, salesforce, pact, templates }: Landing): string {
	const workflows = templates.map(({ name, id, problem }) => `    ${name}\n      ${n8n}/workflow/${id}${problem ? `\n      not running: ${problem}` : ''}`);
	return `
  n8n           ${n8n}
  sign in       ${OWNER.email}   ${OWNER.password}

  Workflows${templates.length === 0 ? ': none yet, there is no file in workflows/' : ''}
${workflows.join('\n')}

  Salesforce    ${salesforce}   (a local stand-in: look at records, change them, watch them arrive)
  Pact          ${pact}   (a local stand-in)

  Everything is local; nothing leaves this machine. The stand-ins begin with their sample data at every start.
  What you do in n8n is kept in .demo/ (npm start -- --fresh forgets it).
  Ctrl-C stops everything.
`;
}
