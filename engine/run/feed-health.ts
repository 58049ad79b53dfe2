import { SystemError } from '../model';
import type { FeedRound } from './console-port';
import type { FeedStore } from './store-port';

/** What kind of error it is, and before when it is of no use to try again (as of `now`). */
export function kindOf(error: unknown, now: Date): Pick<FeedRound, 'class' | 'until'> {
	if (!(error instanceof SystemError)) return {};
	const { class: kind, retryAfterMs } = error.details;
	return { class: kind, ...(retryAfterMs === undefined ? {} : { until: new Date(now.getTime() + retryAfterMs).toISOString() }) };
}

/** What the console is told of a feed's rounds, and the person's word that it is to rest. */
export class FeedHealth {
	/** By part of the loop; empty when all is well. */
	private readonly troubles = new Map<string, FeedRound>();
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

	/** `message`: in words for people. */
	trouble(part: string, message: string, kind: ReturnType<typeof kindOf> = {}): void {
		this.troubles.set(part, { trouble: message, ...kind });
	}

	/** A reading of everything has come to its end. */
	sawAll(): void {
		this.full = true;
	}

	async roundEnded(): Promise<void> {
		const [trouble] = this.troubles.values();
		await this.store.noteRound(this.feed, { ...trouble, ...(this.full ? { full: true } : {}) });
		this.full = false;
	}
}
