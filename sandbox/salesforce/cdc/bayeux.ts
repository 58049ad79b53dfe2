import { z } from 'zod';
import type { Org } from '../org';
import { maxClients, maxDelivered } from './behaviour';
import { ALL_ENTITIES, channelOf } from './bus';
import type { Cdc } from './cdc';
import type { CometdClient, Message } from './clients';
import { messageOf } from './publisher';
import { badReplay, noCookie, notThere, REFUSED } from './refusals';

/** One message of a request; what a client may add beside is let through. */
const requestSchema = z.looseObject({
	channel: z.string(),
	id: z.union([z.string(), z.number()]).optional(),
	clientId: z.string().optional(),
	subscription: z.unknown().optional(),
	connectionType: z.string().optional(),
	ext: z.looseObject({ replay: z.unknown().optional() }).optional(),
});
type Request = z.output<typeof requestSchema>;
export const requestsSchema = z.union([z.array(requestSchema).min(1), requestSchema.transform((one) => [one])]);

export interface Caller {
	/** The access token as it was sent; undefined: none was. */
	token: string | undefined;
	/** The value of the cookie that the handshake gave, as it came back. */
	cookie: string | undefined;
	/** Aborted when the caller has hung up. */
	gone: AbortSignal;
}

export interface Answer {
	messages: Message[];
	/** Of a new client. */
	cookie?: string;
}

const AGAIN = { interval: 0, reconnect: 'handshake' };
const NEVER = { interval: 0, reconnect: 'none' };

const ONLY_NEW = -1;
const EVERYTHING = -2;

/** Answers one message; a connect waits until there is something to tell. */
export async function answer(request: Request, caller: Caller, org: Org): Promise<Answer> {
	const { channel, id } = request;
	const reply = (rest: Message): Message => ({ channel, ...(id === undefined ? {} : { id: String(id) }), ...rest });
	const refuse = (error: string, advice?: object): Answer => ({ messages: [reply({ error, successful: false, ...(request.clientId === undefined ? {} : { clientId: request.clientId }), ...(advice ? { advice } : {}) })] });
	if (channel === '/meta/handshake') return handshake(request, caller, org, reply);
	if (request.clientId === undefined) return refuse(REFUSED.noHandshake);
	if (caller.cookie === undefined) return refuse(noCookie(request.clientId));
	const client = org.cdc.clients.find(request.clientId);
	if (!client || client.cookie !== caller.cookie) return refuse(REFUSED.unknown, AGAIN);
	client.seen(org.store.clock.now().getTime());
	const told = (rest: Message): Answer => ({ messages: [reply({ clientId: client.id, successful: true, ...rest })] });
	switch (channel) {
		case '/meta/connect':
			return await connect(request, client, caller, org, told, refuse);
		case '/meta/subscribe': {
			const error = subscribe(request, client, org.cdc);
			return error === undefined ? told({ subscription: request.subscription }) : { messages: [reply({ clientId: client.id, subscription: request.subscription, error, successful: false })] };
		}
		case '/meta/unsubscribe':
			client.channels.delete(String(request.subscription));
			return told({ subscription: request.subscription });
		case '/meta/disconnect':
			org.cdc.clients.close(client);
			return told({});
		default:
			return refuse(`403::Restricted channel`);
	}
}

function handshake(request: Request, { token }: Caller, org: Org, reply: (rest: Message) => Message): Answer {
	const { cdc, sessions } = org;
	const denied = (failureReason: string): Answer => ({ messages: [reply({ error: REFUSED.handshake, successful: false, advice: { reconnect: 'none' }, ext: { sfdc: { failureReason }, replay: true, 'payload.format': true } })] });
	if (token === undefined) return denied(REFUSED.noToken);
	if (!sessions.find(token)) return denied(REFUSED.badToken);
	if (!cdc.behaviour.on) return denied(REFUSED.notEnabled);
	if (cdc.clients.all().length >= maxClients(cdc.behaviour)) return denied(REFUSED.clients);
	const client = cdc.clients.open(request.ext?.replay === true);
	const said = { ext: { replay: true, 'payload.format': true }, minimumVersion: '1.0', clientId: client.id, supportedConnectionTypes: ['long-polling'], version: '1.0', successful: true };
	return { messages: [reply(said)], cookie: client.cookie };
}

async function connect(
	{ connectionType }: Request,
	client: CometdClient,
	{ token, gone }: Caller,
	org: Org,
	told: (rest: Message) => Answer,
	refuse: (error: string, advice?: object) => Answer,
): Promise<Answer> {
	const { cdc, sessions } = org;
	if (connectionType !== 'long-polling') return refuse(`400::Invalid connection type ${connectionType ?? ''}`);
	// Asked before and after the wait: "Streaming API regularly validates the OAuth token while the client is connected".
	const refused = (): Answer | undefined => {
		if (!cdc.behaviour.on) return refuse(REFUSED.notEnabled, NEVER);
		if (token === undefined || !sessions.extend(token)) return refuse(REFUSED.badToken, NEVER);
		if (cdc.clients.find(client.id) === undefined) return refuse(REFUSED.unknown, AGAIN);
		if (client.refusal === undefined) return undefined;
		cdc.clients.close(client);
		return { messages: [...client.take(), ...refuse(client.refusal, NEVER).messages] };
	};
	const before = refused();
	if (before) return before;
	const { connectTimeoutMs } = cdc.behaviour;
	const messages = await client.messages(client.connected ? connectTimeoutMs : 0, gone, () => org.store.clock.now().getTime());
	const advice = client.connected ? {} : { advice: { reconnect: 'retry', interval: 0, timeout: connectTimeoutMs } };
	client.connected = true;
	const after = refused();
	if (after) return { messages: [...messages, ...after.messages] };
	return { messages: [...messages, ...told(advice).messages] };
}

/** Why not, if so. */
function subscribe({ subscription, ext }: Request, client: CometdClient, cdc: Cdc): string | undefined {
	if (typeof subscription !== 'string' || subscription === '') return REFUSED.noChannel;
	if (!subscription.startsWith('/')) return REFUSED.noSlash;
	const entity = cdc.entities().find((name) => channelOf(name) === subscription);
	if (entity === undefined && subscription !== ALL_ENTITIES) return notThere(subscription);
	if (entity !== undefined && cdc.behaviour.withoutViewAll.includes(entity)) return REFUSED.noViewAll;
	if (cdc.delivered() >= maxDelivered(cdc.behaviour)) return REFUSED.delivered;
	const asked = z.looseObject({}).safeParse(ext?.replay).data?.[subscription];
	const from = client.replays && asked !== undefined ? asked : ONLY_NEW;
	const missed = from === ONLY_NEW ? [] : from === EVERYTHING ? cdc.bus.all(subscription) : cdc.bus.after(subscription, Number(from));
	if (missed === undefined) return badReplay(String(from));
	client.channels.add(subscription);
	for (const event of missed) cdc.deliver(client, subscription, messageOf(subscription, event), event);
	return undefined;
}
