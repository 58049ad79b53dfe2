import { SystemError } from '../common/engine';
import type { PactClient } from './client';
import {
	ALL_EVENTS,
	EVENT_DOMAINS,
	EVENTS_OF,
	eventTypeSchema,
	OBJECT_NAMES,
	type PactObject,
	type PactSubscription,
	PATHS,
	subscriptionSchema,
} from './contract';

export type SubscriptionWithSecret = PactSubscription & { secret: string };

/** The webhook subscriptions of a workspace. Every method throws `SystemError`. */
export interface PactSubscriptions {
	/** Undefined when this workspace does not list them. */
	list(): Promise<PactSubscription[] | undefined>;
	/** To every event about these objects. The secret is shown this once: Pact makes it, and nobody can read it again. */
	create(subscription: { name: string; url: string; objects: readonly string[] }): Promise<SubscriptionWithSecret>;
	/** One that is not there (any more) is no error. */
	remove(id: string): Promise<void>;
}

export function createPactSubscriptions(client: PactClient): PactSubscriptions {
	/** The wildcards that this workspace's catalogue knows; without a catalogue, simply everything: what is not ours is passed over. */
	async function eventTypes(objects: readonly string[]): Promise<string[]> {
		const catalogue = await client.definitions(PATHS.eventTypes, eventTypeSchema);
		const known = OBJECT_NAMES.filter((object) => objects.includes(object)).flatMap((object) => domainsIn(catalogue ?? [], object));
		return known.length > 0 ? known.map(EVENTS_OF) : [ALL_EVENTS];
	}

	return {
		list: async () => await client.definitions(PATHS.subscriptions, subscriptionSchema),

		async create({ name, url, objects }) {
			const types = await eventTypes(objects);
			try {
				return await client.subscribe({ name, url, event_types: types });
			} catch (error) {
				if (!(error instanceof SystemError) || error.details.class !== 'invalid' || types.includes(ALL_EVENTS)) throw error;
				// [documented] "*" is the one that every workspace knows.
				return await client.subscribe({ name, url, event_types: [ALL_EVENTS] });
			}
		},

		remove: async (id) => await client.unsubscribe(id),
	};
}

/** The first words of event types, of those that are about this object, that a catalogue knows. */
export const domainsIn = (catalogue: readonly string[], object: PactObject): string[] =>
	EVENT_DOMAINS[object].filter((domain) => catalogue.some((type) => type.startsWith(EVENTS_OF(domain).slice(0, -1))));
