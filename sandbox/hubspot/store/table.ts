import type { StoredRecord } from './record';
import { SearchIndex } from './searchIndex';

/** E-mail addresses are unique among contacts' first and additional ones together. */
const EMAIL = 'email';
const ADDITIONAL_EMAILS = 'hs_additional_emails';

/** The records of one object type. */
export class RecordTable {
	/** What search sees. */
	readonly index = new SearchIndex();

	private readonly records = new Map<string, StoredRecord>();
	/** Ids are given in ascending order, so this is sorted. */
	private readonly numbers: number[] = [];
	/** Property name → value in lower case → id of the live record that has it. */
	private readonly unique = new Map<string, Map<string, string>>();

	constructor(private readonly isUnique: (property: string) => boolean) {}

	/** The newest version: live, archived or merged away. */
	get(id: string): StoredRecord | undefined {
		return this.records.get(id);
	}

	/** Live and archived records in the order of ids, without those merged away. */
	all(): StoredRecord[] {
		return [...this.records.values()].filter((record) => record.mergedInto === undefined);
	}

	/** Records after an id in the order of ids: live ones, or archived ones. */
	*after(number: number, archived: boolean): Generator<StoredRecord> {
		for (let i = this.firstAbove(number); i < this.numbers.length; i++) {
			const record = this.records.get(String(this.numbers[i]));
			if (!record || record.mergedInto !== undefined) continue;
			if ((record.archivedAt !== undefined) === archived) yield record;
		}
	}

	/** The live record with this value of a unique property; for `email`, additional addresses count. */
	withUnique(property: string, value: string): StoredRecord | undefined {
		const id = this.unique.get(property)?.get(value.toLowerCase());
		return id === undefined ? undefined : this.records.get(id);
	}

	/** Stores a version; search sees it from `visibleAt` on. */
	put(record: StoredRecord, visibleAt: number): void {
		const before = this.records.get(record.id);
		if (!before) this.numbers.push(record.number);
		for (const [property, value] of this.uniqueValues(before)) {
			const index = this.unique.get(property);
			if (index?.get(value) === record.id) index.delete(value);
		}
		this.records.set(record.id, record);
		for (const [property, value] of this.uniqueValues(record)) {
			const index = this.unique.get(property) ?? new Map<string, string>();
			this.unique.set(property, index.set(value, record.id));
		}
		this.index.put(record, visibleAt);
	}

	private uniqueValues(record: StoredRecord | undefined): Array<[property: string, value: string]> {
		if (!record || record.archivedAt !== undefined || record.mergedInto !== undefined) return [];
		const values: Array<[string, string]> = [];
		for (const [name, value] of Object.entries(record.properties)) {
			if (this.isUnique(name)) values.push([name, value.toLowerCase()]);
			else if (name === ADDITIONAL_EMAILS)
				for (const email of value.split(';')) values.push([EMAIL, email.toLowerCase()]);
		}
		return values;
	}

	private firstAbove(number: number): number {
		let low = 0;
		let high = this.numbers.length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if ((this.numbers[middle] ?? 0) <= number) low = middle + 1;
			else high = middle;
		}
		return low;
	}
}
