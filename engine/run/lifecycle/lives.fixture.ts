import { refKey, type Mapping, type RecordRef, type Side } from '../../model';
import type { Ending, Job } from '../job';
import { clockWith, jobOf, LEFT, RIGHT } from '../job.fixture';
import type { Fate, LinkWithBase, RunStore } from '../store-port';
import { MassEdits } from '../mass-edits';
import type { RecordPort } from '../system-port';
import type { LifecycleContext } from './context';

/** What a test's store knows, and what its target does. */
interface Known {
	links?: readonly LinkWithBase[];
	fates?: readonly Fate[];
	/** By its left object. */
	pairs?: Readonly<Record<string, readonly Mapping[]>>;
	target?: Partial<Omit<RecordPort, 'system' | 'connection'>>;
	/** What the target is; Pact, unless told. */
	place?: Pick<RecordRef, 'system' | 'connection'>;
	archives?: number;
	dryRun?: boolean;
}

/** A context that knows these links and fates, over a target that does what the test says. */
export function contextWith({ links = [], fates = [], pairs = {}, target = {}, place = RIGHT, archives = 10, dryRun = false }: Known = {}): LifecycleContext {
	const among = (refs: readonly RecordRef[]) => {
		const keys = new Set(refs.map(refKey));
		return (ref: RecordRef) => keys.has(refKey(ref));
	};
	const store: Pick<RunStore, 'links' | 'linksTo' | 'fates' | 'pairsOf'> = {
		links: async (pair, side, refs) => links.filter((link) => link.pair === pair && among(refs)(link[side])),
		linksTo: async (refs) => links.filter(({ left, right }) => among(refs)(left) || among(refs)(right)),
		fates: async (refs) => fates.filter(({ ref }) => among(refs)(ref)),
		pairsOf: async (left) => [...(pairs[left.object] ?? [])],
	};
	const records: Pick<RecordPort, 'system' | 'connection'> & Known['target'] = { system: place.system, connection: place.connection, ...target };
	const massEdits = new MassEdits(store as RunStore, clockWith(), undefined);
	return { store: store as RunStore, records: records as RecordPort, clock: clockWith(), allowance: { creates: 9, updates: 9, writes: 9, archives }, massEdits, dryRun, maxAttempts: 3 };
}

export const left = (id: string, object: string = LEFT.object): RecordRef => ({ ...LEFT, object, id });
export const right = (id: string): RecordRef => ({ ...RIGHT, id });

/** The job of a record that something happened to; it has no planned part yet. */
export function lifeOf(side: Side, change: Partial<Job['item']['change']>, more: Parameters<typeof jobOf>[1] = {}): Job {
	const { plan: _plan, before: _before, record: _record, kin: _kin, siblings: _siblings, ...job } = jobOf(side, more);
	return { ...job, item: { ...job.item, change: { ...job.item.change, ...change } } };
}

export const said = (ends: readonly Ending[]): string[] => ends.map(({ outcome: { source, outcome, reason } }) => `${source.id} ${outcome}/${reason}`);
