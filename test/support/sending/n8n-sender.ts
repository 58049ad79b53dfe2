/**
 * Sends requests as the nodes and the credentials do inside n8n: over the HTTP client of the n8n whose folder is the first argument. The
 * second one is a JSON list of what to send; what became of each is printed as JSON. A process of its own, since it loads n8n's modules.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { IHttpRequestOptions } from 'n8n-workflow';
import { PactSalesforceJwtApi } from '../../../credentials/PactSalesforceJwtApi.credentials';
import { bearer } from '../../../credentials/bearer';
import { SystemError } from '../../../engine/model';
import type { HttpRequest } from '../../../engine/run/http-port';
import { httpFor, type NodeContext } from '../../../nodes/common/http';

export type Sending = { by: 'node'; renewable: boolean; method: HttpRequest['method']; url: string } | { by: 'jwt'; url: string; privateKey: string };
export interface Sent {
	status?: number;
	error?: string;
	details?: unknown;
}

interface Network {
	OutboundHttp: unknown;
}
interface Injection {
	Container: { get(what: unknown): { requests(): { request(options: IHttpRequestOptions): Promise<unknown> } } };
}

const [host = '', list = '[]'] = process.argv.slice(2);
const load = createRequire(join(host, 'node_modules', 'n8n-core', 'package.json'));
const { OutboundHttp } = load('@n8n/backend-network') as Network;
const { Container } = load('@n8n/di') as Injection;
const request = async (options: IHttpRequestOptions): Promise<unknown> => await Container.get(OutboundHttp).requests().request(options);

/** What n8n does with a credential of ours: its `authenticate`, then the call. */
const withCredential = async (_type: string, options: IHttpRequestOptions): Promise<unknown> => await request(await bearer('token')({ token: 'secret-token' }, options));
const node = { helpers: { httpRequestWithAuthentication: withCredential } } as unknown as NodeContext;

async function send(what: Sending): Promise<Sent> {
	try {
		if (what.by === 'node') return { status: (await httpFor(node, 'any', what)({ method: what.method, url: what.url, ...(what.method === 'GET' ? {} : { body: '{}' }) })).status };
		const credential = { environment: 'myDomain', baseUrl: what.url, clientId: 'id', username: 'u', privateKey: what.privateKey };
		await new PactSalesforceJwtApi().preAuthentication.call({ helpers: { httpRequest: request } }, credential);
		return { status: 200 };
	} catch (error) {
		return { error: String(error), ...(error instanceof SystemError ? { details: error.details } : {}) };
	}
}

void (async () => {
	const sent: Sent[] = [];
	for (const what of JSON.parse(list) as Sending[]) sent.push(await send(what));
	process.stdout.write(`\n${JSON.stringify(sent)}\n`);
	process.exit(0);
})();
