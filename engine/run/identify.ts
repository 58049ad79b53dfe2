import { chooseCandidate, ID_FIELDS, lookupsFor } from '../identity';
import { fieldsToRead } from '../mapping';
import { refKey } from '../model';
import { ambiguous, noKey, targetGone, unresolved } from './identify-ends';
import { targetRef, targetSide, type Ending, type FoundJob, type Job } from './job';
import type { Intent, LinkWithBase, RunStore } from './store-port';
import type { Lookup, RecordPort, RecordState } from './system-port';

/** What the search for the counterparts of a wave found. */
export interface Identified {
	found: FoundJob[];
	/** Jobs whose counterpart cannot be told, or must not be made. */
	ended: Ending[];
}

/** The target's fields are read once for all jobs of the wave: they share one mapping. */
interface Ports {
	store: RunStore;
	records: RecordPort;
}

/** A record that was merged into one that was merged again, and so on: more hops than this are a circle. */
const MOST_MERGES = 5;

/** What identifies the job's counterpart, best first. */
export function lookupsOf(job: Job): Lookup[] {
	return lookupsFor(job.mapping, job.side, job.item.fields, job.item.mapped.values, job.source);
}

/**
 * Names of everything that no other execution may work on meanwhile: the record, its counterpart, and the keys by which a counterpart may
 * be found or made. Keys are hashed: they are addresses of people.
 */
export function lockKeysOf(job: Job, link: LinkWithBase | undefined, hash: RunStore['hash']): string[] {
	const { connection, object } = job.target;
	const keys = lookupsOf(job).map(({ field, value }) => `key|${connection}|${object}|${field}|${hash(value)}`);
	return [recordLock(job.source), ...(link === undefined ? [] : [recordLock(link[targetSide(job)])]), ...keys];
}

/** The same whichever side the record is on: the two directions of a pair must not meet either. */
export const recordLock = (ref: Parameters<typeof refKey>[0]): string => `record|${refKey(ref)}`;

/** The keyed hash of what would find the created record again; see `Intent.keys`. */
export function createKeys(job: Job, hash: RunStore['hash']): string {
	return hash(JSON.stringify(findersOfCreated(job).map(({ kind, field, value }) => [kind, field, value])));
}

/** Lookups that would find the record after it was created: all but the id that the source names, which is another record's. */
function findersOfCreated(job: Job): Lookup[] {
	return lookupsOf(job).filter(({ kind, field }) => kind !== 'external-id' || field !== ID_FIELDS[job.target.system]);
}

/**
 * Finds the target record of each job: by its link, else by external id, else by match key. A job without one comes back without
 * `record`: it may be created. Precondition: the jobs share one mapping and target object, and their locks are held.
 */
export async function identify(
	jobs: readonly Job[],
	links: ReadonlyMap<string, LinkWithBase>,
	ports: Ports,
): Promise<Identified> {
	const [first] = jobs;
	if (first === undefined) return { found: [], ended: [] };
	const fields = fieldsToRead(first.mapping, targetSide(first));
	const linked = jobs.flatMap((job) => {
		const link = links.get(refKey(job.source));
		return link === undefined ? [] : [{ job, link }];
	});
	const unlinked = jobs.filter((job) => !links.has(refKey(job.source)));
	const one = await readLinked(linked, fields, ports);
	const other = await findUnlinked(unlinked, fields, ports);
	const found = [...one.found, ...other.found].sort((a, b) => a.index - b.index);
	return { found: await withSiblings(found, ports.store), ended: [...one.ended, ...other.ended] };
}

type Linked = { job: Job; link: LinkWithBase };

const idOf = ({ job, link }: Linked): string => link[targetSide(job)].id;

