import chunk from 'lodash/chunk';
import groupBy from 'lodash/groupBy';

import { isTaken, Outbox, post } from '../../common/outbox';
import type { Random } from '../../common/random';
import type { OAuth } from '../auth/oauth';
import type { PortalChange } from '../store/changes';
import type { Portal } from '../store/portal';
import {
	MAX_BATCH,
	ORDERLY,
	RESPONSE_TIMEOUT_MS,
	RETRY_DELAYS_MS,
	type Attempt,
	type Delivery,
	type WebhookBehaviour,
} from './delivery';
import { eventsFor } from './events';
import { signatureV3 } from './signature';
import { subscriptionsOf, webhooksConfigSchema, type Subscription, type WebhooksConfig } from './subscriptions';

/** Requests kept for the page. */
const KEPT_ATTEMPTS = 1_000;
/** Event ids come from a range this small, since they are "not guaranteed to be unique". */
const EVENT_IDS = 500;
const FIRST_EVENT_ID = 3_816_279_000;

/** The webhooks of one app. */
interface AppWebhooks {
	readonly clientId: string;
	readonly appId: number;
	readonly secret: string;
	readonly targetUrl: string;
	readonly maxConcurrentRequests: number;
	readonly subscriptions: readonly Subscription[];
}

/** What the dispatcher needs of the sandbox. */
interface DispatcherParts {
	readonly portal: Portal;
	readonly random: Random;
	readonly oauth: OAuth;
}

/** The apps' webhooks, and the events on their way: at least once, in batches, in no order, retried, then given up. */
export class WebhookDispatcher {
	readonly attempts: Attempt[] = [];
	/** Events given up after the last retry. */
	readonly lost: Delivery[] = [];
	behaviour: WebhookBehaviour = ORDERLY;
	private readonly apps = new Map<string, AppWebhooks>();
	private readonly outbox: Outbox<Delivery>;

	constructor(private readonly parts: DispatcherParts) {
		this.outbox = new Outbox({
			now: () => this.now(),
			reorders: () => this.behaviour.reorder,
			send: async (due) => await this.sendDue(due),
			collects: true,
		});
	}

	/** Puts an app's webhooks in the place of those it had, as uploading its project does. @throws ZodError, Error */
	configure(input: WebhooksConfig): readonly Subscription[] {
		const config = webhooksConfigSchema.parse(input);
		const app = this.parts.oauth.app(config.clientId);
		if (!app) throw new Error(`No app has the client id ${config.clientId}`);
		const { clientId, appId, clientSecret } = app;
		const subscriptions = subscriptionsOf(config, this.parts.portal.catalog);
		this.apps.set(clientId, { clientId, appId, secret: clientSecret, ...config.settings, subscriptions });
		return subscriptions;
	}

	/** Takes an app's webhooks away, and what is on its way to it; false when it has none. */
	unconfigure(clientId: string): boolean {
		this.outbox.drop((delivery) => delivery.clientId === clientId);
		return this.apps.delete(clientId);
	}

	/** The apps with webhooks; without their secrets. */
	configured(): Array<Omit<AppWebhooks, 'secret'>> {
		return [...this.apps.values()].map(({ secret: _unshown, ...shown }) => shown);
	}

	/** Queues the events of a change for every subscription that covers it. */
	publish(change: PortalChange): void {
		for (const app of this.apps.values()) {
			for (const subscription of app.subscriptions) {
				for (const details of eventsFor(subscription, change, this.parts.portal)) {
					this.enqueue(app, subscription, details, change.at);
				}
			}
		}
	}

	/** Events that wait for their time or their turn. */
	get pending(): readonly Delivery[] {
		return this.outbox.pending;
	}

	/** Resolves when nothing is due any more; retries that wait for a later time do not count. */
	async settled(): Promise<void> {
		await this.outbox.settled();
	}

	async close(): Promise<void> {
		await this.outbox.close();
	}

	private enqueue(app: AppWebhooks, subscription: Subscription, details: object, occurredAt: number): void {
		const { random, portal } = this.parts;
		const { dropChance, duplicateChance, maxDelayMs } = this.behaviour;
		const event = {
			eventId: FIRST_EVENT_ID + random.int(0, EVENT_IDS - 1),
			subscriptionId: subscription.subscriptionId,
			portalId: portal.portalId,
			appId: app.appId,
			occurredAt,
			subscriptionType: subscription.subscriptionType,
			...details,
		};
		if (dropChance > 0 && random.chance(dropChance)) return;
		const copies = duplicateChance > 0 && random.chance(duplicateChance) ? 2 : 1;
		for (let copy = 0; copy < copies; copy++) {
			const dueAt = this.now() + (maxDelayMs > 0 ? random.int(0, maxDelayMs) : 0);
			this.outbox.put({ clientId: app.clientId, event, dueAt, attempts: 0 });
		}
	}

	private now(): number {
		return this.parts.portal.now();
	}

	private async sendDue(due: Delivery[]): Promise<void> {
		const byApp = Object.entries(groupBy(due, (delivery) => delivery.clientId));
		await Promise.all(byApp.map(([clientId, deliveries]) => this.sendToApp(clientId, deliveries)));
	}

	/** Sends an app's batches, as many at once as it allows. */
	private async sendToApp(clientId: string, deliveries: Delivery[]): Promise<void> {
		const batches = chunk(deliveries, MAX_BATCH);
		const sendInTurn = async (): Promise<void> => {
			for (let batch = batches.shift(); batch; batch = batches.shift()) {
				const app = this.apps.get(clientId);
				if (!app || this.outbox.closed.aborted) return;
				await this.attempt(app, batch);
			}
		};
		const lanes = this.apps.get(clientId)?.maxConcurrentRequests ?? 1;
		await Promise.all(Array.from({ length: lanes }, sendInTurn));
	}

	private async attempt(app: AppWebhooks, batch: readonly Delivery[]): Promise<void> {
		const body = JSON.stringify(batch.map(({ event, attempts }) => ({ ...event, attemptNumber: attempts })));
		const at = new Date(this.now()).toISOString();
		const result = await this.post(app, body);
		this.attempts.push({ at, url: app.targetUrl, events: batch.length, result, body });
		if (this.attempts.length > KEPT_ATTEMPTS) this.attempts.shift();
		if (isTaken(result)) return;
		for (const delivery of batch) {
			const wait = RETRY_DELAYS_MS[delivery.attempts++];
			if (wait === undefined) this.lost.push(delivery);
			else if (this.apps.has(app.clientId)) this.outbox.put(Object.assign(delivery, { dueAt: this.now() + wait }));
		}
	}

	/**
	 * The stamp that is signed is real time, whatever the sandbox clock tells: receivers compare it with their own.
	 * @returns the status answered, or a word for why there was none
	 */
	private async post({ targetUrl, secret }: AppWebhooks, body: string): Promise<number | string> {
		const timestamp = Date.now() + this.behaviour.timestampSkewMs;
		return await post(targetUrl, {
			headers: {
				'User-Agent': 'HubSpot Connect 2.0 (http://dev.hubspot.com/) (namespace: webhooks-nio-http-client)',
				'X-HubSpot-Signature-v3': signatureV3(secret, 'POST', targetUrl, body, timestamp),
				'X-HubSpot-Request-Timestamp': String(timestamp),
			},
			body,
			timeoutMs: RESPONSE_TIMEOUT_MS,
			closed: this.outbox.closed,
		});
	}
}
