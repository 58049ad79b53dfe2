import type { Clock } from '../../engine/run/clock-port';
import { SystemError } from '../common/engine';
import type { PactClient } from './client';
import { ID_FIELD, type PactList, type PactObject, SORTS } from './contract';
import { modifiedAt } from './values';

/** The answer is believed for so long: the two calls that it takes are few, and an API that learns to sort is noticed. */
const BELIEVED_MS = 60 * 60_000;
/** Enough records that an order by chance cannot pass for one by time. */
const TRIED_WITH = 10;

/**
 * Whether this workspace gives lists newest change first. Pact publishes nothing about it, so it is tried: asked for both orders, a list
 * that knows `sort` answers two different ones. Costs two calls an hour. Throws `SystemError` when the list cannot be read at all.
 */
export async function knowsNewestFirst(client: PactClient, clock: Clock, object: PactObject): Promise<boolean> {
	const known = client.state.newestFirst[object];
	const now = clock.now().getTime();
	if (known && now - known.at < BELIEVED_MS) return await known.answer;
	const entry = { at: now, answer: tried(client, object) };
	client.state.newestFirst[object] = entry;
	try {
		return await entry.answer;
	} catch (error) {
		if (client.state.newestFirst[object] === entry) delete client.state.newestFirst[object];
		throw error;
	}
}

async function tried(client: PactClient, object: PactObject): Promise<boolean> {
	try {
		const newest = await client.list(object, { limit: TRIED_WITH, offset: 0, sort: SORTS.newestFirst });
		if (newest.items.length < 2 || !ordered(newest, (earlier, later) => earlier >= later)) return false;
		const oldest = await client.list(object, { limit: TRIED_WITH, offset: 0, sort: SORTS.oldestFirst });
		return ordered(oldest, (earlier, later) => earlier <= later) && firstOf(newest) > firstOf(oldest);
	} catch (error) {
		// A parameter that is refused is one that is not known.
		if (error instanceof SystemError && error.details.class === 'invalid') return false;
		throw error;
	}
}

const firstOf = ({ items: [first] }: PactList): string => (first ? modifiedAt(first) + first[ID_FIELD] : '');

const ordered = ({ items }: PactList, inOrder: (before: string, after: string) => boolean): boolean =>
	items.every((record, index) => {
		const before = items[index - 1];
		return before === undefined || inOrder(modifiedAt(before), modifiedAt(record));
	});
