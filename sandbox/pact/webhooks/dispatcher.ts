import { setTimeout as sleep } from 'node:timers/promises';

import groupBy from 'lodash/groupBy';

import type { SandboxClock } from '../../common/clock';
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

/** How often the sandbox clock is asked whether something is due, in real time. */
const TICK_MS = 20;
/** How long `reorder` collects deliveries before it turns them round, in real time. */
const REORDER_HOLD_MS = 150;
/** Attempts kept for the page. */
const KEPT_ATTEMPTS = 1_000;

/** Subscriptions, and the deliveries to them: at least once, retried on a schedule, then dead letters. */
export class WebhookDispatcher {
	readonly subscriptions = new Map<string, Subscription>();
	readonly deadLetters: Delivery[] = [];
	readonly attempts: Attempt[] = [];
	behaviour: WebhookBehaviour = ORDERLY;
	private queue: Delivery[] = [];
	private timer: NodeJS.Timeout | undefined;
	private sending: Promise<void> | undefined;
	private readonly stopped = new AbortController();

	constructor(
		private readonly clock: SandboxClock,
		private readonly random: Random,
		private readonly assumptions: Assumptions,
	) {}

	/** Queues an event for every subscription that covers it. The body is fixed now. */
	publish(event: WorkspaceEvent): void {
		const receivers = [...this.subscriptions.values()].filter(({ event_types }) => covers(event_types, event.type));
		if (receivers.length === 0) return;
		const eventId = this.random.uuid();
		const body = eventBody(eventId, this.clock.now().toISOString(), event, this.assumptions);
		const base = { event_id: eventId, event_type: event.type, body, attempts: 0 };
		for (const subscription of receivers) {
			const copies = this.random.chance(this.behaviour.duplicateChance) ? 2 : 1;
			for (let copy = 0; copy < copies; copy++) this.queue.push({ ...base, subscription, dueAt: this.dueTime() });
		}
		this.schedule();
	}

	/** Forgets a subscription and what was on its way to it; false when there is none. */
	unsubscribe(publicId: string): boolean {
		this.queue = this.queue.filter((delivery) => delivery.subscription.public_id !== publicId);
		return this.subscriptions.delete(publicId);
	}

	/** Sends dead letters again, from the first attempt on. @returns how many */
	replay(eventId?: string): number {
		const chosen = this.deadLetters.filter((letter) => eventId === undefined || letter.event_id === eventId);
		for (const letter of chosen) {
			this.deadLetters.splice(this.deadLetters.indexOf(letter), 1);
			this.queue.push({ ...letter, attempts: 0, dueAt: this.now() });
		}
		this.schedule();
		return chosen.length;
	}

	/** Deliveries that wait for their time or their turn. */
	get pending(): readonly Delivery[] {
		return this.queue;
	}

	/** Resolves when nothing is due any more; retries that wait for a later time do not count. */
	async settled(): Promise<void> {
		while (this.sending || this.queue.some((delivery) => delivery.dueAt <= this.now())) await sleep(TICK_MS / 4);
	}

	async close(): Promise<void> {
		this.stopped.abort();
		clearTimeout(this.timer);
		this.queue = [];
		await this.sending;
	}

	private now(): number {
		return this.clock.now().getTime();
	}

	private dueTime(): number {
		const { maxDelayMs } = this.behaviour;
		return this.now() + (maxDelayMs > 0 ? this.random.int(0, maxDelayMs) : 0);
	}

	private schedule(wait = this.behaviour.reorder ? REORDER_HOLD_MS : 0): void {
		if (this.timer || this.sending || this.stopped.signal.aborted) return;
		this.timer = setTimeout(() => {
			this.timer = undefined;
			this.sending = this.sendDue().finally(() => {
				this.sending = undefined;
				if (this.queue.length > 0) this.schedule(this.behaviour.reorder ? REORDER_HOLD_MS : TICK_MS);
			});
		}, wait);
		this.timer.unref();
	}

	private async sendDue(): Promise<void> {
		const now = this.now();
		const due = this.queue.filter((delivery) => delivery.dueAt <= now);
		if (due.length === 0) return;
		this.queue = this.queue.filter((delivery) => delivery.dueAt > now);
		due.sort((a, b) => a.dueAt - b.dueAt);
		if (this.behaviour.reorder) due.reverse();
		const bySubscription = groupBy(due, (delivery) => delivery.subscription.public_id);
		await Promise.all(Object.values(bySubscription).map((deliveries) => this.sendInTurn(deliveries)));
	}

	private async sendInTurn(deliveries: readonly Delivery[]): Promise<void> {
		for (const delivery of deliveries) {
			if (this.stopped.signal.aborted) return;
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
		if (typeof result === 'number' && result >= 200 && result < 300) return;
		const wait = RETRY_DELAYS_MS[delivery.attempts - 1];
		if (wait === undefined) this.deadLetters.push(delivery);
		else this.queue.push(Object.assign(delivery, { dueAt: this.now() + wait }));
	}

	/** @returns the status answered, or a word for why there was none */
	private async post(
		{ subscription, event_id, event_type, body }: Delivery,
		deliveryId: string,
	): Promise<number | string> {
		const time = this.assumptions.webhookSignatureClock === 'real' ? Date.now() : this.now();
		try {
			const response = await fetch(subscription.url, {
				method: 'POST',
				headers: {
					'Content-Type': 'application/json',
					'X-Pact-Signature': signatureHeader(subscription.secret, Math.floor(time / 1000), body),
					'X-Pact-Event-Id': event_id,
					'X-Pact-Event-Type': event_type,
					'X-Pact-Delivery-Id': deliveryId,
				},
				body,
				redirect: 'manual',
				signal: AbortSignal.any([this.stopped.signal, AbortSignal.timeout(RESPONSE_TIMEOUT_MS)]),
			});
			await response.arrayBuffer();
			return response.status;
		} catch (error) {
			return error instanceof Error && error.name === 'TimeoutError' ? 'timed out' : 'no connection';
		}
	}
}
