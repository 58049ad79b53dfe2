import { z } from 'zod';
import type { MembershipNews } from '../common/memberships';
import { readPosition } from '../common/position';
import type { HubSpotClient } from './client';
import type { ListEntry } from './contract';
import { packIds, unpackIds } from './id-set';
import { MAX_MEMBER_PAGE } from './limits';

/**
 * Members that are remembered, over all lists, the smallest lists first: HubSpot tells who joined a list but not who left it, which is seen
 * only by what was there before. A member takes about five characters of the reading position.
 */
export const MOST_REMEMBERED = 20_000;

const listSchema = z.object({
	/** What HubSpot says of the list's last changes. */
	stamp: z.string(),
	/** When it was last looked at: who joined later is new. */
	at: z.iso.datetime(),
	/** Ids, packed; absent for a list that is too large. */
	members: z.string().optional(),
});
const stateSchema = z.object({
	lists: z.record(z.string(), listSchema),
	/** Ids that are still to be told, packed. */
	queue: z.string().optional(),
});
type State = z.infer<typeof stateSchema>;
type Known = State['lists'][string];

/** Who joins is told this much again: a membership may become visible late. */
const OVERLAP_MS = 60_000;

/** Everybody who is in a list now. */
export async function startNews(client: HubSpotClient, objectTypeId: string): Promise<string> {
	const state: State = { lists: {} };
	for (const list of bySize(await client.lists(objectTypeId))) state.lists[list.listId] = (await looked(client, list, state.lists)).known;
	return write(state);
}

/**
 * The next records that joined or left a list. One call says which lists changed; only of these the members are read. While nothing happens
 * the state stays the same text.
 */
export async function membershipNews(client: HubSpotClient, objectTypeId: string, text: string, limit: number): Promise<MembershipNews> {
	const state = read(text);
	const queue = new Set(unpackIds(state.queue ?? ''));
	if (queue.size === 0) {
		const lists = await client.lists(objectTypeId);
		const present = new Set(lists.map(({ listId }) => listId));
		for (const [id, gone] of Object.entries(state.lists)) {
			if (present.has(id)) continue;
			for (const member of unpackIds(gone.members ?? '')) queue.add(member);
			delete state.lists[id];
		}
		for (const list of bySize(lists)) {
			const before = state.lists[list.listId];
			if (before?.stamp === stampOf(list)) continue;
			const { [list.listId]: _before, ...others } = state.lists;
			const { known, moved } = await looked(client, list, others, before);
			state.lists[list.listId] = known;
			for (const member of moved) queue.add(member);
		}
	}
	const waiting = [...queue];
	const { queue: _told, ...rest } = state;
	const later = waiting.slice(limit);
	return { ids: waiting.slice(0, limit), state: write(later.length === 0 ? rest : { ...rest, queue: packIds(later) }), more: later.length > 0 };
}

/** A list's members now, and who joined or left since `before`; of a list that was not there before, everybody joined. */
async function looked(client: HubSpotClient, list: ListEntry, others: State['lists'], before?: Known): Promise<{ known: Known; moved: string[] }> {
	const room = MOST_REMEMBERED - Object.values(others).reduce((sum, { members = '' }) => sum + unpackIds(members).length, 0);
	const at = (client.serverNow() ?? new Date()).toISOString();
	const known: Known = { stamp: stampOf(list), at };
	const members = new Map<string, string>();
	for (let after: string | undefined; list.size !== 0;) {
		const page = await client.members(list.listId, { limit: MAX_MEMBER_PAGE, ...(after === undefined ? {} : { after }) });
		for (const { recordId, membershipTimestamp } of page.items) members.set(recordId, membershipTimestamp);
		after = page.after;
		if (after === undefined || page.items.length === 0) break;
	}
	const earlier = before?.members === undefined ? undefined : new Set(unpackIds(before.members));
	const since = before === undefined ? -Infinity : Date.parse(before.at) - OVERLAP_MS;
	const joined = [...members].filter(([id, time]) => (earlier ? !earlier.has(id) : Date.parse(time) >= since)).map(([id]) => id);
	const left = [...(earlier ?? [])].filter((id) => !members.has(id));
	return { known: members.size <= room ? { ...known, members: packIds(members.keys()) } : known, moved: [...joined, ...left] };
}

const stampOf = ({ size, addedAt, removedAt }: ListEntry): string => [size, addedAt, removedAt].join('|');

const bySize = (lists: readonly ListEntry[]): ListEntry[] => [...lists].sort((one, other) => (one.size ?? 0) - (other.size ?? 0) || one.listId.localeCompare(other.listId));

const write = (state: State): string => JSON.stringify(stateSchema.parse(state));

const read = (text: string): State => readPosition(stateSchema, text, "The stored reading position of HubSpot's lists is none. Reset the trigger's position for this object.");
