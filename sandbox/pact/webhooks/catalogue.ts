/**
 * Event types by domain. The documentation names contact.created, contact.updated and `deal.*`; the rest of the
 * catalogue is an assumption of this sandbox.
 */
const CATALOGUE: Readonly<Record<string, readonly string[]>> = {
	contact: ['created', 'updated', 'deleted', 'merged'],
	company: ['created', 'updated', 'deleted', 'merged'],
	deal: ['created', 'updated', 'deleted', 'merged', 'stage_changed', 'won', 'lost'],
	consent: ['changed'],
	email: ['sent', 'opened', 'clicked', 'replied', 'bounced', 'unsubscribed'],
	sequence: ['enrolled', 'step_completed', 'completed', 'unenrolled'],
};

/** Every event type, as `GET /v1/webhooks/event-types` lists them. */
export const EVENT_TYPES: readonly string[] = Object.entries(CATALOGUE).flatMap(([domain, names]) =>
	names.map((name) => `${domain}.${name}`),
);

/** Whether a subscription may ask for this: an event type, `domain.*` or `*`. */
export const isEventPattern = (pattern: string): boolean =>
	pattern === '*' || EVENT_TYPES.includes(pattern) || (pattern.endsWith('.*') && pattern.slice(0, -2) in CATALOGUE);

/** Whether a subscription's patterns cover an event type. */
export const covers = (patterns: readonly string[], type: string): boolean =>
	patterns.some(
		(pattern) =>
			pattern === '*' || pattern === type || (pattern.endsWith('.*') && type.startsWith(pattern.slice(0, -1))),
	);
