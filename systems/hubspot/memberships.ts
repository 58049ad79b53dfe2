import type { FieldSchema, FieldValues, SystemErrorDetails } from '../../engine/model';
import type { SetChange } from '../../engine/run/system-port';
import { chunksOf } from '../common/chunks';
import { SystemError } from '../common/engine';
import type { MembershipResult, Memberships } from '../common/memberships';
import type { HubSpotClient } from './client';
import type { ListEntry } from './contract';
import type { Definitions } from './definitions';
import { MAX_BATCH, MAX_MEMBER_CHANGES } from './limits';
import { membershipNews, startNews } from './membership-news';

/** The names of the lists ("segments") that a record is in. */
const LIST_NAMES = 'lists.names';

/** Objects whose lists are synced. HubSpot has lists of others, which no other system has anything like. */
const OBJECTS: ReadonlySet<string> = new Set(['contacts', 'companies']);

/** Before a list is taken for gone, what is known of the lists is no older than this: somebody may just have made it. */
const MISSING_AGE_MS = 60_000;

/** Lists that follow filters decide by themselves who is in them (lists guide, "processingType"). */
const followsFilters = ({ processingType }: ListEntry): boolean => processingType === 'DYNAMIC';

/** Refusals that are about the list, and not about the moment. */
const FOR_GOOD: ReadonlySet<SystemErrorDetails['class']> = new Set(['not-allowed', 'invalid', 'not-found']);

export function createListMemberships(client: HubSpotClient, definitions: Definitions): Memberships {
	/** The object's lists by id; asked once more where one is missing, in case it was made a moment ago. */
	async function listsById(object: string, needed: ReadonlySet<string>): Promise<Map<string, ListEntry>> {
		const index = (lists: readonly ListEntry[] = []): Map<string, ListEntry> => new Map(lists.map((list) => [list.listId, list]));
		const known = index(await definitions.lists(object));
		return [...needed].every((id) => known.has(id)) ? known : index(await definitions.lists(object, MISSING_AGE_MS));
	}

	async function listsByName(object: string, names: ReadonlySet<string>): Promise<Map<string, ListEntry>> {
		const index = (lists: readonly ListEntry[] = []): Map<string, ListEntry> => new Map(lists.map((list) => [list.name.toLowerCase(), list]));
		const known = index(await definitions.lists(object));
		return [...names].every((name) => known.has(name)) ? known : index(await definitions.lists(object, MISSING_AGE_MS));
	}

	return {
		names: (object) => (OBJECTS.has(object) ? [LIST_NAMES] : []),

		async fields(object) {
			const lists = OBJECTS.has(object) ? await definitions.lists(object) : undefined;
			return lists === undefined ? [] : [listField(lists)];
		},

		async read(object, ids) {
			const typeId = await definitions.objectTypeId(object);
			const held = new Map<string, ReadonlySet<string>>();
			for (const chunk of chunksOf(ids, MAX_BATCH)) for (const [id, lists] of await client.listsOf(typeId, chunk)) held.set(id, lists);
			const lists = await listsById(object, new Set([...held.values()].flatMap((each) => [...each])));
			return new Map(
				ids.map((id): [string, FieldValues] => {
					const names = [...(held.get(id) ?? [])].flatMap((list) => lists.get(list)?.name ?? []);
					return [id, { [LIST_NAMES]: names.sort() }];
				}),
			);
		},

		async write(object, changes) {
			const wanted = new Map([...changes].flatMap(([id, fields]) => (fields[LIST_NAMES] === undefined ? [] : [[id, fields[LIST_NAMES]] as const])));
			try {
				const names = new Set([...wanted.values()].flatMap(({ add, remove }) => [...add, ...remove]).map((name) => name.toLowerCase()));
				return await changeLists(client, wanted, await listsByName(object, names));
			} catch (error) {
				if (!(error instanceof SystemError)) throw error;
				return new Map([...wanted.keys()].map((id) => [id, { ok: false, error: error.details }]));
			}
		},

		start: async (object) => await startNews(client, await definitions.objectTypeId(object)),
		news: async (object, _fields, state, limit) => await membershipNews(client, await definitions.objectTypeId(object), state, limit),
	};
}