/** Reads the counterparts; a link to a record that was merged away goes on to the winner. */
async function readLinked(
	linked: readonly Linked[],
	fields: readonly string[],
	{ records }: Ports,
): Promise<Identified> {
	const result: Identified = { found: [], ended: [] };
	let left = linked;
	for (let hop = 0; left.length > 0; hop += 1) {
		const [first] = left;
		const object = first?.job.target.object ?? '';
		const states = await records.read(object, [...new Set(left.map(idOf))], fields);
		const moved: Linked[] = [];
		for (const { job, link } of left) {
			const id = idOf({ job, link });
			const record = states.get(id);
			const into = record?.gone?.kind === 'merged' && hop < MOST_MERGES ? record.gone.into : undefined;
			if (into !== undefined) moved.push({ job, link: { ...link, [targetSide(job)]: targetRef(job, into) } });
			else if (record === undefined || record.gone !== undefined) result.ended.push(targetGone(job, id));
			else result.found.push({ ...job, link, record, siblings: [] });
		}
		left = moved;
	}
	return result;
}

async function findUnlinked(
	jobs: readonly Job[],
	fields: readonly string[],
	{ store, records }: Ports,
): Promise<Identified> {
	const result: Identified = { found: [], ended: [] };
	const [first] = jobs;
	if (first === undefined) return result;
	const intents = new Map(
		(
			await store.intents(
				first.mapping.pair,
				jobs.map((job) => job.source),
			)
		).map((intent) => [refKey(intent.source), intent]),
	);
	const wanted = jobs.map(lookupsOf);
	const all = wanted.flat();
	const lists: RecordState[][] = all.length === 0 ? [] : await records.find(first.target.object, all, fields);
	let next = 0;
	for (const [index, job] of jobs.entries()) {
		const lookups = wanted[index] ?? [];
		const choice = chooseCandidate(lists.slice(next, next + lookups.length), lookups);
		next += lookups.length;
		const intent = intents.get(refKey(job.source));
		const known = { ...job, ...(intent === undefined ? {} : { intent }), siblings: [] };
		if (choice.kind === 'one') result.found.push({ ...known, record: choice.record });
		else if (choice.kind === 'ambiguous') result.ended.push(ambiguous(job, choice.records));
		else if (intent !== undefined && !surelyNotCreated(job, intent, store.hash)) result.ended.push(unresolved(job));
		else if (cannotBeFoundAgain(job)) result.ended.push(noKey(job));
		else result.found.push(known);
	}
	return result;
}

/** Nothing was found: does that prove that the create which was begun did not happen? Not when it was sent with other keys than now. */
function surelyNotCreated(job: Job, intent: Intent, hash: RunStore['hash']): boolean {
	const finders = findersOfCreated(job);
	if (finders.some(({ kind }) => kind === 'external-id')) return true;
	return finders.length > 0 && (intent.keys === undefined || intent.keys === createKeys(job, hash));
}

/** The pair goes by match keys and this record has none: it would be doubled by the next look. A pair without keys is guarded by intents. */
function cannotBeFoundAgain(job: Job): boolean {
	return findersOfCreated(job).length === 0 && job.mapping.match.length > 0 && job.mapping.create[targetSide(job)];
}

async function withSiblings(found: readonly FoundJob[], store: RunStore): Promise<FoundJob[]> {
	const targets = found.flatMap((job) => (job.record === undefined ? [] : [targetRef(job, job.record.id)]));
	if (targets.length === 0) return [...found];
	const links = await store.linksTo(targets);
	return found.map((job) => {
		if (job.record === undefined) return job;
		const target = refKey(targetRef(job, job.record.id));
		const own = refKey(job.source);
		return {
			...job,
			siblings: links.filter((link) => refKey(link[targetSide(job)]) === target && refKey(link[job.side]) !== own),
		};
	});
}

/** Another record of the source's own connection that feeds the same target and was changed after it. Of equals the first by name counts. */
export function hasNewerSibling(job: FoundJob): boolean {
	const own = Date.parse(job.item.change.modifiedAt);
	return job.siblings.some((link) => {
		const ref = link[job.side];
		if (ref.system !== job.source.system || ref.connection !== job.source.connection) return false;
		const changed = Date.parse(job.side === 'left' ? link.leftModifiedAt : link.rightModifiedAt);
		return changed > own || (changed === own && refKey(ref) < refKey(job.source));
	});
}
