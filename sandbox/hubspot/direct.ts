import { generate } from './generate';
import type { Hub } from './hub';
import { associate, dissociate } from './save/associate';
import { mergeRecords } from './save/merge';
import { archiveRecord, eraseRecord, restoreRecord } from './save/remove';
import { createRecord, updateRecord } from './save/save';
import type { Input } from './save/draft';
import type { ObjectType } from './schema/types';
import { BY_HAND, type StoredRecord } from './store/record';

/** How two records are associated: `primary`, or the id of any other type; absent: without a label. */
export type AssociationKind = 'primary' | number;

/**
 * Writes by "a person in HubSpot": the same rules as the API, no HTTP, no token, no call counted. Objects are named as in
 * API paths. Everything throws `HubSpotError` when a rule of the portal refuses it, and `Error` for what is not there.
 */
export class DirectAccess {
	constructor(private readonly hub: Hub) {}

	/** All records of an object in the order of their ids, archived ones too, without those merged away. */
	records(object: string): StoredRecord[] {
		return this.hub.portal.table(this.type(object).id).all();
	}

	/** One record, archived or not; an id that was merged away answers the winner. */
	record(object: string, id: string): StoredRecord | undefined {
		return this.hub.portal.find(this.type(object).id, id);
	}

	/** Creates a record; answers its id. */
	create(object: string, properties: Input): string {
		return createRecord(this.hub.portal, this.type(object), properties, BY_HAND).id;
	}

	/** Changes a record; empty text clears. */
	edit(object: string, id: string, properties: Input): void {
		updateRecord(this.hub.portal, this.type(object), this.live(object, id), properties, BY_HAND);
	}

	/** Moves a record to the recycle bin. */
	archive(object: string, id: string): void {
		archiveRecord(this.hub.portal, this.type(object), this.live(object, id), BY_HAND);
	}

	/** Takes a record out of the recycle bin, within 90 days. */
	restore(object: string, id: string): void {
		const record = this.record(object, id);
		const restored = record && restoreRecord(this.hub.portal, this.type(object), record, BY_HAND);
		if (!restored) throw new Error(`${object} ${id} can not be restored`);
	}

	/** Deletes a record for good (GDPR). */
	erase(object: string, id: string): void {
		eraseRecord(this.hub.portal, this.type(object), this.live(object, id), BY_HAND);
	}

	/** Merges two records into a new one; answers its id. */
	merge(object: string, primaryId: string, otherId: string): string {
		const [primary, other] = [this.live(object, primaryId), this.live(object, otherId)];
		if (primary.id === other.id) throw new Error('A record can not be merged with itself');
		return mergeRecords(this.hub.portal, this.type(object), primary, other, BY_HAND).id;
	}

	/** Associates two records. */
	associate(object: string, id: string, toObject: string, toId: string, kind?: AssociationKind): void {
		const from = { type: this.type(object), id: this.live(object, id).id };
		const to = { type: this.type(toObject), id: this.live(toObject, toId).id };
		const { associationTypes } = this.hub.portal;
		const type =
			kind === 'primary'
				? associationTypes.primary(from.type.id, to.type.id)
				: associationTypes.find(kind ?? associationTypes.plain(from.type.id, to.type.id).id, from.type.id, to.type.id);
		if (!type) throw new Error(`${object} and ${toObject} have no association type ${kind}`);
		associate(this.hub.portal, from, to, [type], BY_HAND);
	}

	/** Ends the association of two records. */
	dissociate(object: string, id: string, toObject: string, toId: string): void {
		dissociate(this.hub.portal, { type: this.type(object), id }, { type: this.type(toObject), id: toId }, BY_HAND);
	}

	/**
	 * Changes many live records in one instant: they all get one modification date. Answers how many; records that have the
	 * values already are among them and stay as they are.
	 */
	bulkTouch(object: string, ids: readonly string[] | 'all', properties: Input, limit = Infinity): number {
		const { clock, portal } = this.hub;
		const type = this.type(object);
		const all = ids === 'all' ? this.records(object) : ids.map((id) => this.live(object, id));
		const live = all.filter((record) => record.archivedAt === undefined).slice(0, limit);
		const ranFree = !clock.frozen;
		clock.freeze();
		try {
			for (const record of live) updateRecord(portal, type, record, properties, BY_HAND);
		} finally {
			if (ranFree) clock.unfreeze();
		}
		return live.length;
	}

	/** Adds plain contacts, companies or deals, all with one stamp; answers their ids. */
	generate(object: string, count: number): string[] {
		return generate(this.hub, this.type(object), count);
	}

	private type(object: string): ObjectType {
		const type = this.hub.portal.catalog.objectType(object);
		if (!type) throw new Error(`No object ${object}`);
		return type;
	}

	private live(object: string, id: string): StoredRecord {
		const record = this.record(object, id);
		if (!record || record.archivedAt !== undefined) throw new Error(`No ${object} ${id}`);
		return record;
	}
}
