import type { Clock } from '../../engine/run/clock-port';
import type { WriteOp } from '../../engine/run/system-port';
import type { SystemErrorDetails } from '../../engine/model';
import { normaliseKey } from '../common/engine';
import { shared } from '../common/shared';

/** So many looks in a row must have found nobody before the next ones are left to the create: two full batches of a first sync. */
const IN_VAIN = 200;
/** Fewer are looked for in any case: a look costs little then, and most are not part of a first sync. */
const MANY = 50;
/** What was found out so long ago says nothing of today. */
const REMEMBER_MS = 10 * 60_000;

/**
 * Looks by unique properties (a contact's e-mail, an external id) that were left to the create. HubSpot refuses a second record with such a
 * value, further addresses of a contact included, so that a first sync into an empty portal need not ask three times for every record
 * whether it is there. The first refusal ends that: the record comes again, and is looked for.
 */
export interface LeftOpen {
	/** May looks for so many values of this property be left to the create? */
	mayLeave(object: string, field: string, count: number): boolean;
	leave(object: string, field: string, values: readonly string[]): void;
	/** HubSpot was asked for so many values; did it know any? */
	looked(object: string, field: string, count: number, found: boolean): void;
	/** Why this create cannot be sent as it is; undefined when it can. */
	refusal(object: string, op: WriteOp): SystemErrorDetails | undefined;
	/** A create was refused as a second one: from now on it is looked first. */
	distrust(object: string): void;
}

/** Shared by all nodes of one portal in this process. */
export function leftOpen(clock: Clock, connection: string): LeftOpen {
	const state = shared(clock, `left-open|hubspot|${connection}`, () => ({
		/** By object and field. */
		inVain: new Map<string, { count: number; at: number }>(),
		/** By object, field and value: when. */
		open: new Map<string, number>(),
	}));
	const now = (): number => clock.now().getTime();
	const keyOf = (object: string, ...rest: string[]): string => JSON.stringify([object, ...rest]);

	function distrust(object: string): void {
		for (const key of state.inVain.keys()) if ((JSON.parse(key) as string[])[0] === object) state.inVain.delete(key);
	}

	return {
		mayLeave(object, field, count) {
			const known = state.inVain.get(keyOf(object, field));
			return count >= MANY && known !== undefined && known.count >= IN_VAIN && now() - known.at < REMEMBER_MS;
		},

		leave(object, field, values) {
			for (const [key, at] of state.open) if (now() - at >= REMEMBER_MS) state.open.delete(key);
			for (const value of values) state.open.set(keyOf(object, field, value), now());
			// What keeps on being refused by nobody keeps on being believed.
			const known = state.inVain.get(keyOf(object, field));
			if (known) known.at = now();
		},

		looked(object, field, count, found) {
			const key = keyOf(object, field);
			if (found) state.inVain.delete(key);
			else state.inVain.set(key, { count: (state.inVain.get(key)?.count ?? 0) + count, at: now() });
		},

		refusal(object, op) {
			if (op.op === 'update') return undefined;
			const left = (op.lookups ?? []).filter(({ field, value }) => state.open.delete(keyOf(object, field, value)));
			if (left.every(({ kind, field, value }) => normaliseKey(kind, op.values[field]) === value)) return undefined;
			distrust(object);
			return notLookedFor;
		},

		distrust,
	};
}

/** HubSpot could not refuse it: the value that it was to be known by is not among those that are written. */
const notLookedFor: SystemErrorDetails = {
	class: 'temporary',
	message: 'HubSpot was not asked yet whether it has this record. It is looked for before it is created.',
};
