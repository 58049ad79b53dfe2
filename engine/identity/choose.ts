import { groupBy, uniqBy } from 'lodash';
import type { Lookup } from '../run/system-port';

export type Choice<T> = { kind: 'none' } | { kind: 'one'; record: T } | { kind: 'ambiguous'; records: T[] };

/**
 * The one record that the lookups agree on. `lists[i]` is what `lookups[i]` found. Lookups of one kind weigh the same
 * (without `lookups`, every list weighs less than the one before it); the first kind that finds anything decides: an id
 * beats an e-mail address. More than one record is a question for a person, never a guess. Records that are gone do not
 * count; one record found twice is one record.
 */
export function chooseCandidate<T extends { id: string; gone?: unknown }>(
	lists: ReadonlyArray<readonly T[]>,
	lookups?: readonly Lookup[],
): Choice<T> {
	const levels = groupBy(
		lists.map((list, index) => ({ list, level: lookups?.[index]?.kind ?? `list ${index}` })),
		'level',
	);
	for (const level of Object.values(levels)) {
		const records = uniqBy(
			level.flatMap(({ list }) => list.filter((record) => !record.gone)),
			'id',
		);
		if (records.length > 1) return { kind: 'ambiguous', records };
		if (records[0]) return { kind: 'one', record: records[0] };
	}
	return { kind: 'none' };
}
