import type { FeedStore } from './store-port';

/** What the console is told of a feed's rounds, and the person's word that it is to rest. */
export class FeedHealth {
	/** By part of the loop; empty when all is well. */
	private readonly troubles = new Map<string, string>();
	private full = false;

	constructor(
		private readonly store: Pick<FeedStore, 'isPaused' | 'noteRound'>,
		private readonly feed: string,
	) {}

	/** Asked before each round and each page. What is under way goes to its end. */
	async isPaused(): Promise<boolean> {
		return await this.store.isPaused(this.feed);
	}

	well(part: string): void {
		this.troubles.delete(part);
	}

	/** In words for people. */
	trouble(part: string, message: string): void {
		this.troubles.set(part, message);
	}

	/** A reading of everything has come to its end. */
	sawAll(): void {
		this.full = true;
	}

	async roundEnded(): Promise<void> {
		const [trouble] = this.troubles.values();
		await this.store.noteRound(this.feed, { ...(trouble === undefined ? {} : { trouble }), ...(this.full ? { full: true } : {}) });
		this.full = false;
	}
}
