import type { SystemErrorDetails } from '../../engine/model';
import type { Clock } from '../../engine/run/clock-port';
import type { CallsOfHour, ConnectionAbout, ConnectionPlace, ConnectionUsage, HoldKind, UsageNote } from '../../engine/run/usage-port';
import { shared } from './shared';

export const HOUR_MS = 3_600_000;
/** Daily limits count the last 24 hours, hour by hour (Salesforce, "API Request Limits and Allocations": rolling 24-hour window). */
export const HOURS = 24;

/**
 * What is known of one connection's calls: ours of the last 24 hours, what the server says of everybody's, and which limit holds us. In
 * memory; whoever keeps it beyond that takes `takeUnsaved` from time to time, and gives back with `adopt` what is known elsewhere.
 */
export class CallMeter {
	/** By hour since 1970: what a store knows (all processes), and what it does not know yet. */
	private readonly saved = new Map<number, number>();
	private readonly unsaved = new Map<number, number>();
	private known: ConnectionAbout = {};
	/** Told of every change; does not throw. */
	private onChange: () => void = () => undefined;
	private changed = false;

	constructor(
		private readonly place: ConnectionPlace,
		private readonly clock: Clock,
	) {}

	get about(): Readonly<ConnectionAbout> {
		return this.known;
	}

	watch(onChange: () => void): void {
		this.onChange = onChange;
		if (this.changed) onChange();
	}

	/** One call of ours is sent. */
	count(): void {
		const hour = this.hour();
		this.unsaved.set(hour, (this.unsaved.get(hour) ?? 0) + 1);
		this.touched();
	}

	/** The setting of who connects: the latest counts. */
	describe({ credential, share }: Pick<ConnectionAbout, 'credential' | 'share'>): void {
		if (credential === this.known.credential && share === this.known.share) return;
		this.learn({ ...(credential === undefined ? {} : { credential }), ...(share === undefined ? {} : { share }) });
	}

	/** What the server says: calls of the last day by everybody, and how many there may be. */
	tell(used: number, max: number): void {
		this.learn({ told: { used, max, at: this.clock.now().toISOString() } });
	}

	/** A limit holds us until then (epoch ms). */
	hold(kind: HoldKind, until: number): void {
		const { hold } = this.known;
		const now = this.clock.now().getTime();
		const goesOn = hold !== undefined && hold.kind === kind && Date.parse(hold.until) >= now;
		this.learn({ hold: { kind, since: goesOn ? hold.since : new Date(now).toISOString(), until: new Date(until).toISOString() } });
	}

	/** A call was refused, or could not be made. */
	refused({ class: kind, retryAfterMs }: Pick<SystemErrorDetails, 'class' | 'retryAfterMs'>): void {
		if (kind === 'credential-refused' && this.known.refusedSince === undefined) this.learn({ refusedSince: this.clock.now().toISOString() });
		if (retryAfterMs === undefined) return;
		const until = this.clock.now().getTime() + retryAfterMs;
		if (kind === 'rate-limited') this.hold('rate', until);
		if (kind === 'quota-spent') this.hold('day', until);
	}

	/** A call came through: nothing holds us. */
	answered(): void {
		if (this.known.refusedSince === undefined && this.known.hold === undefined) return;
		const { refusedSince: _refused, hold: _hold, ...rest } = this.known;
		this.known = rest;
		this.touched();
	}

	/** Our calls of the last 24 hours by hour since 1970, the oldest first. */
	recent(): Array<{ hour: number; calls: number }> {
		const oldest = this.hour() - HOURS;
		for (const counts of [this.saved, this.unsaved]) for (const hour of counts.keys()) if (hour <= oldest) counts.delete(hour);
		const hours = [...new Set([...this.saved.keys(), ...this.unsaved.keys()])].sort((one, other) => one - other);
		return hours.map((hour) => ({ hour, calls: (this.saved.get(hour) ?? 0) + (this.unsaved.get(hour) ?? 0) }));
	}

	/** Our calls of the last 24 hours. */
	own(): number {
		return this.recent().reduce((sum, { calls }) => sum + calls, 0);
	}

	/** What a store does not know yet; counted as known to it from now on. Undefined: nothing. */
	takeUnsaved(): UsageNote | undefined {
		if (!this.changed) return undefined;
		const calls = [...this.unsaved].map(([hour, count]): CallsOfHour => ({ hour: new Date(hour * HOUR_MS).toISOString(), calls: count }));
		for (const [hour, count] of this.unsaved) this.saved.set(hour, (this.saved.get(hour) ?? 0) + count);
		this.unsaved.clear();
		this.changed = false;
		return { ...this.place, calls, about: this.known };
	}

	/** It could not be stored: it is to be stored the next time. */
	giveBack({ calls }: UsageNote): void {
		for (const { hour: at, calls: count } of calls) {
			const hour = Date.parse(at) / HOUR_MS;
			this.saved.set(hour, (this.saved.get(hour) ?? 0) - count);
			this.unsaved.set(hour, (this.unsaved.get(hour) ?? 0) + count);
		}
		this.touched();
	}

	/** What was known before this process began, in which nothing was learnt yet. */
	load({ recent, total: _total, system: _system, connection: _connection, ...about }: ConnectionUsage): void {
		this.known = { ...about, ...this.known };
		this.setSaved(recent);
	}

	/** What the store counts now, of all processes. */
	adopt({ recent, told }: Pick<ConnectionUsage, 'recent' | 'told'>): void {
		if (told !== undefined && told.at > (this.known.told?.at ?? '')) this.known = { ...this.known, told };
		this.setSaved(recent);
	}

	private setSaved(recent: ConnectionUsage['recent']): void {
		this.saved.clear();
		for (const { hour, calls } of recent) this.saved.set(Date.parse(hour) / HOUR_MS, calls);
	}

	private learn(about: ConnectionAbout): void {
		this.known = { ...this.known, ...about };
		this.touched();
	}

	private touched(): void {
		this.changed = true;
		this.onChange();
	}

	private hour(): number {
		return Math.floor(this.clock.now().getTime() / HOUR_MS);
	}
}

/** The meter of one connection, shared by all nodes of the process. */
export const meterFor = (clock: Clock, { system, connection }: ConnectionPlace): CallMeter =>
	shared(clock, `calls|${system}|${connection}`, () => new CallMeter({ system, connection }, clock));
