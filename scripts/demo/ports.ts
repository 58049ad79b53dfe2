import { freePort } from '../../test/e2e/support/ports';
import type { DemoState } from './state';

type Ports = DemoState['ports'];

const NAMES: Readonly<Record<keyof Ports, string>> = { landing: 'landing page', n8n: 'n8n', salesforce: 'Salesforce stand-in', hubspot: 'HubSpot stand-in', pact: 'Pact stand-in' };

/** The wanted ports, or others where somebody else listens; `say` is told of each that is taken. */
export async function freePorts(wanted: Ports, say: (line: string) => void): Promise<Ports> {
	const ports = { ...wanted };
	for (const name of Object.keys(NAMES) as Array<keyof Ports>) {
		ports[name] = await freePort(wanted[name]);
		if (ports[name] !== wanted[name]) say(`Port ${wanted[name]} is in use by another program: the ${NAMES[name]} takes ${ports[name]}.`);
	}
	return ports;
}
