import type { Random } from '../../common/random';
import { HubSpotError, invalid } from '../errors';
import type { PortalChange } from '../store/changes';
import type { Portal } from '../store/portal';
import { filterBranch, matches, type FilterBranch } from './filters';

/** `MANUAL` lists change by hand only, `DYNAMIC` ones follow their filters, `SNAPSHOT` ones did so once. */
type ProcessingType = 'MANUAL' | 'DYNAMIC' | 'SNAPSHOT';

/** A list without its members. */
export interface RecordList {
	readonly listId: string;
	readonly name: string;
	readonly objectTypeId: string;
	readonly processingType: ProcessingType;
	readonly filterBranch: FilterBranch | undefined;
	readonly createdAt: string;
	updatedAt: string;
	listVersion: number;
}

/** A member with the moment it joined, in epoch milliseconds. */
export interface Membership {
	readonly recordId: string;
	readonly joinedAt: number;
}

/** What a change of members did, with HubSpot's own spelling of the keys. */
interface MembershipsUpdate {
	readonly recordsIdsAdded: string[];
	readonly recordIdsRemoved: string[];
	readonly recordIdsMissing: string[];
}

const FIRST_LIST_ID = 8;

interface Entry {
	readonly list: RecordList;
	/** Join time by record id. */
	readonly members: Map<string, number>;
	/** True: records changed since a dynamic list was last evaluated. */
	stale: boolean;
	/** When a record last came in and went out, epoch ms. */
	addedAt?: number;
	removedAt?: number;
}

/** What a new list says about itself. */
interface NewList {
	readonly name: string;
	readonly objectTypeId: string;
	readonly processingType: ProcessingType;
	readonly filterBranch?: unknown;
}

/** The lists ("segments") of the portal, and who is in them. */
export class Lists {
	private readonly entries = new Map<string, Entry>();
	private nextId = FIRST_LIST_ID;

	constructor(private readonly portal: Portal) {
		portal.onChange((change) => this.follow(change));
	}

	/** In order of their ids. */
	all(): RecordList[] {
		return [...this.entries.values()].map(({ list }) => list);
	}

	/** @throws HubSpotError 404 */
	get(listId: string): RecordList {
		return this.entry(listId).list;
	}

	/** @throws HubSpotError 400 */
	create(input: NewList): RecordList {
		const type = this.portal.catalog.objectType(input.objectTypeId);
		if (!type) throw invalid(`Unable to infer object type from: ${input.objectTypeId}`);
		if (this.all().some(({ name }) => name.toLowerCase() === input.name.toLowerCase())) {
			throw invalid(`A list with the name '${input.name}' already exists.`, {
				subCategory: 'ILS.DUPLICATE_LIST_NAMES',
			});
		}
		const filtered = input.processingType !== 'MANUAL';
		if (!filtered && input.filterBranch !== undefined) throw invalid('A MANUAL list cannot have a filterBranch.');
		const now = this.portal.clock.now().toISOString();
		const list: RecordList = {
			listId: String(this.nextId++),
			name: input.name,
			objectTypeId: type.id,
			processingType: input.processingType,
			filterBranch: filtered ? filterBranch(input.filterBranch) : undefined,
			createdAt: now,
			updatedAt: now,
			listVersion: 1,
		};
		this.entries.set(list.listId, { list, members: new Map(), stale: filtered });
		this.refresh(this.entry(list.listId));
		return list;
	}

	/** @throws HubSpotError 404 */
	delete(listId: string): void {
		this.entry(listId);
		this.entries.delete(listId);
	}

	/** When a record last came into the list and went out of it, epoch ms. @throws HubSpotError 404 */
	lastChanges(listId: string): { addedAt?: number; removedAt?: number } {
		const entry = this.entry(listId);
		this.refresh(entry);
		return entry;
	}

	/** The live members, in no order. @throws HubSpotError 404 */
	members(listId: string): Membership[] {
		const entry = this.entry(listId);
		this.refresh(entry);
		return [...entry.members]
			.filter(([recordId]) => this.isLive(entry.list, recordId))
			.map(([recordId, joinedAt]) => ({ recordId, joinedAt }));
	}

