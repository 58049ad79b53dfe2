import type { Clock } from '../../engine/run/clock-port';
import { SystemError } from '../common/engine';
import { rememberer } from '../common/remembered';
import type { SalesforceClient } from './client';
import type { ObjectDescription } from './contract';

/** An admin's new field is seen after this at the latest; a vanished one at once, by the error that it causes. */
const MAX_AGE_MS = 10 * 60_000;

/** What Salesforce says about objects, remembered for a while and shared by all nodes of one connection. */
export interface Describer {
	/** `maxAgeMs`: asks again when what is remembered is older. */
	describe(object: string, maxAgeMs?: number): Promise<ObjectDescription>;
	/** As first learnt, however long ago: for telling which of Salesforce's own fields an object has, which never changes. */
	fieldNames(object: string): Promise<ReadonlySet<string>>;
	forget(object: string): void;
}

export function createDescriber(client: SalesforceClient, clock: Clock): Describer {
	const remembered = rememberer(clock, `describe|salesforce|${client.connection}`, MAX_AGE_MS);
	const describe = async (object: string, maxAgeMs?: number): Promise<ObjectDescription> =>
		await remembered(object, async () => await ask(client, object), maxAgeMs);

	return {
		describe,
		fieldNames: async (object) => new Set((await describe(object, Infinity)).fields.map((field) => field.name)),
		forget: (object) => remembered.forget(object),
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
