/** A receiver of events. */
export interface Subscription {
	readonly public_id: string;
	readonly name: string;
	readonly url: string;
	readonly event_types: readonly string[];
	readonly secret: string;
	readonly created_at: string;
}

/** One event on its way to one subscription. */
export interface Delivery {
	readonly subscription: Subscription;
	readonly event_id: string;
	readonly event_type: string;
	readonly body: string;
	/** Epoch milliseconds of the sandbox clock. */
	dueAt: number;
	/** Attempts made so far. */
	attempts: number;
}

/** One attempt that was made, for the page and for tests. */
export interface Attempt {
	readonly delivery_id: string;
	readonly event_id: string;
	readonly event_type: string;
	readonly url: string;
	readonly at: string;
	/** From 1. */
	readonly attempt: number;
	/** HTTP status, or what went wrong on the way. */
	readonly result: number | string;
	readonly body: string;
}

/** How deliveries misbehave, as at-least-once without order allows. */
export interface WebhookBehaviour {
	/** Chance (0 to 1) that an event is sent twice under one event id. */
	readonly duplicateChance: number;
	/** Each delivery waits up to this long, by the sandbox clock. */
	readonly maxDelayMs: number;
	/** Collects deliveries for a moment and sends the newest first. */
	readonly reorder: boolean;
}

export const ORDERLY: WebhookBehaviour = { duplicateChance: 0, maxDelayMs: 0, reorder: false };

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** Waits after each failed attempt. "Retried on a schedule" is documented, the numbers are not. */
export const RETRY_DELAYS_MS: readonly number[] = [5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 60 * MINUTE];

/** A receiver that takes longer has failed; an assumption. In real time. */
export const RESPONSE_TIMEOUT_MS = 10 * SECOND;
