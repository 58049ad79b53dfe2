import type { FieldValues } from '../../../engine/model';
import type { Clock } from '../../../engine/run/clock-port';
import type { ChangeSourcePort, RecordPort, SchemaPort } from '../../../engine/run/system-port';
import type { RunningSandbox } from '../../../sandbox/common/server';
import type { ConnectionCheck } from '../../../systems/common/connection-check';
import type { Abilities } from './abilities';

/** The ports of one connection. */
export interface Ports {
	source: ChangeSourcePort;
	records: RecordPort;
	schema: SchemaPort;
}

/** A field that keeps one kind of value. `given`: two values that it takes. */
interface Kind<V> {
	field: string;
	given: readonly [V, V];
}

/** A call as it goes over the wire. */
export interface RawCall {
	method: string;
	path: string;
	body?: unknown;
}

/** One system's adapter, connected to a sandbox of its own, and what the conformance suite needs to know about its words. */
export interface Subject extends Ports {
	sandbox: RunningSandbox;
	/** How long the client has waited so far, by its own clock. */
	waitedMs(): number;
	/** The object that holds people. */
	people: string;
	companies: string;
	fields: {
		email: string;
		lastName: string;
		title: string;
		domain: string;
		companyName: string;
		/** Of people: the id of the record's partner in another system. */
		externalId: string;
		list: { name: string; good: string; bad: string };
	};
	/** Of people. Absent: the system has no such field for them. */
	kinds: {
		text: string;
		longText?: string;
		number: Kind<string | number>;
		flag: Kind<string | boolean>;
		date: Kind<string>;
		multi: Kind<string[]>;
	};
	/** A field that a new company (or whatever object this is) must have. */
	required: { object: string; field: string; others: FieldValues };
	/** Path of the calls that read and that write people, for faults. */
	paths: { read: { method: string; path: string }; write: { method: string; path: string } };
	/** A "too many calls, wait" of this system. */
	tooMany: { status: number; body: unknown };
	/** The body of a 400 in which this system quotes so a text of ours. */
	refusal(text: string): unknown;
	/** An id that nobody has. */
	unknownId: string;
	/** What takes so many records a call at most. 1: no batches. */
	batches: { write: number; read: number };
	/** Makes a record behind the adapter's back; answers its id. */
	make(object: string, values: Record<string, unknown>): string;
	/** Makes so many people at once; answers their ids. */
	makePeople(count: number): string[];
	edit(object: string, id: string, values: Record<string, unknown>): void;
	/** Takes a record away, as a user would. */
	remove(object: string, id: string): void;
	/** How many people there are. */
	countPeople(): number;
	/** The same adapter with a credential that is refused. */
	withBadCredential(): Ports;
	/** The same connection in a process that was started again: nothing is remembered. */
	again(): Ports;
	/** Asks the system whose credential this is; answers the connection's id. */
	connect(): Promise<string>;
	/** The check of the connection that the node offers. Reads only. */
	check(): Promise<Array<Pick<ConnectionCheck, 'check' | 'result' | 'finding'>>>;
	/** What the system's folder gives to the nodes. */
	exports: object;
	/** Stands in the credential, and in nothing that is told. */
	secret: string;
	/** What is asked of the sandbox itself. */
	raw: { headers: Record<string, string>; read: RawCall; write: RawCall; tooLarge?: RawCall; isError(body: unknown): boolean };
	/** What it can beyond what every system can. What is not here is said with the reason (`Lacks`). */
	abilities: Partial<Abilities>;
}

/** The sandbox's time. Sleeping costs no real time: it moves the sandbox's clock instead. */
export function sleepingClock(sandbox: {
	clock: { now(): Date; advance(ms: number): void };
}): Clock & { sleptMs: number } {
	return {
		sleptMs: 0,
		now: () => sandbox.clock.now(),
		random: () => 0.5,
		sleep(ms) {
			this.sleptMs += ms;
			sandbox.clock.advance(ms);
			return Promise.resolve();
		},
	};
}
