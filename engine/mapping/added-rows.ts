import type { Mapping } from '../model';

/**
 * Rows that are kept in step now and were not in the mapping that was saved before: new ones, and ones that were "Do not
 * sync". Linked records have no base for them, so that for these rows every record meets its partner for the first time.
 * A pair's first mapping adds nothing: there are no links yet.
 */
export function addedRows(previous: Mapping | undefined, current: Mapping): string[] {
	if (previous === undefined) return [];
	const kept = ({ rows }: Mapping): string[] => rows.filter(({ rule }) => rule !== 'doNotSync').map(({ id }) => id);
	const before = new Set(kept(previous));
	const names = (mapping: Mapping): Map<string, string[]> =>
		new Map(mapping.rows.flatMap(({ id, lens }) => (lens.kind === 'tags' && lens.prefix === undefined ? [[id, lens.values.map((pair) => JSON.stringify(pair))]] : [])));
	const [earlier, now] = [names(previous), names(current)];
	// Names that were chosen later: of these, too, every record meets its partner for the first time.
	const gained = (id: string): boolean => earlier.has(id) && now.get(id)?.some((pair) => !earlier.get(id)?.includes(pair)) === true;
	return kept(current).filter((id) => !before.has(id) || gained(id));
}
