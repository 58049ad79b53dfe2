import { z } from 'zod';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** "If a webhook request exceeds this many events, they are sent in several": Webhooks guide, batch size. */
export const MAX_BATCH = 100;

/** "Your service must respond within five seconds." In real time. */
export const RESPONSE_TIMEOUT_MS = 5 * SECOND;

/**
 * Waits after each failed attempt: "retried up to 10 times, spread out over the next 24 hours with varying delays". The numbers
 * are not published. By the sandbox clock.
 */
export const RETRY_DELAYS_MS: readonly number[] = [
	MINUTE,
	2 * MINUTE,
	5 * MINUTE,
	10 * MINUTE,
	30 * MINUTE,
	HOUR,
	2 * HOUR,
	4 * HOUR,
	6 * HOUR,
	8 * HOUR,
];

/** One event on its way to an app. */
export interface Delivery {
	readonly clientId: string;
	/** The event without its attempt number. */
	readonly event: Readonly<Record<string, unknown>>;
	/** Epoch milliseconds of the sandbox clock. */
	dueAt: number;
	/** Attempts made so far: `attemptNumber` of the next one. */
	attempts: number;
}

/** One request that was made, for the page and for tests. */
export interface Attempt {
	readonly at: string;
	readonly url: string;
	readonly events: number;
	/** HTTP status, or what went wrong on the way. */
	readonly result: number | string;
	readonly body: string;
}

/** How deliveries misbehave, as at-least-once without order allows. Body of `PUT /__sandbox/webhook-behaviour`. */
export const behaviourSchema = z.strictObject({
	/** Chance (0 to 1) that an event is never sent. */
	dropChance: z.number().min(0).max(1),
	/** Chance that an event is sent twice. */
	duplicateChance: z.number().min(0).max(1),
	/** Each event waits up to this long, by the sandbox clock. */
	maxDelayMs: z.number().min(0),
	/** Collects events for a moment and sends the newest first. */
	reorder: z.boolean(),
	/** Added to the time that is signed: negative for a request that was on its way too long. */
	timestampSkewMs: z.number(),
});
export type WebhookBehaviour = z.output<typeof behaviourSchema>;

export const ORDERLY: WebhookBehaviour = {
	dropChance: 0,
	duplicateChance: 0,
	maxDelayMs: 0,
	reorder: false,
	timestampSkewMs: 0,
};
