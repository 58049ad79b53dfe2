import { isEqual } from 'lodash';
import type { FeedStore } from '../../engine/run/store-port';
import type { PactSubscriptions } from '../../systems/pact';
import { readNote, writeNote } from './subscription-note';

/** One trigger's subscription: what it is for, and where it is kept. */
export interface SubscriptionPlace {
	feed: string;
	/** Where Pact sends to. */
	url: string;
	connection: string;
	objects: readonly string[];
	/** As people see it in Pact's list of webhooks. */
	name: string;
	subscriptions: PactSubscriptions;
	store: Pick<FeedStore, 'cursor' | 'notePage'>;
}

/**
 * Whether the subscription is there as it should be, and its secret is known. What else leads to our address is removed: left by a crash
 * between making it and keeping its secret, or by other settings. @throws SystemError, StoreError
 */
export async function isSubscribed({ feed, url, connection, objects, subscriptions, store }: SubscriptionPlace): Promise<boolean> {
	const note = await readNote(store, feed);
	const fits = note !== undefined && note.url === url && note.connection === connection && isEqual(note.objects, objects);
	const listed = await subscriptions.list();
	// A workspace that lists none leaves nothing but our own note to go by.
	if (listed === undefined) return fits;
	const ours = listed.filter((subscription) => subscription.url === url || subscription.id === note?.id);
	const good = ours.find(({ id }) => fits && id === note.id);
	for (const { id } of ours) if (id !== good?.id) await subscriptions.remove(id);
	return good !== undefined;
}

/** Makes the subscription, and keeps its secret. @throws SystemError, StoreError */
export async function subscribe({ feed, url, connection, objects, name, subscriptions, store }: SubscriptionPlace): Promise<void> {
	const { id, secret } = await subscriptions.create({ name, url, objects });
	await writeNote(store, feed, { id, secret, url, connection, objects: [...objects] });
}

/** Removes whatever leads to our address. @throws SystemError, StoreError */
export async function unsubscribe({ feed, url, subscriptions, store }: Omit<SubscriptionPlace, 'name' | 'objects' | 'connection'>): Promise<void> {
	const note = await readNote(store, feed);
	const listed = (await subscriptions.list()) ?? [];
	const ours = new Set([...(note ? [note.id] : []), ...listed.filter((subscription) => subscription.url === url).map(({ id }) => id)]);
	for (const id of ours) await subscriptions.remove(id);
	// What arrives from now on is not believed any more.
	if (note) await writeNote(store, feed);
}
