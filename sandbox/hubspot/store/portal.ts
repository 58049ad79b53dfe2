import type { SandboxClock } from '../../common/clock';
import { AssociationTypes } from '../schema/associationTypes';
import { Catalog } from '../schema/catalog';
import { Owners } from '../schema/owners';
import { Pipelines } from '../schema/pipelines';
import type { ObjectType } from '../schema/types';
import { Associations } from './associations';
import type { ChangeListener, PortalChange } from './changes';
import type { StoredRecord } from './record';
import { RecordTable } from './table';

/** Ids start just below a power of ten, so that a client that compares them as text is found out. */
const FIRST_ID = 99_001;

/** Long enough that a client which trusts the index at once misses something; the real one lags up to tens of seconds. */
const DEFAULT_SEARCH_LAG_MS = 3_000;

/** How to make a portal. */
interface PortalOptions {
	readonly clock: SandboxClock;
	/** Hub id. */
	readonly portalId: number;
	/** How long the search index is behind, in milliseconds of the sandbox clock. */
	readonly searchLagMs?: number;
}

/**
 * A HubSpot account in memory: object types and properties (`catalog`), pipelines, owners, records and associations.
 *
 * It is plain storage. Writing with HubSpot's rules is done by `save/` (`createRecord`, `updateRecord`, `archiveRecord`,
 * `restoreRecord`, `mergeRecords`, `associate`, `dissociate`), as a call through the API or, with the author `BY_HAND`, as a
 * person at the screen; `DirectAccess` wraps these. Those functions tell every change to the listeners, which is what
 * webhooks and dynamic lists live on:
 *
 *     const stop = portal.onChange((change) => { if (change.kind === 'updated') change.changed.forEach(…) });
 *
 * Reading: `portal.table('0-1').all()` (live and archived ones, without those merged away), `portal.find('0-1', id)`
 * (follows merges), `portal.catalog.objectType('contacts')` (name, singular, id, `p_name`, or qualified name).
 */
export class Portal {
	readonly clock: SandboxClock;
	readonly portalId: number;
	readonly catalog: Catalog;
	readonly pipelines: Pipelines;
	readonly owners: Owners;
	readonly associationTypes = new AssociationTypes();
	readonly associations = new Associations();
	/** May be changed while running; it counts for later writes. */
	searchLagMs: number;
	/** Ids of contacts erased for good through the API. A sync must leave this empty. */
	readonly erasures: string[] = [];

	private readonly tables = new Map<string, RecordTable>();
	private readonly listeners = new Set<ChangeListener>();
	private lastId = FIRST_ID - 1;

	constructor({ clock, portalId, searchLagMs = DEFAULT_SEARCH_LAG_MS }: PortalOptions) {
		this.clock = clock;
		this.portalId = portalId;
		this.searchLagMs = searchLagMs;
		const createdAt = clock.now().toISOString();
		this.catalog = new Catalog(portalId, createdAt);
		this.pipelines = new Pipelines(createdAt);
		this.owners = new Owners(createdAt);
	}

	/** Epoch milliseconds of the sandbox clock. */
	now(): number {
		return this.clock.now().getTime();
	}

	/** An id that no record of any object has. */
	nextId(): number {
		return ++this.lastId;
	}

	/** The records of an object type, by its id (`0-1`). */
	table(objectTypeId: string): RecordTable {
		let table = this.tables.get(objectTypeId);
		if (!table) {
			table = new RecordTable((property) => this.catalog.isUnique(objectTypeId, property));
			this.tables.set(objectTypeId, table);
		}
		table.index.publish(this.now());
		return table;
	}

	/** The record with this id, archived or not; an id that was merged away answers the record it is now part of. */
	find(objectTypeId: string, id: string): StoredRecord | undefined {
		const table = this.table(objectTypeId);
		let record = table.get(id);
		while (record?.mergedInto !== undefined) record = table.get(record.mergedInto);
		return record;
	}

	/** Makes a version the present one. Readers by id see it at once, search after the lag. */
	put(record: StoredRecord): void {
		this.table(record.objectTypeId).put(record, this.now() + this.searchLagMs);
	}

	/** Takes all records and associations away; schema, pipelines and owners stay. No change is told. */
	clearRecords(): void {
		this.tables.clear();
		this.associations.clear();
		this.erasures.length = 0;
	}

	/** Calls `listener` after every change; the answer ends that. */
	onChange(listener: ChangeListener): () => void {
		this.listeners.add(listener);
		return () => this.listeners.delete(listener);
	}

	/** Tells a change to all listeners. */
	tell(change: PortalChange): void {
		for (const listener of this.listeners) listener(change);
	}

	/** The page of a record in HubSpot, as answers link to it. */
	recordUrl(type: ObjectType, id: string): string {
		return `https://app.hubspot.com/contacts/${this.portalId}/record/${type.id}/${id}`;
	}
}
