import { otherSide, refKey, type Canonical, type LensSpec, type MappingRow, type RecordRef, type Side } from '../model';
import { isLive } from './lifecycle/context';
import type { Link, RunStore } from './store-port';

/** A row that points at one record, or at several. */
export type ReferenceRow = MappingRow & { lens: Extract<LensSpec, { kind: 'reference' | 'references' }> };

export const isReference = (row: MappingRow): row is ReferenceRow => row.lens.kind === 'reference' || row.lens.kind === 'references';

/** Where a reference on that side points. */
export function parentRef(
	row: ReferenceRow,
	side: Side,
	place: Pick<RecordRef, 'system' | 'connection'>,
	id: string,
): RecordRef {
	return { system: place.system, connection: place.connection, object: side === 'left' ? leftTarget(row, id).left : row.lens.right, id };
}

/** The pairs that may link where a reference on that side points. */
export function parentPairs({ lens }: ReferenceRow, side: Side, ref: Pick<RecordRef, 'object'>): string[] {
	const all = [lens, ...(lens.others ?? [])];
	return (side === 'left' ? all.filter(({ left }) => left === ref.object) : all).map(({ pair }) => pair);
}

/** Which of its left objects an id is of. */
function leftTarget({ lens }: ReferenceRow, id: string): { left: string } {
	return lens.others?.find(({ idPrefix }) => id.startsWith(idPrefix)) ?? lens;
}

/**
 * Turns one side's record ids into the other's through the links between two connections. Canonical is the right side's id: there is one
 * right record for several left ones, never the other way round.
 */
export class References {
	private readonly known = new Map<string, Link[]>();

	/** `connections`: a parent may also be linked into other orgs or workspaces; those links do not count. */
	constructor(
		private readonly store: Pick<RunStore, 'links'>,
		private readonly connections: Readonly<Record<Side, string>>,
	) {}

	/** Loads the links of these parents in as few calls as there are pairs and sides. */
	async load(wanted: ReadonlyArray<{ pair: string; side: Side; ref: RecordRef }>): Promise<void> {
		const groups = new Map<string, { pair: string; side: Side; refs: Map<string, RecordRef> }>();
		for (const { pair, side, ref } of wanted) {
			if (this.known.has(keyOf(pair, side, ref))) continue;
			const group = groups.get(`${side}|${pair}`) ?? { pair, side, refs: new Map<string, RecordRef>() };
			group.refs.set(refKey(ref), ref);
			groups.set(`${side}|${pair}`, group);
		}
		for (const { pair, side, refs } of groups.values()) {
			for (const ref of refs.values()) this.known.set(keyOf(pair, side, ref), []);
			const other = otherSide(side);
			// A record that is gone is nothing to point at.
			for (const link of await this.store.links(pair, side, [...refs.values()])) {
				if (link[other].connection === this.connections[other] && isLive(link, other))
					this.known.get(keyOf(pair, side, link[side]))?.push(link);
			}
		}
	}

	/** The canonical value of a reference: the right record's id, or undefined when the parent is not linked (yet). */
	canonical(row: ReferenceRow, side: Side, ref: RecordRef): Canonical | undefined {
		return side === 'right' ? ref.id : this.counterpart(row, 'left', ref);
	}

	/** The id to write on that side for a parent given by its ref on the other side. */
	counterpart(row: ReferenceRow, from: Side, ref: RecordRef): string | undefined {
		const lists = parentPairs(row, from, ref).map((pair) => this.known.get(keyOf(pair, from, ref)) ?? []);
		const [first, ...others] = lists.find(({ length }) => length > 0) ?? [];
		const to = otherSide(from);
		return first === undefined ? undefined : newestLink([first, ...others], to)[to].id;
	}
}

const keyOf = (pair: string, side: Side, ref: RecordRef): string => `${side}|${pair}|${refKey(ref)}`;

/** The link whose record on that side was changed last; of equals the first by name, so that every run chooses the same. */
export function newestLink<L extends Link>(links: readonly [L, ...L[]], side: Side): L {
	const time = (link: Link) => Date.parse(side === 'left' ? link.leftModifiedAt : link.rightModifiedAt);
	const newer = (one: Link, two: Link) =>
		time(one) > time(two) || (time(one) === time(two) && refKey(one[side]) < refKey(two[side]));
	return links.reduce((best, link) => (newer(link, best) ? link : best));
}
