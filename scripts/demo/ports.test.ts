import { createServer, type AddressInfo } from 'node:net';
import { freePorts as anyPorts } from '../../test/e2e/support/ports';
import { freePorts } from './ports';

it('a port that somebody listens on is said and avoided, and the others are as they were', async () => {
	const busy = createServer();
	await new Promise<void>((resolve) => busy.listen(0, '127.0.0.1', resolve));
	const { port } = busy.address() as AddressInfo;
	const [landing = 0, n8n = 0, hubspot = 0, pact = 0] = await anyPorts(4);
	try {
		const lines: string[] = [];
		const ports = await freePorts({ landing, n8n, salesforce: port, hubspot, pact }, (line) => void lines.push(line));
		expect(ports).toEqual({ landing, n8n, salesforce: ports.salesforce, hubspot, pact });
		expect(ports.salesforce).not.toBe(port);
		expect(lines).toEqual([`Port ${port} is in use by another program: the Salesforce stand-in takes ${ports.salesforce}.`]);
	} finally {
		await new Promise<void>((resolve) => busy.close(() => resolve()));
	}
});
