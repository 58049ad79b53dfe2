import type { SystemName } from '../model';

/** One org, portal or workspace. */
export interface ConnectionPlace {
	system: SystemName;
	connection: string;
}

/** API calls of the last 24 hours. What a system does not tell is absent. */
export interface Usage {
	/** Made by us. */
	own: number;
	/** Made by anybody, as the server last said. */
	everybody?: number;
	/** How many there may be, as the server last said. */
	limit?: number;
	/** How many of them we may make: our share of the limit. */
	ownLimit?: number;
}

/** `rate`: too many calls in a short window. `day`: the day's calls, or our share of them, are spent. */
export type HoldKind = 'rate' | 'day';

/** A limit that keeps us from calling. ISO 8601 UTC. */
export interface Hold {
	kind: HoldKind;
	since: string;
	until: string;
}

/** What is known of a connection beside its calls. What was never heard of is absent. */
export interface ConnectionAbout {
	/** n8n's name of the credential's type. */
	credential?: string;
	/** Largest share (0 to 1) of the day's calls that we may make. */
	share?: number;
	/** Calls of the last day by anybody, and how many there may be, as the server said at that time. */
	told?: { used: number; max: number; at: string };
	/** The latest; over when its `until` is. */
	hold?: Hold;
	/** Since when the credential is refused. */
	refusedSince?: string;
}

/** Calls by the hour in which they were made; `hour`: its beginning, ISO 8601 UTC. */
export interface CallsOfHour {
	hour: string;
	calls: number;
}

/** What is to be kept of a connection: calls that are not counted in the store yet, and what is known of it now. */
export interface UsageNote extends ConnectionPlace {
	calls: readonly CallsOfHour[];
	about: ConnectionAbout;
}

/** What the store knows of a connection. */
export interface ConnectionUsage extends ConnectionPlace, ConnectionAbout {
	/** Calls of the last 24 hours, all processes together. */
	recent: CallsOfHour[];
	/** Calls since the store began. */
	total: number;
}

/** API calls and limits by connection. Every method is one transaction. */
export interface UsageStore {
	/** Adds calls and keeps what is known. Answers what is known of these connections then. Made for a few notes every ten seconds, not one for each call. */
	noteUsage(notes: readonly UsageNote[]): Promise<ConnectionUsage[]>;
	/** Of every connection, by system and connection. */
	usage(): Promise<ConnectionUsage[]>;
	/** The oldest hour first; hours without calls are left out. Kept as long as the log. */
	callsByHour(question: { since: string }): Promise<Array<ConnectionPlace & CallsOfHour>>;
	/**
	 * How long it took from a change in its system until it was written, by spans of so many ms (`at`: a span's beginning): the median and the
	 * 95th percentile in ms, over `count` changes. Of changes that were read as they happened: no first sync, no retry. Spans without any are left out.
	 */
	latency(question: { since: string; spanMs: number }): Promise<Array<{ at: string; count: number; medianMs: number; p95Ms: number }>>;
}
