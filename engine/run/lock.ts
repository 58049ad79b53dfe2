import type { Clock } from './clock-port';
import type { RunStore } from './store-port';

/** Long enough for a slow page, short enough that a crashed process does not keep records long. */
const LOCK_TTL_MS = 60_000;
const RENEW_EVERY_MS = 20_000;
const TRIES = 6;
const FIRST_WAIT_MS = 250;

/**
 * Runs `work` while this owner holds all keys, and renews them while it runs. Answers undefined, without running it, when another
 * execution keeps one of them for longer than some ten seconds.
 */
export async function withLocks<T>(keys: readonly string[], owner: string, ports: { store: RunStore; clock: Clock }, work: () => Promise<T>): Promise<T | undefined> {
	const sorted = [...new Set(keys)].sort();
	if (!(await acquire(sorted, owner, ports))) return undefined;
	const finished = new AbortController();
	const renewing = renew(sorted, owner, ports, finished.signal);
	try {
		return await work();
	} finally {
		finished.abort();
		await renewing;
		await ports.store.unlock(owner);
	}
}

async function acquire(keys: readonly string[], owner: string, { store, clock }: { store: RunStore; clock: Clock }): Promise<boolean> {
	for (let attempt = 0; attempt < TRIES; attempt += 1) {
		if (await store.lock(keys, owner, LOCK_TTL_MS)) return true;
		await clock.sleep(FIRST_WAIT_MS * 2 ** attempt);
	}
	return false;
}

/** A failed renewal is no reason to stop: the writes that follow are safe against a second writer, only slower. */
async function renew(keys: readonly string[], owner: string, { store, clock }: { store: RunStore; clock: Clock }, finished: AbortSignal): Promise<void> {
	while (!finished.aborted) {
		await clock.sleep(RENEW_EVERY_MS, finished);
		if (!finished.aborted) await store.lock(keys, owner, LOCK_TTL_MS).catch(() => false);
	}
}
