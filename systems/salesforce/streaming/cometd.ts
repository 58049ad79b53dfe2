import type { Http } from '../../../engine/run/http-port';
import { SystemError } from '../../common/engine';
import { parsedAnswer } from '../../common/json';
import { Cookies } from './cookies';
import { ANSWER_TIMEOUT_MS, CONNECT_TIMEOUT_MS, FAREWELL_TIMEOUT_MS, MARGIN_MS } from './limits';
import { repliesSchema, type Reply } from './messages';
import { refusalOf } from './refusals';

interface CometdOptions {
	http: Http;
	/** `https://acme.my.salesforce.com/cometd/60.0` */
	url: string;
}

type Message = { channel: string } & Readonly<Record<string, unknown>>;

/** From now on. What Salesforce calls -1. */
export const FROM_NOW_ON = '-1';

/** One conversation by Bayeux over long polling: from a handshake until the server or we end it. Every method throws `SystemError`. */
export class Cometd {
	private readonly cookies = new Cookies();
	private clientId = '';
	private sent = 0;
	private timeoutMs = CONNECT_TIMEOUT_MS;

	constructor(private readonly options: CometdOptions) {}

	async handshake(signal: AbortSignal): Promise<void> {
		const reply = await this.ask(
			{ channel: '/meta/handshake', version: '1.0', minimumVersion: '1.0', supportedConnectionTypes: ['long-polling'], ext: { replay: true } },
			{ signal, timeoutMs: ANSWER_TIMEOUT_MS },
		);
		if (reply.successful !== true || reply.clientId === undefined) throw new SystemError(refusalOf(reply.ext?.sfdc?.failureReason, reply.error));
		this.clientId = reply.clientId;
	}

	/** Answers the server's refusal, if it refuses. `from`: the last event that was heard. */
	async subscribe(channel: string, from: string, signal: AbortSignal): Promise<Reply | undefined> {
		const place = /^-?\d+$/.test(from) && Number.isSafeInteger(Number(from)) ? Number(from) : from;
		const reply = await this.ask(
			{ channel: '/meta/subscribe', clientId: this.clientId, subscription: channel, ext: { replay: { [channel]: place } } },
			{ signal, timeoutMs: ANSWER_TIMEOUT_MS },
		);
		return reply.successful === true ? undefined : reply;
	}

	/** Waits for events; answers all that came, and what the server says of the connection. */
	async connect(signal: AbortSignal): Promise<{ events: Reply[]; meta: Reply | undefined }> {
		const message = { channel: '/meta/connect', clientId: this.clientId, connectionType: 'long-polling' };
		const replies = await this.post(message, { signal, timeoutMs: this.timeoutMs + MARGIN_MS });
		const meta = replies.find(({ channel, successful }) => channel === '/meta/connect' || successful === false);
		if (meta?.advice?.timeout !== undefined) this.timeoutMs = Math.min(meta.advice.timeout, CONNECT_TIMEOUT_MS);
		return { events: replies.filter(({ channel }) => channel.startsWith('/data/')), meta };
	}

	/** Takes leave, so that the org's number of clients is right at once. Never rejects: a client that is silent is forgotten soon. */
	async disconnect(): Promise<void> {
		if (this.clientId === '') return;
		const farewell = this.post({ channel: '/meta/disconnect', clientId: this.clientId }, { timeoutMs: FAREWELL_TIMEOUT_MS });
		this.clientId = '';
		await farewell.catch(() => undefined);
	}

	private async ask(message: Message, how: { signal: AbortSignal; timeoutMs: number }): Promise<Reply> {
		const replies = await this.post(message, how);
		const reply = replies.find(({ channel }) => channel === message.channel) ?? replies[0];
		if (reply === undefined) throw new SystemError({ class: 'bad-answer', message: 'Salesforce has answered nothing to a message of the Streaming API.' });
		return reply;
	}

	private async post(message: Message, how: { signal?: AbortSignal; timeoutMs: number }): Promise<Reply[]> {
		this.sent += 1;
		const response = await this.options.http({
			method: 'POST',
			url: this.options.url,
			headers: { Accept: 'application/json', 'Content-Type': 'application/json', ...this.cookies.header() },
			body: JSON.stringify([{ id: String(this.sent), ...message }]),
			...how,
		});
		this.cookies.take(response.headers['set-cookie']);
		if (response.status === 401) throw new SystemError({ ...refusalOf('401::Authentication invalid'), status: 401 });
		// A refusal that is told in the protocol's own words says more than the status that it comes with.
		if (response.status >= 200 && response.status < 300) return parsedAnswer(response, repliesSchema, 'the Streaming API');
		const told = response.body.trimStart().startsWith('[') ? parsedAnswer(response, repliesSchema, 'the Streaming API') : undefined;
		if (told) return told;
		const byStatus = response.status === 429 || response.status === 503 ? '503::Server is too busy' : `${response.status}:: ${response.body.slice(0, 200)}`;
		throw new SystemError({ ...refusalOf(byStatus), status: response.status });
	}
}
