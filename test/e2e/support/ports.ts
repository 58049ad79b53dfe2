import { createServer } from 'node:net';

/** Reserves `count` free TCP ports on 127.0.0.1 and lets them go again; all different. */
export async function freePorts(count: number): Promise<number[]> {
	const servers = await Promise.all(Array.from({ length: count }, () => listenAnywhere()));
	const ports = servers.map(({ port }) => port);
	await Promise.all(servers.map(({ close }) => close()));
	return ports;
}

/** `preferred` when nothing listens there, else any free port. */
export async function freePort(preferred: number): Promise<number> {
	try {
		const { close } = await listen(preferred);
		await close();
		return preferred;
	} catch {
		// Whatever keeps us from listening there, another port serves as well.
		const [port] = await freePorts(1);
		return port!;
	}
}

async function listenAnywhere(): Promise<{ port: number; close: () => Promise<void> }> {
	return await listen(0);
}

async function listen(wanted: number): Promise<{ port: number; close: () => Promise<void> }> {
	const server = createServer();
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(wanted, '127.0.0.1', resolve);
	});
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('A TCP server has no port');
	return { port: address.port, close: async () => await new Promise<void>((resolve) => server.close(() => resolve())) };
}
