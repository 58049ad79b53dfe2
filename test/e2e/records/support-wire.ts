import { createServer, request as forward, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One call of n8n's to a service, in the order of their arrival. */
export interface WireCall {
	method: string;
	/** With the query, decoded. */
	path: string;
	/** As sent. */
	body: string;
}

/** Stands between n8n and a sandbox, hands everything on as it is, and keeps what was asked. */
export class Wire {
	private taken: WireCall[] = [];

	private constructor(
		private readonly server: Server,
		private readonly target: string,
	) {}

	static async to(target: string): Promise<Wire> {
		const server = createServer();
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const wire = new Wire(server, target);
		server.on('request', (incoming, answer) => {
			void bodyOf(incoming).then((body) => {
				const { method = 'GET', url = '/', headers } = incoming;
				wire.taken.push({ method, path: decodeURIComponent(url), body: body.toString('utf8') });
				// The sandbox tells its address by the host that it was called by: ours.
				const onward = forward(new URL(url, wire.target), { method, headers }, (given) => {
					answer.writeHead(given.statusCode ?? 502, given.headers);
					given.pipe(answer);
				});
				onward.on('error', () => answer.destroy());
				onward.end(body);
			});
		});
		return wire;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	/** Everything that was asked since the last `forget`. */
	get calls(): readonly WireCall[] {
		return this.taken;
	}

	forget(): void {
		this.taken = [];
	}

	async stop(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
	const parts: Buffer[] = [];
	for await (const part of message) parts.push(part as Buffer);
	return Buffer.concat(parts);
}
