/** Rows whose texts are searched as one string. Large enough for speed, small enough to rebuild after an edit. */
const CHUNK_ROWS = 512;
/** Between two rows' texts; no search text contains it. */
const SEPARATOR = '\u0000';

/** A row of the list, with its place in it. */
export interface TextRow {
	/** Lower-cased text that a search looks in. */
	text: string;
}

/**
 * Finds the rows of a list whose text contains a needle. One search in a long string is several times faster than one
 * in each of many short ones, which is felt with 200,000 contacts.
 */
export class SearchText<Row extends TextRow> {
	private chunks: Array<string | undefined> = [];

	constructor(private readonly rows: readonly Row[]) {}

	/** Tells that the row at this position, or (after a removal) all from it on, are not what they were. */
	changed(position: number, andAllAfter = false): void {
		const chunk = Math.floor(position / CHUNK_ROWS);
		this.chunks[chunk] = undefined;
		if (andAllAfter) this.chunks.length = chunk;
	}

	/** The rows that contain the needle (in lower case), in their order. */
	matches(needle: string): Row[] {
		const found: Row[] = [];
		for (let start = 0; start < this.rows.length; start += CHUNK_ROWS) {
			if (!this.chunkText(start).includes(needle)) continue;
			const end = Math.min(start + CHUNK_ROWS, this.rows.length);
			for (let position = start; position < end; position++) {
				const row = this.rows[position];
				if (row?.text.includes(needle)) found.push(row);
			}
		}
		return found;
	}

	private chunkText(start: number): string {
		const chunk = start / CHUNK_ROWS;
		return (this.chunks[chunk] ??= this.rows
			.slice(start, start + CHUNK_ROWS)
			.map((row) => row.text)
			.join(SEPARATOR));
	}
}
