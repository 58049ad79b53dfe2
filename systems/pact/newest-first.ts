import type { Clock } from '../../engine/run/clock-port';
import { SystemError } from '../common/engine';
import type { PactClient } from './client';
import { type PactList, type PactObject, SORTS } from './contract';
import { modifiedAt } from './values';

/** The answer is believed for so long: the two calls that it takes are few, and an API that learns to sort is noticed. */
const BELIEVED_MS = 60 * 60_000;
/** A list that could not tell (too short, or all of one moment) is asked again after this. */
const UNPROVEN_MS = 60_000;
/** Enough records that an order by chance cannot pass for one by time. */
const TRIED_WITH = 10;

/** `unproven`: the list was in no order that says anything. Until it is, it counts as one that cannot be sorted. */
type Trial = 'sorts' | 'does-not' | 'unproven';

/**
 * Whether this workspace gives lists newest change first. Pact publishes nothing about it, so it is tried: asked for both orders, a list
 * that knows `sort` answers two different ones. Costs two calls an hour, and while a list proves nothing one or two a minute. Throws
 * `SystemError` when the list cannot be read at all.
 */
export async function knowsNewestFirst(client: PactClient, clock: Clock, object: PactObject): Promise<boolean> {
	const known = client.state.newestFirst[object];
	const now = clock.now().getTime();
	if (known && now - known.at < known.believedMs) return await known.answer;
	const trial = tried(client, object);
	// What was proven once stays so until the opposite is.
	const answer = trial.then((result) => (result === 'unproven' && known ? known.answer : result === 'sorts'));
	const entry = { at: now, believedMs: BELIEVED_MS, answer };
	client.state.newestFirst[object] = entry;
	try {
		// First the promise that follows from the other: a failure that nobody waits for would end the process.
		const sorts = await answer;
		if ((await trial) === 'unproven') entry.believedMs = UNPROVEN_MS;
		return sorts;
	} catch (error) {
		if (client.state.newestFirst[object] === entry) delete client.state.newestFirst[object];
		throw error;
	}
}

async function tried(client: PactClient, object: PactObject): Promise<Trial> {
	try {
		const newest = await client.list(object, { limit: TRIED_WITH, offset: 0, sort: SORTS.newestFirst });
		if (!ordered(newest, (earlier, later) => earlier >= later)) return 'does-not';
		if (new Set(newest.items.map(modifiedAt)).size < 2) {
			const end = await endOf(client, object, newest);
			if (end === undefined || end === timeOf(newest)) return 'unproven';
			if (end > timeOf(newest)) return 'does-not';
		}
		const oldest = await client.list(object, { limit: TRIED_WITH, offset: 0, sort: SORTS.oldestFirst });
		return ordered(oldest, (earlier, later) => earlier <= later) && timeOf(newest) > timeOf(oldest) ? 'sorts' : 'does-not';
	} catch (error) {
		// A parameter that is refused is one that is not known.
		if (error instanceof SystemError && error.details.class === 'invalid') return 'does-not';
		throw error;
	}
}

/** The time of the last record of the list, where there is more of it than was seen. */
async function endOf(client: PactClient, object: PactObject, { items, total }: PactList): Promise<string | undefined> {
	if (total <= items.length) return undefined;
	const { items: [last] } = await client.list(object, { limit: 1, offset: total - 1, sort: SORTS.newestFirst });
	return last && modifiedAt(last);
}

/** Of the first record. */
const timeOf = ({ items: [first] }: PactList): string => (first ? modifiedAt(first) : '');

const ordered = ({ items }: PactList, inOrder: (before: string, after: string) => boolean): boolean =>
	items.every((record, index) => {
		const before = items[index - 1];
		return before === undefined || inOrder(modifiedAt(before), modifiedAt(record));
	});