	/** The lists a record is in. */
	listsOf(objectTypeId: string, recordId: string): Array<{ list: RecordList; joinedAt: number }> {
		return [...this.entries.values()].flatMap((entry) => {
			if (entry.list.objectTypeId !== objectTypeId) return [];
			this.refresh(entry);
			const joinedAt = this.isLive(entry.list, recordId) ? entry.members.get(recordId) : undefined;
			return joinedAt === undefined ? [] : [{ list: entry.list, joinedAt }];
		});
	}

	/** Puts records in and takes others out. @throws HubSpotError 404, and 400 for a list that follows filters */
	change(listId: string, toAdd: readonly string[], toRemove: readonly string[]): MembershipsUpdate {
		const entry = this.entry(listId);
		const { list, members } = entry;
		if (list.processingType === 'DYNAMIC') {
			throw invalid(`List ${listId} is DYNAMIC: its memberships cannot be changed by hand.`);
		}
		const answer: MembershipsUpdate = { recordsIdsAdded: [], recordIdsRemoved: [], recordIdsMissing: [] };
		for (const asked of toAdd) {
			const record = this.portal.find(list.objectTypeId, asked);
			if (!record || record.archivedAt !== undefined) answer.recordIdsMissing.push(asked);
			else if (!members.has(record.id)) {
				members.set(record.id, this.portal.now());
				answer.recordsIdsAdded.push(record.id);
			}
		}
		for (const asked of toRemove) {
			const record = this.portal.find(list.objectTypeId, asked);
			if (!record) answer.recordIdsMissing.push(asked);
			else if (members.delete(record.id)) answer.recordIdsRemoved.push(record.id);
		}
		list.updatedAt = this.portal.clock.now().toISOString();
		if (answer.recordsIdsAdded.length > 0) entry.addedAt = this.portal.now();
		if (answer.recordIdsRemoved.length > 0) entry.removedAt = this.portal.now();
		return answer;
	}

	/** Puts some of the object's records into a static list, as an import does. */
	fill(listId: string, random: Random, share: number): void {
		const { list, members } = this.entry(listId);
		for (const { id, archivedAt } of this.portal.table(list.objectTypeId).all()) {
			if (archivedAt === undefined && random.chance(share)) members.set(id, this.portal.now());
		}
	}

	private entry(listId: string): Entry {
		const entry = this.entries.get(listId);
		if (!entry) throw new HubSpotError(404, 'OBJECT_NOT_FOUND', `List does not exist with ID ${listId}.`);
		return entry;
	}

	private isLive({ objectTypeId }: RecordList, recordId: string): boolean {
		const record = this.portal.table(objectTypeId).get(recordId);
		return record !== undefined && record.archivedAt === undefined && record.mergedInto === undefined;
	}

	/** Evaluates the filters of a list over all records, when something has changed since. */
	private refresh(entry: Entry): void {
		const { list, members } = entry;
		if (!entry.stale || list.filterBranch === undefined) return;
		for (const record of this.portal.table(list.objectTypeId).all()) {
			const belongs = record.archivedAt === undefined && matches(list.filterBranch, record);
			if (!belongs) {
				if (members.delete(record.id)) entry.removedAt = this.portal.now();
			} else if (!members.has(record.id)) {
				members.set(record.id, record.updatedAt);
				entry.addedAt = record.updatedAt;
			}
		}
		entry.stale = false;
	}

	/** Dynamic lists are evaluated anew after a change; in static ones a merged record takes the place of those in it. */
	private follow(change: PortalChange): void {
		for (const entry of this.entries.values()) {
			if (entry.list.objectTypeId !== change.objectTypeId) continue;
			entry.stale = entry.list.processingType === 'DYNAMIC';
			if (change.kind !== 'merged' || entry.stale) continue;
			const joined = change.mergedIds.map((id) => entry.members.get(id)).filter((time) => time !== undefined);
			for (const id of change.mergedIds) entry.members.delete(id);
			if (joined.length > 0) entry.members.set(change.record.id, Math.min(...joined));
		}
	}
}
