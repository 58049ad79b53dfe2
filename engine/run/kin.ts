import { refKey, SIDES, otherSide, type RecordRef } from '../model';
import type { RunStore } from './store-port';

/** The records that stand for the same person, company or deal by their links in any pair, by the source's `refKey`. */
export type Kin = ReadonlyMap<string, readonly RecordRef[]>;

type Ports = Pick<RunStore, 'linksTo'>;

/** One link away. */
export async function nearKin(sources: readonly RecordRef[], store: Ports): Promise<Kin> {
	const kin = new Map<string, Map<string, RecordRef>>(sources.map((source) => [refKey(source), new Map()]));
	if (kin.size === 0) return new Map();
	for (const link of await store.linksTo(sources)) {
		for (const side of SIDES) {
			const other = link[otherSide(side)];
			kin.get(refKey(link[side]))?.set(refKey(other), other);
		}
	}
	return new Map([...kin].map(([source, refs]) => [source, [...refs.values()]]));
}

/** One or two links away: with three systems, every one of a record's counterparts is within this. */
export async function allKin(sources: readonly RecordRef[], store: Ports): Promise<Kin> {
	const near = await nearKin(sources, store);
	const far = await nearKin([...near.values()].flat(), store);
	return new Map(
		[...near].map(([source, refs]) => {
			const all = new Map([...refs, ...refs.flatMap((ref) => far.get(refKey(ref)) ?? [])].map((ref) => [refKey(ref), ref]));
			all.delete(source);
			return [source, [...all.values()]];
		}),
	);
}
