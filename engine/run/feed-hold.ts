import type { Clock } from './clock-port';
import type { FeedStore } from './store-port';

/** The right to run a feed's loop, kept alive in the background. */
export interface Hold {
	/** Aborted when the right is lost or the loop is stopped. */
	lost: AbortSignal;
	/** The store has said that the right is lost: sooner than the next renewal would. */
	lose(): void;
	release(): Promise<void>;
}

/** A dead process's loop is taken over after this. */
const HOLD_TTL_MS = 15_000;
const RENEW_EVERY_MS = 5_000;
const ASK_EVERY_MS = 2_000;

/** What `keepHolding` answers when it was stopped before it got the right. */
export const emptyHold: Hold = { lost: AbortSignal.abort(), lose: () => undefined, release: async () => undefined };

/**
 * Waits until no other process runs this feed's loop, and keeps the right renewed until it is released. A renewal that fails (a locked
 * store, say) is tried again; only another owner's hold ends ours.
 */
export async function keepHolding(
	{ feed, owner }: { feed: string; owner: string },
	{ store, clock, log }: { store: FeedStore; clock: Clock; log?(level: 'info' | 'warn', message: string): void },
	signal: AbortSignal,
): Promise<Hold> {
	let told = false;
	while (!(await held(store, feed, owner))) {
		if (!told)
			log?.('info', 'Another n8n process runs this trigger (or did until a moment ago). Waiting for it to let go.');
		told = true;
		await clock.sleep(ASK_EVERY_MS, signal);
		if (signal.aborted) return emptyHold;
	}
	if (signal.aborted) {
		await store.releaseFeed(feed, owner);
		return emptyHold;
	}
	const lost = new AbortController();
	const finished = new AbortController();
	const stop = () => lost.abort();
	signal.addEventListener('abort', stop);
	const renewing = (async () => {
		while (!finished.signal.aborted) {
			await clock.sleep(RENEW_EVERY_MS, finished.signal);
			if (finished.signal.aborted) return;
			if (!(await stillHeld(store, feed, owner))) lost.abort();
		}
	})();
	return {
		lost: lost.signal,
		lose: stop,
		release: async () => {
			finished.abort();
			signal.removeEventListener('abort', stop);
			await renewing;
			await store.releaseFeed(feed, owner);
		},
	};
}

async function held(store: FeedStore, feed: string, owner: string): Promise<boolean> {
	return await store.holdFeed(feed, owner, HOLD_TTL_MS);
}

/** An error is no answer: the hold lasts until another owner has it. */
async function stillHeld(store: FeedStore, feed: string, owner: string): Promise<boolean> {
	try {
		return await held(store, feed, owner);
	} catch {
		return true;
	}
}
