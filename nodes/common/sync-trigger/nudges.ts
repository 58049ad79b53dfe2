import type { RingStore } from '../../../engine/run/store-port';

/** What is known of a feed's loop in this process. Kept as long as the process: a few bytes for each trigger. */
interface Bell {
	/** Somebody nudged while nobody was waiting: the next wait ends at once. */
	rung: boolean;
	waiting: Set<() => void>;
}

const bells = new Map<string, Bell>();

/** Wakes the loop of this feed, whichever process runs it. Never rejects. */
export async function nudge(store: Pick<RingStore, 'ring'>, feed: string): Promise<void> {
	ring(feed);
	// A store that cannot be reached just now delays a loop of another process until its next poll, which finds what is due.
	await store.ring(feed).catch(() => undefined);
}

/** From now on nudges of other processes wake the loop of this feed, too. Answers how to stop. */
export function hearNudges(store: Pick<RingStore, 'hearRings'>, feed: string): () => void {
	return store.hearRings((about) => {
		if (about === undefined || about === feed) ring(feed);
	});
}

function ring(feed: string): void {
	const bell = bellOf(feed);
	bell.rung = true;
	for (const wake of bell.waiting) wake();
}

/**
 * Resolves when the feed is nudged (at once if that happened since the last wait), or when `signal` is aborted. Never rejects. Who stops
 * waiting aborts the signal, so that nothing is left behind.
 */
export async function nudged(feed: string, signal: AbortSignal): Promise<void> {
	const bell = bellOf(feed);
	if (!bell.rung && !signal.aborted) await rungOrAborted(bell, signal);
	// A wait that was called off leaves the nudge for the next one.
	if (!signal.aborted) bell.rung = false;
}

async function rungOrAborted(bell: Bell, signal: AbortSignal): Promise<void> {
	await new Promise<void>((resolve) => {
		const wake = () => {
			bell.waiting.delete(wake);
			signal.removeEventListener('abort', wake);
			resolve();
		};
		bell.waiting.add(wake);
		signal.addEventListener('abort', wake);
	});
}

function bellOf(feed: string): Bell {
	const bell = bells.get(feed) ?? { rung: false, waiting: new Set() };
	bells.set(feed, bell);
	return bell;
}
