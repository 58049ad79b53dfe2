import type { EventRecord, News } from '../../../engine/run/events-port';
import { channelOf } from './channels';
import { changeSchema, placeSchema, type Reply } from './messages';

/** Anything else is no record: an overflow event names 000000000000000AAA, and a mass conversion 001* ("ChangeEventHeader Fields"). */
const RECORD_ID = /^(?!0{15})[A-Za-z0-9]{18}$/;

/**
 * What the events say. Every record that they name is a hint, whoever changed it: an event of our own write may tell what a flow or a
 * trigger of the org made of it in the same transaction, and what is an echo to this sync may be news to the next one on the same n8n.
 * `objects`: those that are listened to. An event that cannot be read makes the poll look.
 */
export function newsOf(events: readonly Reply[], objects: readonly string[]): News {
	const byChannel = new Map(objects.map((object) => [channelOf(object), object]));
	const records = new Map<string, EventRecord>();
	const positions: Record<string, string> = {};
	let unnamed = false;
	for (const { channel, data } of events) {
		const object = byChannel.get(channel);
		if (object === undefined) continue;
		const place = placeSchema.safeParse(data).data;
		if (place) positions[object] = place.event.replayId;
		const header = changeSchema.safeParse(data).data?.payload.ChangeEventHeader;
		if (header?.entityName !== object) {
			unnamed = true;
			continue;
		}
		const { recordIds, transactionKey, sequenceNumber, changeType } = header;
		for (const id of recordIds) {
			const key = [transactionKey, sequenceNumber, changeType, object, id].join('|');
			if (RECORD_ID.test(id)) records.set(key, { object, id, key });
			else unnamed = true;
		}
	}
	return { records: [...records.values()], positions, unnamed };
}
