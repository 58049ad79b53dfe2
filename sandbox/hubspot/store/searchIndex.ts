import type { StoredRecord } from './record';

interface Waiting {
	readonly record: StoredRecord;
	readonly sequence: number;
	readonly visibleAt: number;
}

/** Spreads ids, so that records with one stamp come in an order that is fixed but means nothing, as in HubSpot. */
const scramble = (record: StoredRecord): number => Math.imul(record.number, 0x9e3779b1) >>> 0;

const byNumber = (a: StoredRecord, b: StoredRecord): number => a.number - b.number;
const byStamp = (a: StoredRecord, b: StoredRecord): number => a.updatedAt - b.updatedAt || scramble(a) - scramble(b);

/** What search knows of an object: the records as they were some time ago, without archived ones. */
export class SearchIndex {
	private readonly known = new Map<string, { record: StoredRecord; sequence: number }>();
	/** Soonest first; those before `next` have been shown. */
	private waiting: Waiting[] = [];
	private next = 0;
	private sequence = 0;
	private readonly byId = new Ordered(byNumber);
	private readonly byModified = new Ordered(byStamp);

	/** Takes note of a version that search finds from `visibleAt` (epoch ms) on. */
	put(record: StoredRecord, visibleAt: number): void {
		// Nearly always the last place: only a lag that was just shortened makes a later version visible sooner.
		let place = this.waiting.length;
		while (place > this.next && (this.waiting[place - 1]?.visibleAt ?? 0) > visibleAt) place--;
		const entry = { record, sequence: ++this.sequence, visibleAt };
		if (place === this.waiting.length) this.waiting.push(entry);
		else this.waiting.splice(place, 0, entry);
	}

	/** Shows the versions whose time has come. */
	publish(now: number): void {
		for (;;) {
			const due = this.waiting[this.next];
			if (!due || due.visibleAt > now) break;
			this.show(due);
			this.next++;
		}
		if (this.next > this.waiting.length / 2) {
			this.waiting = this.waiting.slice(this.next);
			this.next = 0;
		}
	}

	/** In the order of ids. */
	inOrderOfId(): readonly StoredRecord[] {
		return this.byId.sorted();
	}

	/** In the order of the last modification; those of one instant in no useful order. */
	inOrderOfChange(): readonly StoredRecord[] {
		return this.byModified.sorted();
	}

	private show({ record, sequence }: Waiting): void {
		const before = this.known.get(record.id);
		if (before && before.sequence > sequence) return;
		this.known.set(record.id, { record, sequence });
		const live = record.archivedAt === undefined && record.mergedInto === undefined;
		for (const order of [this.byId, this.byModified]) order.replace(before?.record, live ? record : undefined);
	}
}

/** Records in one order; sorted when asked for, which is quick while few have changed. */
class Ordered {
	private records: StoredRecord[] = [];
	private readonly gone = new Set<StoredRecord>();
	private readonly fresh = new Set<StoredRecord>();

	constructor(private readonly compare: (a: StoredRecord, b: StoredRecord) => number) {}

	replace(before: StoredRecord | undefined, after: StoredRecord | undefined): void {
		if (before && !this.fresh.delete(before)) this.gone.add(before);
		if (after) this.fresh.add(after);
	}

	sorted(): readonly StoredRecord[] {
		if (this.gone.size > 0) this.records = this.records.filter((record) => !this.gone.has(record));
		if (this.fresh.size > 0) this.records = [...this.records, ...[...this.fresh].sort(this.compare)].sort(this.compare);
		this.gone.clear();
		this.fresh.clear();
		return this.records;
	}
}
