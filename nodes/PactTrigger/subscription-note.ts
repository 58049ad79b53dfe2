import { z } from 'zod';
import type { FeedStore } from '../../engine/run/store-port';

/**
 * The subscription is kept in the sync store, beside the feed's reading positions and in their form. n8n's own static data would be the usual
 * place, but it is one text a workflow in which the last writer wins, and exported workflows carry it; who has the secret can forge webhooks.
 * No object of Pact has this name.
 */
const PLACE = 'webhook subscription';

const noteSchema = z.object({
	id: z.string().min(1),
	/** Pact shows it once, when the subscription is made. */
	secret: z.string().min(1),
	url: z.string(),
	connection: z.string(),
	objects: z.array(z.string()),
});

/** What is known of a feed's subscription; without its secret no delivery can be believed. */
export type SubscriptionNote = z.infer<typeof noteSchema>;

type Notes = Pick<FeedStore, 'cursor' | 'notePage'>;

/** Undefined when there is none. */
export async function readNote(store: Notes, feed: string): Promise<SubscriptionNote | undefined> {
	const text = await store.cursor(feed, PLACE);
	return text ? noteSchema.parse(JSON.parse(text)) : undefined;
}

/** Without a note: forgets it. */
export async function writeNote(store: Notes, feed: string, note?: SubscriptionNote): Promise<void> {
	await store.notePage({ feed, object: PLACE, refs: [], cursor: note ? JSON.stringify(note) : '', leaseMs: 0 });
}
