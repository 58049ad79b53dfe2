import type { IDataObject, IExecuteFunctions, IHttpRequestOptions, INodeExecutionData } from 'n8n-workflow';

const silent = (): undefined => undefined;

/** What a node sees of n8n, with real HTTP: requests carry the bearer token. `parameters` by name. */
export function nodeContext(given: {
	node: string;
	items?: INodeExecutionData[];
	parameters: Record<string, unknown>;
	credential: object;
	token: string;
}): IExecuteFunctions {
	const send = async (_credential: string, { method, url, headers, body }: IHttpRequestOptions) => {
		const answer = await fetch(url, {
			method: method ?? 'GET',
			headers: { ...(headers as Record<string, string>), authorization: `Bearer ${given.token}` },
			...(typeof body === 'string' ? { body } : {}),
		});
		return { statusCode: answer.status, headers: Object.fromEntries(answer.headers.entries()), body: await answer.text() };
	};
	return {
		getInputData: () => given.items ?? [{ json: {} }],
		getNode: () => ({ id: 'n1', name: given.node, type: `n8n-nodes-pact.${given.node}`, typeVersion: 1, position: [0, 0], parameters: {} }),
		getExecutionId: () => '42',
		continueOnFail: () => false,
		logger: { debug: silent, info: silent, warn: silent, error: silent },
		getNodeParameter: (name: string, _item: number, fallback: unknown) => given.parameters[name] ?? fallback,
		getCredentials: () => Promise.resolve(given.credential as IDataObject),
		helpers: { httpRequestWithAuthentication: send },
	} as unknown as IExecuteFunctions;
}
