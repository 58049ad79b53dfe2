import type { Clock } from '../../../engine/run/clock-port';
import type { ChangeSourcePort, RecordPort, SchemaPort } from '../../../engine/run/system-port';
import type { RunningSandbox } from '../../../sandbox/common/server';

/** One system's adapter, connected to a sandbox of its own, and what the common behaviours need to know about its words. */
export interface Subject {
	sandbox: RunningSandbox;
	source: ChangeSourcePort;
	records: RecordPort;
	schema: SchemaPort;
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
		list: { name: string; good: string; bad: string };
	};
	/** Path of the calls that read and that write people, for faults. */
	paths: { read: { method: string; path: string }; write: { method: string; path: string } };
	/** A "too many calls, wait" of this system. */
	tooMany: { status: number; body: unknown };
	/** An id that nobody has. */
	unknownId: string;
	/** Makes a record behind the adapter's back; answers its id. */
	make(object: string, values: Record<string, unknown>): string;
	/** Makes so many people at once; answers their ids. */
	makePeople(count: number): string[];
	edit(object: string, id: string, values: Record<string, unknown>): void;
	/** The same adapter with a credential that is refused. */
	withBadCredential(): Pick<Subject, 'records'>;
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
