import type { Clock } from '../../engine/run/clock-port';
import { SystemError } from '../common/engine';
import { rememberer } from '../common/remembered';
import type { HubSpotClient } from './client';
import {
	type AssociationType,
	type ListEntry,
	type ObjectType,
	type Owner,
	type Pipeline,
	portableName,
	type Property,
	STANDARD_OBJECTS,
	type SubscriptionType,
} from './contract';
import type { Labels } from './errors';

/** An admin's new property, option or stage is seen after this at the latest. */
const MAX_AGE_MS = 10 * 60_000;

/** Labels of associations are made once and for long; there is a question for each two objects. */
const ASSOCIATIONS_MAX_AGE_MS = 60 * 60_000;
const ASSOCIATIONS = 'associations|';

/** What a portal is made of, remembered for a while and shared by all nodes of one connection. */
export interface Definitions {
	properties(object: string): Promise<Property[]>;
	/** Property name → label; what cannot be asked for has none. */
	labels(object: string): Promise<Labels>;
	pipelines(object: string): Promise<Pipeline[]>;
	/** Active owners and those whose user is gone; undefined when the credential may not list them. `anew`: what is remembered will not do. */
	owners(anew?: boolean): Promise<Owner[] | undefined>;
	/** The same as far as they are known by now: nobody is asked. */
	knownOwners(): Promise<Owner[]>;
	/** Custom objects; none where the account or the credential has no access to them. */
	objectTypes(): Promise<ObjectType[]>;
	/** What the object is called and what it requires; undefined where the credential may not see it. */
	objectType(object: string): Promise<ObjectType | undefined>;
	/** `0-1`, `2-123`: how lists and webhooks call an object. Throws `invalid` for an unknown one. */
	objectTypeId(object: string): Promise<string>;
	/** The ways in which records of two objects can be associated, in this direction; none where the credential may not see them. Names as in paths. */
	associationTypes(from: string, to: string): Promise<AssociationType[]>;
	/** Undefined when the credential may not see lists. `maxAgeMs`: asks again when what is remembered is older. */
	lists(object: string, maxAgeMs?: number): Promise<ListEntry[] | undefined>;
	/** What people can subscribe to, by e-mail; undefined when the credential may not see communication preferences. */
	subscriptionTypes(): Promise<SubscriptionType[] | undefined>;
	forget(object: string): void;
}

export function createDefinitions(client: HubSpotClient, clock: Clock): Definitions {
	const remembered = rememberer(clock, `definitions|hubspot|${client.connection}`, MAX_AGE_MS);

	const properties = async (object: string): Promise<Property[]> =>
		await remembered(`properties|${object}`, async () => await describedOr(object, client.properties(object)));

	const objectTypes = async (): Promise<ObjectType[]> =>
		await remembered('object types', async () => (await unlessForbidden(client.objectTypes())) ?? []);

	async function objectTypeId(object: string): Promise<string> {
		const standard = STANDARD_OBJECTS.find(({ name, typeId }) => name === object || typeId === object);
		if (standard) return standard.typeId;
		if (/^\d+-\d+$/.test(object)) return object;
		const custom = (await objectTypes()).find((type) => [portableName(type), type.fullyQualifiedName, type.name].includes(object));
		if (custom) return custom.objectTypeId;
		throw new SystemError({
			class: 'invalid',
			message: `HubSpot has no object ${object}, or the credential may not see it.`,
		});
	}

	return {
		properties,
		objectTypes,
		objectTypeId,
		objectType: async (object) =>
			await remembered(`object type|${object}`, async () => await unlessForbidden(client.objectType(object))),

		async labels(object) {
			const known = await properties(object).catch((error: unknown) => {
				if (error instanceof SystemError) return [];
				throw error;
			});
			return new Map(known.flatMap(({ name, label }) => (label === '' ? [] : [[name, label]])));
		},

		pipelines: async (object) => await remembered(`pipelines|${object}`, async () => await client.pipelines(object)),

		async owners(anew = false) {
			if (anew) remembered.forget('owners');
			return await remembered('owners', async () => {
				const active = await unlessForbidden(client.owners(false));
				return active && [...active, ...(await client.owners(true)).map((owner) => ({ ...owner, archived: true }))];
			});
		},

		knownOwners: async () => (await remembered.known<Owner[] | undefined>('owners')) ?? [],

		associationTypes: async (from, to) =>
			await remembered(
				`${ASSOCIATIONS}${from}|${to}`,
				async () => (await unlessForbidden(client.associationTypes(from, to))) ?? [],
				ASSOCIATIONS_MAX_AGE_MS,
			),

		async lists(object, maxAgeMs) {
			const typeId = await objectTypeId(object);
			return await remembered(`lists|${typeId}`, async () => await unlessForbidden(client.lists(typeId)), maxAgeMs);
		},

		subscriptionTypes: async () =>
			await remembered('subscription types', async () => await unlessForbidden(client.subscriptionTypes())),

		forget(object) {
			remembered.forgetBeginning(ASSOCIATIONS);
			remembered.forget(
				'subscription types',
				`properties|${object}`,
				`pipelines|${object}`,
				`object type|${object}`,
				'owners',
				'object types',
			);
		},
	};
}

async function describedOr(object: string, answer: Promise<Property[]>): Promise<Property[]> {
	try {
		return await answer;
	} catch (error) {
		if (!(error instanceof SystemError) || !['not-found', 'invalid'].includes(error.details.class)) throw error;
		throw new SystemError(
			{
				...error.details,
				class: 'not-allowed',
				message: `HubSpot has no object ${object}, or the credential may not see it. Give the credential the object's read scope, or remove the object from the node.`,
			},
			{ cause: error },
		);
	}
}

/** Some scopes are not needed for most mappings; without them we do without. */
async function unlessForbidden<T>(answer: Promise<T>): Promise<T | undefined> {
	try {
		return await answer;
	} catch (error) {
		if (error instanceof SystemError && error.details.class === 'not-allowed') return undefined;
		throw error;
	}
}
