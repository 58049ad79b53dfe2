import type { Clock } from '../../../engine/run/clock-port';
import type { EventPort, Listener, Unheard } from '../../../engine/run/events-port';
import type { Http } from '../../../engine/run/http-port';
import { SystemError } from '../../common/engine';
import type { SalesforceClient } from '../client';
import { channelOf } from './channels';
import { Cometd, FROM_NOW_ON } from './cometd';
import { ASK_AGAIN_MS, BREAK_WAIT_MS, LONGEST_INTERVAL_MS, MOST_BREAKS } from './limits';
import { newsOf } from './news';
import { isExpiredReplay, isUnknownClient, refusalOf } from './refusals';
import { selectionsOf } from './selections';

interface EventOptions {
	http: Http;
	instanceUrl: string;
	/** `60.0` */
	version: string;
	clock: Clock;
	client: Pick<SalesforceClient, 'toolingRows'>;
}

/** Refusals that are about one object; others end the conversation. */
const OF_ONE_OBJECT: ReadonlySet<string> = new Set(['not-allowed']);
const NOT_SELECTED = 'it is not selected in Salesforce’s Setup under "Change Data Capture".';
const BROKEN: ReadonlySet<string> = new Set(['temporary', 'unknown-outcome']);

/**
 * The org's change events over CometD, a channel for each object: what nobody watches is not delivered, and does not count against the org's
 * allowance. Begins with one API call, which tells what is selected, and renews an access token that has run out.
 */
export function createSalesforceEvents({ http, instanceUrl, version, clock, client }: EventOptions): EventPort {
	const url = `${instanceUrl.replace(/\/+$/, '')}/cometd/${version}`;

	async function listen(listener: Listener, signal: AbortSignal): Promise<void> {
		const isSelected = await selectionsOf(client);
		const unheard: Unheard[] = [];
		const wanted = listener.objects.filter((object) => {
			if (isSelected(object) !== false) return true;
			unheard.push({ object, why: NOT_SELECTED });
			return false;
		});
		if (wanted.length === 0) return await restUntilAskedAgain(listener, unheard, signal);
		const cometd = new Cometd({ http, url });
		try {
			await cometd.handshake(signal);
			const heard = await subscribed(cometd, wanted, { listener, unheard, signal });
			if (heard.length === 0) return await restUntilAskedAgain(listener, unheard, signal, cometd);
			await listener.began(unheard);
			await follow(cometd, heard, { listener, signal, until: unheard.length === 0 ? Infinity : clock.now().getTime() + ASK_AGAIN_MS });
		} finally {
			await cometd.disconnect();
		}
	}

	async function restUntilAskedAgain(listener: Listener, unheard: readonly Unheard[], signal: AbortSignal, cometd?: Cometd): Promise<void> {
		await cometd?.disconnect();
		await listener.began(unheard);
		await clock.sleep(ASK_AGAIN_MS, signal);
	}

	/** Those that events can be had of; why not of the others is added to `unheard`. */
	async function subscribed(cometd: Cometd, objects: readonly string[], about: { listener: Listener; unheard: Unheard[]; signal: AbortSignal }): Promise<string[]> {
		const { listener, unheard, signal } = about;
		const heard: string[] = [];
		const begun: Record<string, string> = {};
		for (const object of objects) {
			const from = (await listener.from(object)) ?? FROM_NOW_ON;
			let refusal = await cometd.subscribe(channelOf(object), from, signal);
			const isExpired = from !== FROM_NOW_ON && isExpiredReplay(refusal?.error);
			if (isExpired) refusal = await cometd.subscribe(channelOf(object), FROM_NOW_ON, signal);
			if (!refusal) {
				heard.push(object);
				if (isExpired || from === FROM_NOW_ON) begun[object] = FROM_NOW_ON;
				continue;
			}
			const details = refusalOf(refusal.ext?.sfdc?.failureReason, refusal.error);
			if (!OF_ONE_OBJECT.has(details.class)) throw new SystemError(details);
			unheard.push({ object, why: details.message });
		}
		// What has happened until now is not told by these. The poll knows it.
		if (Object.keys(begun).length > 0) await listener.heard({ records: [], positions: begun, unnamed: true });
		return heard;
	}

	/** Asks for events until aborted, until it is time to begin anew, or until the server says so. */
	async function follow(cometd: Cometd, objects: readonly string[], { listener, signal, until }: { listener: Listener; signal: AbortSignal; until: number }): Promise<void> {
		let breaks = 0;
		while (!signal.aborted && clock.now().getTime() < until) {
			const answer = await cometd.connect(signal).catch(async (error: unknown) => {
				if (signal.aborted) return undefined;
				breaks += 1;
				if (!(error instanceof SystemError) || !BROKEN.has(error.details.class) || error.details.status !== undefined || breaks > MOST_BREAKS) throw error;
				await clock.sleep(BREAK_WAIT_MS * breaks, signal);
				return undefined;
			});
			if (answer === undefined) continue;
			const { events, meta } = answer;
			if (events.length > 0) await listener.heard(newsOf(events, objects));
			if (meta === undefined || meta.successful !== false) breaks = 0;
			else if (meta.advice?.reconnect === 'handshake' || isUnknownClient(meta.error)) return;
			else if (meta.advice?.reconnect !== 'retry') throw new SystemError(refusalOf(meta.ext?.sfdc?.failureReason, meta.error));
			else if ((breaks += 1) > MOST_BREAKS) throw new SystemError(refusalOf(meta.ext?.sfdc?.failureReason, meta.error));
			if (meta?.advice?.reconnect === 'handshake') return;
			const interval = Math.min(meta?.advice?.interval ?? 0, LONGEST_INTERVAL_MS);
			const wait = Math.max(interval, breaks * BREAK_WAIT_MS);
			if (wait > 0) await clock.sleep(wait, signal);
		}
	}

	return { listen };
}
