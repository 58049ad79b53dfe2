import type { Row, Value } from '../schema/types';
import { StampIndex, type StampPosition } from './stampIndex';

/** A version that is written but not yet visible: a transaction that has not committed. */
interface LateVersion {
	row: Row;
	visibleAt: number;
}

/** The fields with an equality index: matched by the duplicate rule and by external ids. */
const INDEXED_FIELDS = ['Email', 'Pact_Id__c'] as const;

type IndexedField = (typeof INDEXED_FIELDS)[number];

const indexKey = (value: Value | undefined) => (typeof value === 'string' ? value.toLowerCase() : undefined);

/** The rows of one object: what readers see, and what is written but still late. */
export class Table {
	private readonly visible = new Map<string, Row>();

	private readonly late = new Map<string, LateVersion>();

	private readonly byStamp = new StampIndex((row) => this.visible.get(row.Id) === row);

	private readonly byField = new Map<IndexedField, Map<string, Set<string>>>(
		INDEXED_FIELDS.map((field) => [field, new Map()]),
	);

	/** The version that readers see. */
	get(id: string): Row | undefined {
		return this.visible.get(id);
	}

	/** True while a late version of the record is not visible: the record is locked by its transaction. */
	isLocked(id: string): boolean {
		return this.late.has(id);
	}

	/** The newest written version, visible or not. */
	newest(id: string): Row | undefined {
		return this.late.get(id)?.row ?? this.visible.get(id);
	}

	/** Visible rows in order of creation. */
	all(): IterableIterator<Row> {
		return this.visible.values();
	}

	get size(): number {
		return this.visible.size;
	}

	/** Visible rows in the order (SystemModstamp, Id). */
	from(position: StampPosition): Generator<Row> {
		return this.byStamp.from(position);
	}

	/** Visible rows with this value in an indexed field, any case; undefined when the field has no index. */
	withValue(field: string, value: Value): Row[] | undefined {
		const index = this.byField.get(field as IndexedField);
		const key = indexKey(value);
		if (!index || key === undefined) return undefined;
		return [...(index.get(key) ?? [])].map((id) => this.visible.get(id)).filter((row) => row !== undefined);
	}

	/** Makes a version the one that readers see. */
	put(row: Row): void {
		const before = this.visible.get(row.Id);
		this.reindex(row.Id, before, row);
		this.visible.set(row.Id, row);
		this.byStamp.add(row);
		if (before) this.byStamp.noteOutdated();
	}

	/** Keeps a version back until virtual time `visibleAt` (ms). */
	putLate(row: Row, visibleAt: number): void {
		this.late.set(row.Id, { row, visibleAt });
	}

	/** Makes late versions visible whose time has come. */
	publish(now: number): void {
		for (const [id, version] of this.late) {
			if (version.visibleAt > now) continue;
			this.late.delete(id);
			this.put(version.row);
		}
	}

	/** Puts a record back to an earlier state, for a rolled back request. Undefined: it did not exist. */
	restore(id: string, before: Row | undefined): void {
		const now = this.visible.get(id);
		// A copy, because the index still has an entry of the earlier version and knows versions by identity.
		if (before) {
			this.put({ ...before });
		} else if (now) {
			this.reindex(id, now, undefined);
			this.visible.delete(id);
			this.byStamp.noteOutdated();
		}
	}

	private reindex(id: string, before: Row | undefined, after: Row | undefined): void {
		for (const [field, index] of this.byField) {
			const oldKey = indexKey(before?.[field]);
			const newKey = indexKey(after?.[field]);
			if (oldKey === newKey) continue;
			if (oldKey !== undefined) index.get(oldKey)?.delete(id);
			if (newKey === undefined) continue;
			const ids = index.get(newKey) ?? new Set();
			index.set(newKey, ids.add(id));
		}
	}
}
