import { SIDES, type MappingRow, type Side } from '../../model';
import { ruleWrites } from '../rules';

/**
 * Where one field feeds two, a website and the domain that is taken from it, only the website comes back. A record that is created from
 * one with nothing but a domain gets the domain for its website: without either it could not be told apart from a stranger.
 */
export function withStandIns(rows: readonly MappingRow[]): MappingRow[] {
	return rows.map((row) => {
		const froms = SIDES.flatMap((side) => {
			const stand = standIn(row, side, rows);
			return stand === undefined ? [] : [[side, stand] as const];
		});
		return froms.length === 0 ? row : { ...row, createFrom: Object.fromEntries(froms) };
	});
}

/** The other side's field whose domain says on that side what a blank website does not. */
function standIn(row: MappingRow, side: Side, rows: readonly MappingRow[]): string | undefined {
	if (row.lens.kind !== 'url' || !ruleWrites(row.rule, side)) return undefined;
	const domain = rows.find((other) => other.lens.kind === 'domain' && other[side] === row[side] && !ruleWrites(other.rule, side));
	return domain?.rule === 'doNotSync' ? undefined : domain?.[side === 'left' ? 'right' : 'left'];
}
