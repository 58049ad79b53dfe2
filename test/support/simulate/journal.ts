import { createHash } from 'node:crypto';

/** What happened in a run, line by line, with virtual seconds. The same for the same seed, byte for byte. */
export class Journal {
	readonly lines: string[] = [];

	private readonly start: number;

	constructor(private readonly time: { readonly now: number }) {
		this.start = time.now;
	}

	note(words: string): void {
		this.lines.push(`${((this.time.now - this.start) / 1_000).toFixed(3)} ${words}`);
	}
}

/** Eight characters that differ when the text does. */
export const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8);
