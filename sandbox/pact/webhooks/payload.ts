import type { Assumptions } from '../assumptions';
import { answered } from '../store/answered';
import type { WorkspaceEvent } from '../store/announce';

/** The raw body of an event's deliveries: a snapshot of the record at the time of the event. */
export function eventBody(
	eventId: string,
	createdAt: string,
	event: WorkspaceEvent,
	assumptions: Readonly<Assumptions>,
): string {
	const record = answered(event.record, assumptions);
	const rest = { ...(event.previous ? { previous: event.previous } : {}), actor: event.actor };
	return JSON.stringify(
		assumptions.webhookShape === 'data'
			? { id: eventId, type: event.type, created_at: createdAt, data: record, ...rest }
			: { event_id: eventId, event_type: event.type, occurred_at: createdAt, ...record, ...rest },
	);
}
