import type { PactRecord } from '../schema/objects';
import { SearchText, type TextRow } from './searchText';

/** Which records a list shows. */
interface ListFilter {
	/** Substring of name, e-mail or domain, any case. */
	readonly search?: string | undefined;
	/** Exact stage. */
	readonly stage?: string | undefined;
	/** Order by time of change; absent: order of creation. */
	readonly sort?: 'updated_at' | '-updated_at' | undefined;
}

interface ListPage {
	readonly items: PactRecord[];
	readonly total: number;
}

interface Row extends TextRow {
	readonly record: PactRecord;
	position: number;
}

/** The searchable fields: whichever of these an object has. */
const SEARCHED_FIELDS = ['name', 'email', 'domain'] as const;

const textOf = (record: PactRecord): string =>
	SEARCHED_FIELDS.map((field) => record[field])
		.filter((value) => typeof value === 'string')
		.join('\n')
		.toLowerCase();

/** Equal times stay in order of creation, whichever way it is sorted. */
function byChange(rows: readonly Row[], sort: NonNullable<ListFilter['sort']>): readonly Row[] {
	const turn = sort === 'updated_at' ? 1 : -1;
	return [...rows].sort((a, b) => {
		if (a.record.updated_at === b.record.updated_at) return 0;
		return a.record.updated_at < b.record.updated_at ? -turn : turn;
	});
}

/** The records of one object in order of creation, with an index by e-mail. */
export class RecordTable {
	private readonly rows: Row[] = [];
	private readonly searchText = new SearchText(this.rows);
	private readonly byId = new Map<string, Row>();
	private readonly byEmail = new Map<string, Set<string>>();

	get size(): number {
		return this.rows.length;
	}

	get(publicId: string): PactRecord | undefined {
		return this.byId.get(publicId)?.record;
	}

	all(): PactRecord[] {
		return this.rows.map((row) => row.record);
	}

	insert(record: PactRecord): void {
		const row = { record, text: textOf(record), position: this.rows.length };
		this.rows.push(row);
		this.searchText.changed(row.position);
		this.byId.set(record.public_id, row);
		this.indexEmail(record);
	}

	/** Overwrites fields of a record and refreshes the indexes. */
	assign(record: PactRecord, values: Partial<PactRecord>): void {
		this.unindexEmail(record);
		Object.assign(record, values);
		this.indexEmail(record);
		const row = this.byId.get(record.public_id);
		if (!row) return;
		row.text = textOf(record);
		this.searchText.changed(row.position);
	}

	remove(publicId: string): PactRecord | undefined {
		const row = this.byId.get(publicId);
		if (!row) return undefined;
		this.byId.delete(publicId);
		this.rows.splice(row.position, 1);
		for (let position = row.position; position < this.rows.length; position++) {
			const moved = this.rows[position];
			if (moved) moved.position = position;
		}
		this.searchText.changed(row.position, true);
		this.unindexEmail(row.record);
		return row.record;
	}

	/** Whether another record than `exceptId` has this (normalised) e-mail. */
	emailTaken(email: string, exceptId?: string): boolean {
		const holders = this.byEmail.get(email);
		if (!holders) return false;
		return holders.size > 1 || exceptId === undefined || !holders.has(exceptId);
	}

	/** The first record with this (normalised) e-mail. */
	withEmail(email: string): PactRecord | undefined {
		const [first] = this.byEmail.get(email) ?? [];
		return first === undefined ? undefined : this.get(first);
	}

	/** One page, in order of creation unless the filter sorts; `total` counts every match. */
	list(filter: ListFilter, limit: number, offset: number): ListPage {
		const needle = filter.search?.trim().toLowerCase();
		const found = needle ? this.searchText.matches(needle) : this.rows;
		const matches = filter.stage === undefined ? found : found.filter((row) => row.record['stage'] === filter.stage);
		const sorted = filter.sort === undefined ? matches : byChange(matches, filter.sort);
		return { items: sorted.slice(offset, offset + limit).map((row) => row.record), total: matches.length };
	}

	private indexEmail(record: PactRecord): void {
		const email = record['email'];
		if (typeof email !== 'string') return;
		const holders = this.byEmail.get(email);
		if (holders) holders.add(record.public_id);
		else this.byEmail.set(email, new Set([record.public_id]));
	}

	private unindexEmail(record: PactRecord): void {
		const email = record['email'];
		if (typeof email !== 'string') return;
		const holders = this.byEmail.get(email);
		holders?.delete(record.public_id);
		if (holders?.size === 0) this.byEmail.delete(email);
	}
}
