import { SystemError } from '../model';
import { backOffMs } from './back-off';
import type { Clock } from './clock-port';
import type { EventPort, News, Unheard } from './events-port';
import type { FeedStore, Hint } from './store-port';
import type { ChangeSourcePort } from './system-port';

interface EventSettings {
	feed: string;
	owner: string;
	objects: ReadonlyArray<{ name: string }>;
}

interface EventPorts {
	events: EventPort;
	source: Pick<ChangeSourcePort, 'system' | 'connection'>;
	store: Pick<FeedStore, 'cursor' | 'notePage' | 'noteHints' | 'noteEvents'>;
	clock: Clock;
	/** Wakes the loop; with `look`, it polls at once. */
	wake(look: boolean): void;
	log?(level: 'info' | 'warn', message: string): void;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 5 * 60_000;
/** What lasted so long was well: the next try comes soon. */
const STEADY_MS = 60_000;
/** What a person must change first (rights, a selection, a spent allocation) is not asked for more often. */
const REFUSED_WAIT_MS = 10 * 60_000;
/** Troubles that pass by themselves. */
const PASSING: ReadonlySet<string> = new Set(['temporary', 'unknown-outcome', 'bad-answer', 'rate-limited', 'credential-refused']);
/** A connection that breaks now and then is nothing to tell of. */
const TOLD_FROM = 3;
const MEANWHILE = 'Its changes are found by polling; nothing is lost.';

/**
 * Hears a system's events for as long as the feed is held. Events are hints: the records that they name become due in the ledger, and only
 * then the place in the stream is kept, so that a crash hears an event twice and never not at all. Where no events can be had, the poll finds
 * everything; that is said once, and tried again. Never rejects.
 */
export async function hearEvents(settings: EventSettings, ports: EventPorts, lost: AbortSignal): Promise<void> {
	const { events, store, clock } = ports;
	const told = new Told(settings.feed, ports);
	let failures = 0;
	const listener = {
		objects: settings.objects.map(({ name }) => name),
		from: async (object: string) => await store.cursor(settings.feed, placeOf(object)),
		began: async (unheard: readonly Unheard[]) => await told.began(settings.objects.map(({ name }) => name), unheard),
		heard: async (news: News) => await keep(settings, ports, news),
	};
	while (!lost.aborted) {
		const started = clock.now().getTime();
		const error = await events.listen(listener, lost).then(
			() => undefined,
			(caught: unknown) => caught,
		);
		if (lost.aborted) return;
		failures = clock.now().getTime() - started >= STEADY_MS ? 1 : failures + 1;
		if (error === undefined) await clock.sleep(grown(failures), lost);
		else {
			const passes = !(error instanceof SystemError) || PASSING.has(error.details.class);
			if (!passes || failures >= TOLD_FROM) await told.lost(error instanceof Error ? error.message : String(error));
			await clock.sleep(waitAfter(error, passes, failures, clock), lost);
		}
	}
}

/** The place in an object's stream is kept beside the poll's own. */
const placeOf = (object: string): string => `events:${object}`;

async function keep({ feed, owner }: EventSettings, { store, source, wake }: EventPorts, { records, positions, unnamed }: News): Promise<void> {
	const { system, connection } = source;
	const hints = records.map(({ object, id, key }): Hint => ({ ref: { system, connection, object, id }, key }));
	const fresh = hints.length === 0 ? 0 : await store.noteHints(feed, hints);
	for (const [object, cursor] of Object.entries(positions)) await store.notePage({ feed, owner, object: placeOf(object), refs: [], cursor, leaseMs: 0 });
	if (fresh > 0 || unnamed) wake(unnamed);
}

const grown = (failures: number): number => backOffMs(FIRST_WAIT_MS, LONGEST_WAIT_MS, failures - 1);

function waitAfter(error: unknown, passes: boolean, failures: number, clock: Clock): number {
	const asked = error instanceof SystemError ? (error.details.retryAfterMs ?? 0) : 0;
	return Math.max(asked, (passes ? grown(failures) : REFUSED_WAIT_MS) * (1 + clock.random() / 10));
}

/** Says how it stands when that changes: in the log, and where the console finds it. */
class Told {
	private last: string | undefined;

	constructor(
		private readonly feed: string,
		private readonly ports: Pick<EventPorts, 'store' | 'log'>,
	) {}

	async began(objects: readonly string[], unheard: readonly Unheard[]): Promise<void> {
		const heard = objects.filter((object) => !unheard.some((one) => one.object === object));
		if (unheard.length === 0) return await this.say('info', `Real time is on for ${heard.join(', ')}.`, null);
		const reasons = unheard.map(({ object, why }) => `Real time is off for ${object}: ${why}`).join(' ');
		await this.off('info', reasons);
	}

	async lost(why: string): Promise<void> {
		await this.off('warn', `Real time is off: ${why}`);
	}

	private async off(level: 'info' | 'warn', what: string): Promise<void> {
		const message = `${what} ${MEANWHILE}`;
		await this.say(level, message, message);
	}

	private async say(level: 'info' | 'warn', message: string, note: string | null): Promise<void> {
		if (message === this.last) return;
		this.last = message;
		this.ports.log?.(level, message);
		// A store that cannot be written to is told of by the loop; the console then shows what it knew before.
		await this.ports.store.noteEvents(this.feed, note).catch(() => undefined);
	}
}
