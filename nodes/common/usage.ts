import { z } from 'zod';
import { DAILY_SHARE, DEFAULT_DAILY_SHARE_PERCENT } from '../../credentials/daily-share';
import type { Clock } from '../../engine/run/clock-port';
import type { ConnectionAbout, ConnectionPlace, UsageNote, UsageStore } from '../../engine/run/usage-port';
import { meterFor, type CallMeter } from '../../systems/common/call-meter';
import { systemClock } from './clock';
import { syncStore } from './store';

/** Calls are counted in memory and stored this often: a crash forgets no more than these. */
export const STORE_EVERY_MS = 10_000;

type Keeping = Pick<UsageStore, 'usage' | 'noteUsage'>;

/** Keeps what connections have called over restarts: one small transaction every ten seconds while there are calls, none for a call. */
export class UsageKeeper {
	private readonly meters = new Map<string, CallMeter>();
	private readonly loading = new Map<string, Promise<void>>();
	private timer: NodeJS.Timeout | undefined;
	private storing: Promise<void> = Promise.resolve();

	constructor(
		private readonly store: () => Promise<Keeping>,
		private readonly clock: Clock,
	) {}

	/** To be called before a connection is called: what is known of it from before counts, and what it calls from now on is kept. @throws StoreError */
	async keep(place: ConnectionPlace, about: Pick<ConnectionAbout, 'credential' | 'share'>): Promise<void> {
		const key = `${place.system}|${place.connection}`;
		const loading = this.loading.get(key) ?? this.load(key, place);
		this.loading.set(key, loading);
		// The callers get the error; the next one tries anew.
		loading.catch(() => this.loading.delete(key));
		await loading;
		this.meters.get(key)?.describe(about);
	}

	/** Stores what is not stored yet. One at a time. @throws StoreError; what could not be stored is stored the next time */
	async flush(): Promise<void> {
		clearTimeout(this.timer);
		this.timer = undefined;
		this.storing = this.storing.catch(() => undefined).then(() => this.storeAll());
		await this.storing;
	}

	private async load(key: string, place: ConnectionPlace): Promise<void> {
		const known = (await (await this.store()).usage()).find(({ system, connection }) => system === place.system && connection === place.connection);
		const meter = meterFor(this.clock, place);
		if (known) meter.load(known);
		this.meters.set(key, meter);
		meter.watch(() => this.soon());
	}

	private soon(): void {
		// What goes wrong here goes wrong for everything else that needs the store, and is said there; the counts are stored later.
		this.timer ??= setTimeout(() => void this.flush().catch(() => this.soon()), STORE_EVERY_MS).unref();
	}

	private async storeAll(): Promise<void> {
		const taken = [...this.meters.values()].flatMap((meter) => {
			const note = meter.takeUnsaved();
			return note === undefined ? [] : [{ meter, note }];
		});
		if (taken.length === 0) return;
		const known = await this.stored(taken);
		for (const { meter, note } of taken) {
			const now = known.find(({ system, connection }) => system === note.system && connection === note.connection);
			if (now) meter.adopt(now);
		}
	}

	private async stored(taken: ReadonlyArray<{ meter: CallMeter; note: UsageNote }>): ReturnType<Keeping['noteUsage']> {
		let done = false;
		try {
			const known = await (await this.store()).noteUsage(taken.map(({ note }) => note));
			done = true;
			return known;
		} finally {
			if (!done) for (const { meter, note } of taken) meter.giveBack(note);
		}
	}
}

/** The keeper of this n8n process. */
export const usageKeeper = new UsageKeeper(syncStore, systemClock);

const shareSchema = z.object({ [DAILY_SHARE]: z.coerce.number().optional() }).transform((given) => given[DAILY_SHARE] ?? DEFAULT_DAILY_SHARE_PERCENT);

/** The share (0 to 1) that a credential allows; the default of one that was made before there was the field. @throws Error */
export function dailyShareOf(credential: object): number {
	const percent = shareSchema.parse(credential);
	if (percent >= 1 && percent <= 100) return percent / 100;
	throw new Error('“Daily API Share (%)” of the credential must be a number from 1 to 100.');
}
