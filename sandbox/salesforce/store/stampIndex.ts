import type { Row } from '../schema/types';

/** A place in the order (SystemModstamp, Id); a lower bound is inclusive. */
export interface StampPosition {
	stamp: string;
	id: string;
}

interface Entry {
	stamp: string;
	id: string;
	row: Row;
}

function compare(a: StampPosition, b: StampPosition): number {
	if (a.stamp !== b.stamp) return a.stamp < b.stamp ? -1 : 1;
	if (a.id === b.id) return 0;
	return a.id < b.id ? -1 : 1;
}

/** When more than this many entries are outdated, and half of all, the index is rebuilt. */
const COMPACT_ABOVE = 1_000;

/**
 * The rows of one object in the order (SystemModstamp, Id), so that keyset reads of 100,000 rows are a binary search.
 * Old versions stay as outdated entries until there are many; writes gather in `fresh` and are merged on the next read.
 */
export class StampIndex {
	private sorted: Entry[] = [];

	private fresh: Entry[] = [];

	private outdated = 0;

	constructor(private readonly isCurrent: (row: Row) => boolean) {}

	add(row: Row): void {
		this.fresh.push({ stamp: String(row.SystemModstamp), id: row.Id, row });
	}

	/** Tells that a row added before is no longer current. */
	noteOutdated(): void {
		this.outdated++;
	}

	/** Current rows at or after a place, in order. */
	*from(position: StampPosition): Generator<Row> {
		this.settle();
		const { sorted } = this;
		for (let i = this.lowerBound(position); i < sorted.length; i++) {
			const row = (sorted[i] as Entry).row;
			if (this.isCurrent(row)) yield row;
		}
	}

	private settle(): void {
		if (this.fresh.length > 0) {
			this.fresh.sort(compare);
			const last = this.sorted.at(-1);
			const first = this.fresh[0];
			const appends = last === undefined || (first !== undefined && compare(last, first) <= 0);
			this.sorted = appends ? this.sorted.concat(this.fresh) : this.merged();
			this.fresh = [];
		}
		if (this.outdated > COMPACT_ABOVE && this.outdated > this.sorted.length / 2) {
			this.sorted = this.sorted.filter((entry) => this.isCurrent(entry.row));
			this.outdated = 0;
		}
	}

	private merged(): Entry[] {
		const result: Entry[] = [];
		let next = 0;
		for (const entry of this.sorted) {
			while (next < this.fresh.length && compare(this.fresh[next] as Entry, entry) < 0) {
				result.push(this.fresh[next++] as Entry);
			}
			result.push(entry);
		}
		return result.concat(this.fresh.slice(next));
	}

	private lowerBound(position: StampPosition): number {
		let low = 0;
		let high = this.sorted.length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if (compare(this.sorted[middle] as Entry, position) < 0) low = middle + 1;
			else high = middle;
		}
		return low;
	}
}
