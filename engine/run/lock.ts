import type { Clock } from './clock-port';
import type { RunStore } from './store-port';

/** Renewed while the work goes on; short, because after a crash the next run waits for it. */
const LOCK_TTL_MS = 20_000;
const RENEW_EVERY_MS = 5_000;
/** Some eight seconds in all: two executions on one record are rare, and mostly over by then. */
const TRIES = 6;
const FIRST_WAIT_MS = 250;

interface Ports {
	store: Pick<RunStore, 'lock' | 'unlock'>;
	clock: Clock;
}

/** Locks of one owner, renewed until they are let go. */
export interface HeldLocks {
	/** Takes more keys, all or none, without waiting; keys that are held cost nothing. */
	extend(keys: readonly string[]): Promise<boolean>;
	/**
	 * Whether they were left without a renewal for so long that another execution may have had them: this process stood still (a machine that
	 * was asleep, a main process without the processor). What was planned under them is out of date, for good.
	 */
	lapsed(): boolean;
	/** The last thing that is done under the locks, which also lets this owner's go: saves a transaction. */
	letGo(last: (owner: string) => Promise<void>): Promise<void>;
}

/** Those jobs whose keys could be taken, in one call where all are free. */
export async function lockMore<T>(
	jobs: readonly T[],
	keysOf: (job: T) => readonly string[],
	locks: HeldLocks,
): Promise<{ free: T[]; taken: T[] }> {
	if (await locks.extend(jobs.flatMap(keysOf))) return { free: [...jobs], taken: [] };
	const free: T[] = [];
	const taken: T[] = [];
	for (const job of jobs) ((await locks.extend(keysOf(job))) ? free : taken).push(job);
	return { free, taken };
}

/**
 * Runs `work` while this owner holds all keys, and renews them while it runs. Answers false, without running it, when another execution
 * keeps one of them for longer than some ten seconds.
 */
export async function withLocks(
	keys: readonly string[],
	owner: string,
	ports: Ports,
	work: (locks: HeldLocks) => Promise<void>,
): Promise<boolean> {
	const held = new Set(keys);
	const acquired = await acquire([...held].sort(), owner, ports);
	if (acquired === undefined) return false;
	const lease = new Lease(ports.clock, acquired);
	const finished = new AbortController();
	const renewing = renew(held, lease, owner, ports, finished.signal);
	const stopRenewing = async () => {
		finished.abort();
		await renewing;
	};
	let letGo = false;
	try {
		await work({
			lapsed: () => lease.hasLapsed(),
			extend: async (keys) => {
				const more = keys.filter((key) => !held.has(key));
				if (more.length === 0) return true;
				if (!(await ports.store.lock(more, owner, LOCK_TTL_MS))) return false;
				for (const key of more) held.add(key);
				return true;
			},
			letGo: async (last) => {
				// First: a renewal would take them again.
				await stopRenewing();
				await last(owner);
				letGo = true;
			},
		});
		return true;
	} finally {
		await stopRenewing();
		if (!letGo) await ports.store.unlock(owner);
	}
}

/** Those jobs whose keys are free at this moment; nothing stays locked. */
export async function freeOf<T>(
	jobs: readonly T[],
	keysOf: (job: T) => readonly string[],
	owner: string,
	{ store }: Pick<Ports, 'store'>,
): Promise<T[]> {
	const free: T[] = [];
	try {
		for (const job of jobs) if (await store.lock(keysOf(job), owner, LOCK_TTL_MS)) free.push(job);
	} finally {
		await store.unlock(owner);
	}
	return free;
}

/** Answers when the locks that were got were asked for, epoch ms. */
async function acquire(keys: readonly string[], owner: string, { store, clock }: Ports): Promise<number | undefined> {
	for (let attempt = 0; ; attempt += 1) {
		const asked = clock.now().getTime();
		if (await store.lock(keys, owner, LOCK_TTL_MS)) return asked;
		if (attempt + 1 >= TRIES) return undefined;
		await clock.sleep(FIRST_WAIT_MS * 2 ** attempt);
	}
}

/** Since when the locks are ours, by our own clock: the moment before they were asked for. */
class Lease {
	private lapsed = false;

	constructor(
		private readonly clock: Clock,
		/** Epoch ms. */
		private since: number,
	) {}

	hasLapsed(): boolean {
		this.lapsed ||= this.clock.now().getTime() - this.since >= LOCK_TTL_MS;
		return this.lapsed;
	}

	/** `asked`: when the renewal that has succeeded was asked for, epoch ms. */
	renewed(asked: number): void {
		// A renewal that comes too late takes them anew; somebody may have had them in between.
		if (!this.hasLapsed()) this.since = asked;
	}
}

/** A failed renewal is no reason to stop: it is tried again, and before anything is written the lease is looked at. */
async function renew(
	keys: ReadonlySet<string>,
	lease: Lease,
	owner: string,
	{ store, clock }: Ports,
	finished: AbortSignal,
): Promise<void> {
	while (!finished.aborted) {
		await clock.sleep(RENEW_EVERY_MS, finished);
		if (finished.aborted) return;
		const asked = clock.now().getTime();
		if (await store.lock([...keys], owner, LOCK_TTL_MS).catch(() => false)) lease.renewed(asked);
	}
}
