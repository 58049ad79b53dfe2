import groupBy from 'lodash/groupBy';

import type { SandboxClock } from '../../common/clock';
import { isTaken, Outbox, post } from '../../common/outbox';
import type { Random } from '../../common/random';
import type { Assumptions } from '../assumptions';
import type { WorkspaceEvent } from '../store/announce';
import { covers } from './catalogue';
import {
	ORDERLY,
	RESPONSE_TIMEOUT_MS,
	RETRY_DELAYS_MS,
	type Attempt,
	type Delivery,
	type Subscription,
	type WebhookBehaviour,
} from './deliveries';
import { eventBody } from './payload';
import { signatureHeader } from './signature';

/** Attempts kept for the page. */
const KEPT_ATTEMPTS = 1_000;

/** Subscriptions, and the deliveries to them: at least once, retried on a schedule, then dead letters. */
export class WebhookDispatcher {
	readonly subscriptions = new Map<string, Subscription>();
	readonly deadLetters: Delivery[] = [];
	readonly attempts: Attempt[] = [];
	behaviour: WebhookBehaviour = ORDERLY;
	private readonly outbox: Outbox<Delivery>;

	constructor(
		private readonly clock: SandboxClock,
		private readonly random: Random,
		private readonly assumptions: Assumptions,
	) {
		this.outbox = new Outbox({
			now: () => this.now(),
			reorders: () => this.behaviour.reorder,
			send: async (due) => await this.sendDue(due),
		});
	}

	/** Queues an event for every subscription that covers it. The body is fixed now. */
	publish(event: WorkspaceEvent): void {
		const receivers = [...this.subscriptions.values()].filter(({ event_types }) => covers(event_types, event.type));
		if (receivers.length === 0) return;
		const eventId = this.random.uuid();
		const body = eventBody(eventId, this.clock.now().toISOString(), event, this.assumptions);
		const base = { event_id: eventId, event_type: event.type, body, attempts: 0 };
		for (const subscription of receivers) {
			const copies = this.random.chance(this.behaviour.duplicateChance) ? 2 : 1;
			for (let copy = 0; copy < copies; copy++) this.outbox.put({ ...base, subscription, dueAt: this.dueTime() });
		}
	}

	/** Forgets a subscription and what was on its way to it; false when there is none. */
	unsubscribe(publicId: string): boolean {
		this.outbox.drop(({ subscription }) => subscription.public_id === publicId);
		return this.subscriptions.delete(publicId);
	}

	/** Sends dead letters again, from the first attempt on. @returns how many */
	replay(eventId?: string): number {
		const chosen = this.deadLetters.filter((letter) => eventId === undefined || letter.event_id === eventId);
		for (const letter of chosen) {
			this.deadLetters.splice(this.deadLetters.indexOf(letter), 1);
			this.outbox.put({ ...letter, attempts: 0, dueAt: this.now() });
		}
		return chosen.length;
	}

	/** Deliveries that wait for their time or their turn. */
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

	private now(): number {
		return this.clock.now().getTime();
	}

	private dueTime(): number {
		const { maxDelayMs } = this.behaviour;
		return this.now() + (maxDelayMs > 0 ? this.random.int(0, maxDelayMs) : 0);
	}

	private async sendDue(due: readonly Delivery[]): Promise<void> {
		const bySubscription = groupBy(due, (delivery) => delivery.subscription.public_id);
		await Promise.all(Object.values(bySubscription).map((deliveries) => this.sendInTurn(deliveries)));
	}

	private async sendInTurn(deliveries: readonly Delivery[]): Promise<void> {
		for (const delivery of deliveries) {
			if (this.outbox.closed.aborted) return;
			if (this.subscriptions.has(delivery.subscription.public_id)) await this.attempt(delivery);
		}
	}

	private async attempt(delivery: Delivery): Promise<void> {
		const deliveryId = this.random.uuid();
		const result = await this.post(delivery, deliveryId);
		delivery.attempts++;
		this.attempts.push({
			delivery_id: deliveryId,
			event_id: delivery.event_id,
			event_type: delivery.event_type,
			url: delivery.subscription.url,
			at: this.clock.now().toISOString(),
			attempt: delivery.attempts,
			result,
			body: delivery.body,
		});
		if (this.attempts.length > KEPT_ATTEMPTS) this.attempts.shift();
		if (isTaken(result)) return;
		const wait = RETRY_DELAYS_MS[delivery.attempts - 1];
		if (wait === undefined) this.deadLetters.push(delivery);
		else this.outbox.put(Object.assign(delivery, { dueAt: this.now() + wait }));
	}

	/** @returns the status answered, or a word for why there was none */
	private async post(
		{ subscription, event_id, event_type, body }: Delivery,
		deliveryId: string,
	): Promise<number | string> {
		const time = this.assumptions.webhookSignatureClock === 'real' ? Date.now() : this.now();
		return await post(subscription.url, {
			headers: {
				'X-Pact-Signature': signatureHeader(subscription.secret, Math.floor(time / 1000), body),
				'X-Pact-Event-Id': event_id,
				'X-Pact-Event-Type': event_type,
				'X-Pact-Delivery-Id': deliveryId,
			},
			body,
			timeoutMs: RESPONSE_TIMEOUT_MS,
			closed: this.outbox.closed,
		});
	}
}
