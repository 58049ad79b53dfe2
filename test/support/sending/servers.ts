import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { selfSigned } from './self-signed';

/** What arrived at a server that nobody meant to talk to. */
interface Arrived {
	method: string;
	headers: IncomingHttpHeaders;
}

/** A service that sends its callers on, another host where they would arrive, and one behind a certificate that nobody vouches for. */
export interface SuspectServers {
	/** `/302` answers 302 with the other host as the place to go on; a path that names no status, 307, which keeps method and body. */
	redirecting: string;
	selfSigned: string;
	/** Requests that the other host and the one with the certificate got. */
	arrived: Arrived[];
	close(): Promise<void>;
}

export async function startSuspectServers(): Promise<SuspectServers> {
	const arrived: Arrived[] = [];
	const note: RequestListener = ({ method = '', headers }, response) => {
		arrived.push({ method, headers });
		response.setHeader('content-type', 'application/json').end('{"access_token":"stolen","instance_url":"https://evil.example"}');
	};
	// Another host is another name: `localhost` is not `127.0.0.1`.
	const other = createServer(note);
	const otherPort = await listening(other);
	const redirecting = createServer(({ url = '' }, response) => {
		response.writeHead(REDIRECTS.find((status) => url === `/${status}`) ?? 307, { location: `http://localhost:${otherPort}/elsewhere`, 'content-type': 'text/plain' }).end('Moved');
	});
	const secure = createTlsServer(selfSigned(), note);
	const [redirectPort, securePort] = [await listening(redirecting), await listening(secure)];
	return {
		redirecting: `http://127.0.0.1:${redirectPort}`,
		selfSigned: `https://localhost:${securePort}`,
		arrived,
		async close() {
			await Promise.all([other, redirecting, secure].map((server) => new Promise((resolve) => {
				server.close(resolve);
				server.closeAllConnections();
			})));
		},
	};
}

async function listening(server: Server): Promise<number> {
	await new Promise<void>((resolve) => void server.listen(0, resolve));
	return (server.address() as AddressInfo).port;
}

/** Every status with which a server sends its callers on (RFC 9110, section 15.4). */
export const REDIRECTS = [301, 302, 303, 307, 308];
