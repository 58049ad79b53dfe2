const HOUR_MS = 3_600_000;

/** Change Data Capture Developer Guide, "Change Event Storage and Delivery": events are kept for three days. By the sandbox clock. */
export const RETENTION_MS = 72 * HOUR_MS;

/** "Change Data Capture Allocations": entities that may be selected without the add-on, in every edition. */
export const MAX_SELECTED = 5;

/** "Change Data Capture Allocations": concurrent CometD clients, and events delivered to all clients together in the last 24 hours. */
export const ALLOCATIONS = {
	developer: { clients: 20, delivered: 10_000 },
	enterprise: { clients: 1_000, delivered: 25_000 },
	unlimited: { clients: 2_000, delivered: 50_000 },
} as const;
/** The same page, "Increase Your Event Delivery Allocation": what the add-on adds in 24 hours. */
export const ADD_ON_DELIVERED = 100_000;
export const DELIVERED_WINDOW_MS = 24 * HOUR_MS;

/** "Overflow Events": changes of one transaction that get events of their own; each field of an update counts. */
export const MAX_CHANGES = 100_000;
/** "Merged Change Events": the same change to several records is one event when it happened within so long. */
export const MERGE_WITHIN_MS = 1_000;

/** Streaming API Developer Guide, "Clients and Timeouts": how long a connect waits for events. In real time. */
export const CONNECT_TIMEOUT_MS = 110_000;
/** The same page: a client that does not connect again within this is forgotten. By the sandbox clock. */
export const RECONNECT_WITHIN_MS = 40_000;
/** "Streaming API Error Codes", 413. */
export const MAX_REQUEST_BYTES = 32_768;
/** The same page: older versions are not served any more. */
export const MIN_VERSION = 37;

/** From the commit to the delivery. Salesforce promises none; on a quiet instance it is about as long. */
export const DEFAULT_LAG_MS = 500;