function listField(lists: readonly ListEntry[]): FieldSchema {
	return {
		name: LIST_NAMES,
		label: 'Lists',
		type: 'memberships',
		custom: false,
		requiredOnCreate: false,
		createable: true,
		updateable: true,
		options: lists.map((list) => ({ value: list.name, label: list.name, active: true, ...(followsFilters(list) ? { readOnly: true as const } : {}) })),
	};
}

/** What of a record's change was not done. */
interface Refused {
	add: string[];
	remove: string[];
	notes: Set<string>;
	error?: SystemErrorDetails;
}

/** List by list: all records that come in or go out, in one call. */
async function changeLists(client: HubSpotClient, wanted: ReadonlyMap<string, SetChange>, lists: ReadonlyMap<string, ListEntry>): Promise<Map<string, MembershipResult>> {
	const refused = new Map([...wanted.keys()].map((id): [string, Refused] => [id, { add: [], remove: [], notes: new Set() }]));
	const byName = new Map<string, { name: string; add: string[]; remove: string[] }>();
	for (const [id, change] of wanted) {
		for (const way of ['add', 'remove'] as const) {
			for (const name of change[way]) {
				const key = name.toLowerCase();
				const entry = byName.get(key) ?? { name, add: [], remove: [] };
				byName.set(key, entry);
				entry[way].push(id);
			}
		}
	}
	const refuse = ({ name, add, remove }: { name: string; add: readonly string[]; remove: readonly string[] }, note: string): void => {
		for (const [way, ids] of [['add', add], ['remove', remove]] as const) {
			for (const id of ids) {
				refused.get(id)?.[way].push(name);
				refused.get(id)?.notes.add(note);
			}
		}
	};
	for (const [key, entry] of byName) {
		const list = lists.get(key);
		if (list === undefined) {
			// Nobody can be taken out of what is not there, so that only this is worth saying.
			refuse({ ...entry, remove: [] }, 'A list of that name is not in HubSpot (any more), so that the record was not added to it.');
			continue;
		}
		if (followsFilters(list)) {
			refuse(entry, `HubSpot decides by the filters of list ${list.listId} who is in it; nobody can be added or taken out by hand.`);
			continue;
		}
		try {
			for (const part of inParts(entry)) {
				const { recordIdsMissing } = await client.changeMembers(list.listId, part);
				for (const id of recordIdsMissing) {
					const gone = refused.get(id);
					if (gone) gone.error = notThereYet;
				}
			}
		} catch (error) {
			if (!(error instanceof SystemError)) throw error;
			if (FOR_GOOD.has(error.details.class)) refuse(entry, `HubSpot did not change the members of list ${list.listId}: ${error.details.message}`);
			else for (const id of [...entry.add, ...entry.remove]) (refused.get(id) as Refused).error = error.details;
		}
	}
	return new Map([...refused].map(([id, each]) => [id, resultOf(each)]));
}

function resultOf({ error, notes, ...refused }: Refused): MembershipResult {
	return error === undefined ? { ok: true, refused, notes: [...notes] } : { ok: false, error: { ...error, fields: [LIST_NAMES] } };
}

/** A record that was made a moment ago. */
const notThereYet: SystemErrorDetails = { class: 'temporary', message: 'HubSpot’s lists do not know the record yet.' };

function inParts({ add, remove }: { add: readonly string[]; remove: readonly string[] }): Array<{ add: string[]; remove: string[] }> {
	return [
		...chunksOf(add, MAX_MEMBER_CHANGES).map((part) => ({ add: [...part], remove: [] })),
		...chunksOf(remove, MAX_MEMBER_CHANGES).map((part) => ({ add: [], remove: [...part] })),
	];
}
