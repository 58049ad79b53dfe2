import type { RecordPort, RecordState } from './system-port';

/** A record that was merged into one that was merged again, and so on: more hops than this are a circle. */
const MOST_MERGES = 5;

/**
 * The records by the ids that were asked for; one that was merged away is read as what it was merged into. Those that are gone in another way
 * say so, or are absent.
 */
export async function readFollowing(
	ids: readonly string[],
	object: string,
	fields: readonly string[],
	records: RecordPort,
): Promise<Map<string, RecordState>> {
	const found = new Map<string, RecordState>();
	/** Where each of the ids asked for has come to. */
	let at = new Map(ids.map((id) => [id, id]));
	for (let hop = 0; at.size > 0 && hop <= MOST_MERGES; hop += 1) {
		const states = await records.read(object, [...new Set(at.values())], fields);
		const moved = new Map<string, string>();
		for (const [id, place] of at) {
			const record = states.get(place);
			if (record?.gone?.kind === 'merged') {
				if (record.gone.into !== undefined) moved.set(id, record.gone.into);
			} else if (record !== undefined) found.set(id, record);
		}
		at = moved;
	}
	return found;
}
