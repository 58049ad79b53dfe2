import type { Clock } from '../../engine/run/clock-port';
import { SystemError } from '../common/engine';
import { shared } from '../common/shared';
import type { SalesforceClient } from './client';
import type { ObjectDescription } from './contract';

/** An admin's new field is seen after this at the latest; a vanished one at once, by the error that it causes. */
const MAX_AGE_MS = 10 * 60_000;

/** What Salesforce says about objects, remembered for a while and shared by all nodes of one connection. */
export interface Describer {
	describe(object: string): Promise<ObjectDescription>;
	/** As first learnt, however long ago: for telling which of Salesforce's own fields an object has, which never changes. */
	fieldNames(object: string): Promise<ReadonlySet<string>>;
	forget(object: string): void;
}

interface Entry {
	at: number;
	description: Promise<ObjectDescription>;
}

export function createDescriber(client: SalesforceClient, clock: Clock): Describer {
	const entries = shared(clock, `describe|salesforce|${client.connection}`, () => new Map<string, Entry>());

	async function describe(object: string): Promise<ObjectDescription> {
		const known = entries.get(object);
		if (known && clock.now().getTime() - known.at < MAX_AGE_MS) return await known.description;
		const entry: Entry = { at: clock.now().getTime(), description: ask(client, object) };
		entries.set(object, entry);
		try {
			return await entry.description;
		} catch (error) {
			if (entries.get(object) === entry) entries.delete(object);
			throw error;
		}
	}

	return {
		describe,
		fieldNames: async (object) =>
			new Set((await (entries.get(object)?.description ?? describe(object))).fields.map((field) => field.name)),
		forget: (object) => void entries.delete(object),
	};
}

async function ask(client: SalesforceClient, object: string): Promise<ObjectDescription> {
	try {
		return await client.describe(object);
	} catch (error) {
		if (!(error instanceof SystemError) || error.details.class !== 'not-found') throw error;
		throw new SystemError(
			{
				...error.details,
				class: 'not-allowed',
				message: `Salesforce has no object ${object}, or the connected user may not see it. Give the user read access, or remove the object from the node.`,
			},
			{ cause: error },
		);
	}
}
