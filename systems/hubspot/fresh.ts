import type { FieldValues } from '../../engine/model';
import type { Clock } from '../../engine/run/clock-port';
import type { Lookup } from '../../engine/run/system-port';
import { normaliseKey } from '../common/engine';
import { shared } from '../common/shared';

/** The search index lags by seconds, at times by minutes; after this the index is trusted again. */
const REMEMBER_MS = 5 * 60_000;

interface Written {
	at: number;
	id: string;
	values: FieldValues;
}

/** What we wrote a short while ago, which the search index may not show yet: without it a second look would create a record twice. */
export interface FreshWrites {
	note(object: string, id: string, values: FieldValues): void;
	/** Ids of records that were written with such a value; whether they still have it must be read. */
	idsFor(object: string, lookup: Lookup): string[];
}

/** Shared by all nodes of one portal in this process. */
export function freshWrites(clock: Clock, connection: string): FreshWrites {
	const byObject = shared(clock, `fresh|hubspot|${connection}`, () => new Map<string, Written[]>());

	const recent = (object: string): Written[] => {
		const oldest = clock.now().getTime() - REMEMBER_MS;
		const kept = (byObject.get(object) ?? []).filter(({ at }) => at >= oldest);
		byObject.set(object, kept);
		return kept;
	};

	return {
		note(object, id, values) {
			recent(object).push({ at: clock.now().getTime(), id, values });
		},
		idsFor: (object, { kind, field, value, options }) =>
			recent(object).flatMap(({ id, values }) => (normaliseKey(kind, values[field], options) === value ? [id] : [])),
	};
}
