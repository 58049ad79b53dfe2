import type { TestOrg } from '../client.test-helper';

export interface Reply {
	[key: string]: unknown;
	channel: string;
	successful?: boolean;
	error?: string;
	advice?: Record<string, unknown>;
	clientId?: string;
	ext?: { sfdc?: { failureReason: string } };
	data?: { payload: { [field: string]: unknown; ChangeEventHeader: Record<string, unknown> }; event: { replayId: number } };
}

/** Sends messages as a CometD client does, with the cookie that it was given. */
export class Listener {
	cookie: string | undefined;
	clientId = '';

	constructor(
		private readonly org: TestOrg,
		public token: string = org.sandbox.openSession(),
	) {}

	async send(message: object, version = '64.0'): Promise<Reply[]> {
		const response = await fetch(`${this.org.sandbox.url}/cometd/${version}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', ...(this.token === '' ? {} : { authorization: `Bearer ${this.token}` }), ...(this.cookie === undefined ? {} : { cookie: this.cookie }) },
			body: JSON.stringify([message]),
		});
		const given = response.headers.getSetCookie().find((cookie) => cookie.startsWith('BAYEUX_BROWSER='));
		if (given !== undefined) this.cookie = given.split(';')[0];
		return (await response.json()) as Reply[];
	}

	async handshake(): Promise<Reply | undefined> {
		const [reply] = await this.send({ channel: '/meta/handshake', version: '1.0', supportedConnectionTypes: ['long-polling'], ext: { replay: true } });
		this.clientId = reply?.clientId ?? '';
		return reply;
	}

	async subscribe(channel: string, replay: unknown = -1): Promise<Reply | undefined> {
		return (await this.send({ channel: '/meta/subscribe', clientId: this.clientId, subscription: channel, ext: { replay: { [channel]: replay } } }))[0];
	}

	async connect(): Promise<Reply[]> {
		return await this.send({ channel: '/meta/connect', clientId: this.clientId, connectionType: 'long-polling' });
	}

	/** Shakes hands, subscribes, and makes the first connect, which is answered at once. */
	async listen(channel: string, replay: unknown = -1): Promise<Reply[]> {
		await this.handshake();
		await this.subscribe(channel, replay);
		return await this.connect();
	}

	/** The events of one connect. */
	async events(): Promise<Array<NonNullable<Reply['data']>>> {
		return (await this.connect()).flatMap(({ data }) => (data ? [data] : []));
	}
}
