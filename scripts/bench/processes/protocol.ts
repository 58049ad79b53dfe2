import type { SystemName } from '../../../engine/model';
import type { StatsSnapshot } from '../../../sandbox/common/stats';

/** Limits of the services: those of their Enterprise plans, or none. */
export type Limits = 'enterprise' | 'off';

/** How the services are reached. */
export interface Addresses {
	salesforce: { url: string; token: string; connection: string };
	hubspot: { url: string; token: string; connection: string };
	pact: { url: string; token: string; connection: string };
}

/** What a system holds, in a form that two systems can be compared by. */
export interface Digest {
	/** Live contacts. */
	people: number;
	/** Different e-mail addresses among them. */
	addresses: number;
	/** Sum of a hash of each person, independent of order and ids. */
	sum: string;
}

/** What the process of the sandboxes can be asked for, and what it answers. */
export interface SandboxCalls {
	start(limits: Limits): Addresses;
	/** Makes plain contacts with the numbers from `first` on. Answers bytes of memory in use afterwards. */
	people(system: SystemName, first: number, count: number): { ms: number; rss: number };
	/** Changes the title of the contacts with the numbers from `first` on, in `system`. */
	edit(system: SystemName, first: number, count: number, title: string): void;
	digest(system: SystemName): Digest;
	stats(): Record<SystemName, StatsSnapshot> & { rss: number };
	resetStats(): void;
}

/** Which contacts go where, and how. */
export interface SyncOrder {
	addresses: Addresses;
	source: SystemName;
	target: SystemName;
	/** The store's file. */
	store: string;
	/** Of the trigger: its node's own unless told. */
	pageSize: number;
	pollMs: number;
	/** Ends after so many polls in a row in which nothing happened. */
	quiet: number;
	startFrom: 'now' | 'everything';
	/** Ends after so many polls instead, of which the first few are not counted: what a poll costs in which nothing happens. */
	idlePolls?: number;
}

/** What the counted polls cost, all together. */
export interface IdleCost {
	polls: number;
	calls: number;
	statements: number;
	/** Without commits, which wait for the disk and for nothing else. */
	statementMs: number;
	cpuMs: number;
}

/** What the process of the engine has used so far. */
export interface SyncState {
	/** Records that have an end. */
	records: number;
	ends: Record<string, number>;
	rss: number;
	heapUsed: number;
	cpuMs: number;
	wallMs: number;
	/** Until the latest record had its end. */
	busyMs: number;
	done: boolean;
	idle?: IdleCost;
}
