import { ID_FIELDS } from '../identity';
import { refKey, SIDES, otherSide, type RecordRef } from '../model';
import { targetRef, type FoundJob } from './job';
import type { RunStore } from './store-port';
import type { Lookup, RecordState } from './system-port';

/** What one lookup of a job found. */
export interface Looked {
	job: FoundJob;
	lookup: Lookup;
	list: RecordState[];
}

/**
 * The lists without what an id field names in another connection. Such a field holds the bare id, and ids repeat from portal to portal (and
 * from org to org): a record of this portal that has by chance the id of one in another portal, which is known to be meant, is a stranger.
 */
export async function withoutNamedElsewhere(looked: readonly Looked[], store: Pick<RunStore, 'linksTo'>): Promise<RecordState[][]> {
	const candidates = looked.flatMap((one) => (namesSource(one) ? one.list.map(({ id }) => targetRef(one.job, id)) : []));
	const partners = await partnersOf(candidates, store);
	return looked.map((one) => {
		const { job, lookup, list } = one;
		if (lookup.kind !== 'external-id') return list;
		if (!namesSource(one)) return job.kin.some((ref) => isNamesake(ref, { ...job.target, id: lookup.value })) ? [] : list;
		return list.filter(({ id }) => !(partners.get(refKey(targetRef(job, id))) ?? []).some((ref) => isNamesake(ref, job.source)));
	});
}

/** The target's field names the source, rather than the other way round. */
const namesSource = ({ job, lookup }: Looked): boolean => lookup.kind === 'external-id' && lookup.field !== ID_FIELDS[job.target.system];

/** The same id in another connection. */
const isNamesake = (one: RecordRef, other: RecordRef): boolean =>
	one.system === other.system && one.object === other.object && one.id === other.id && one.connection !== other.connection;

async function partnersOf(refs: readonly RecordRef[], store: Pick<RunStore, 'linksTo'>): Promise<Map<string, RecordRef[]>> {
	const partners = new Map<string, RecordRef[]>();
	if (refs.length === 0) return partners;
	for (const link of await store.linksTo(refs)) {
		for (const side of SIDES) {
			const key = refKey(link[side]);
			partners.set(key, [...(partners.get(key) ?? []), link[otherSide(side)]]);
		}
	}
	return partners;
}
