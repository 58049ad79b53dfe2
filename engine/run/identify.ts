import { chooseCandidate, ID_FIELDS, lookupsFor, type Choice } from '../identity';
import { fieldsToRead } from '../mapping';
import { refKey } from '../model';
import type { Clock } from './clock-port';
import { identifyByKin } from './identify-kin';
import { ambiguous, busy, convertedMeanwhile, keptElsewhere, mayBeOurs, noKey, targetGone, thereAgain, unresolved, waitsForKin } from './identify-ends';
import { targetRef, targetSide, type Ending, type FoundJob, type Job } from './job';
import { namedByChange } from './lifecycle/context';
import { settleMerges } from './lifecycle/merges';
import { cannotComeBack } from './lifecycle/returns';
import type { HeldLocks } from './lock';
import { withoutNamedElsewhere } from './named-elsewhere';
import { readFollowing } from './read-following';
import { recordLock } from './record-lock';
import { withSiblings } from './siblings';
import type { Intent, LinkWithBase, RunStore } from './store-port';
import type { Lookup, RecordPort, RecordState } from './system-port';

/** What the search for the counterparts of a wave found. */
interface Identified {
	found: FoundJob[];
	/** Jobs whose counterpart cannot be told, or must not be made. */
	ended: Ending[];
}

/** The target's fields are read once for all jobs of the wave: they share one mapping. */
interface Ports {
	store: RunStore;
	records: RecordPort;
	clock: Clock;
	locks: HeldLocks;
	dryRun: boolean;
}

/** Creates that were begun: in the place that the sources are from, and in the target's place for their kin. */
interface CreatesUnderWay {
	ofSource: readonly Intent[];
	forKin: readonly Intent[];
}

/** A create and its link are committed within this, or the process that sent it has died. */
const CREATE_TAKES_MS = 2 * 60_000;
/** A record that was changed so long after a create was begun is another one. */
const SHOWS_WITHIN_MS = 10 * 60_000;
/** How far the systems' clocks and ours may be apart. */
const CLOCKS_APART_MS = 60_000;

/** What identifies the item's counterpart, best first. */
export function lookupsOf(job: Pick<Job, 'mapping' | 'side' | 'item' | 'source' | 'target'>): Lookup[] {
	return lookupsFor(job.mapping, job.side, job.item.fields, job.item.mapped.values, job.source, job.target.connection);
}

/**
 * Names of everything that no other execution may work on meanwhile: the record, its counterpart, and the keys by which a counterpart may
 * be found or made. Keys are hashed: they are addresses of people.
 */
export function lockKeysOf(job: Job, hash: RunStore['hash']): string[] {
	const { connection, object } = job.target;
	const keys = job.lookups.map(({ field, value }) => `key|${connection}|${object}|${field}|${hash(value)}`);
	return [recordLock(job.source), ...namedByChange(job).map(recordLock), ...(job.link === undefined ? [] : [recordLock(job.link[targetSide(job)])]), ...keys];
}

/** The keyed hash of what would find the created record again; see `Intent.keys`. */
export function createKeys(job: Job, hash: RunStore['hash']): string {
	return hash(JSON.stringify(findersOfCreated(job).map(({ kind, field, value }) => [kind, field, value])));
}

/** Lookups that would find the record after it was created: all but the id that the source names, which is another record's. */
function findersOfCreated(job: Job): Lookup[] {
	return job.lookups.filter(({ kind, field }) => kind !== 'external-id' || field !== ID_FIELDS[job.target.system]);
}

/**
 * Finds the target record of each job: by its link, else by the links of its counterparts elsewhere, else by external id, else by match
 * key. A job without one comes back without `record`: it may be created. Precondition: the jobs share one mapping and target object, and
 * their locks are held.
 */
export async function identify(jobs: readonly Job[], ports: Ports): Promise<Identified> {
	const [first] = jobs;
	if (first === undefined) return { found: [], ended: [] };
	const fields = fieldsToRead(first.mapping, targetSide(first));
	const linked = await readLinked(jobs, fields, ports);
	const unlinked = jobs.filter(({ link }) => link === undefined);
	// Before the links are looked at: a create that is not under way any more has left its link.
	const underWay = await createsIntoSource(unlinked, ports.store);
	const byKin = await identifyByKin(unlinked, fields, ports);
	const byKey = await findByKey(byKin.rest, fields, { ofSource: underWay, forKin: await createsForKin(byKin.rest, ports.store) }, ports);
	const ended = [...linked.ended, ...byKin.ended, ...byKey.ended];
	const found = [...linked.found, ...byKey.found, ...(await withIntents(byKin.found, ports.store))];
	return { found: await withSiblings(found.sort((a, b) => a.index - b.index), ports.store), ended };
}

/** Reads the counterparts. Where one has become another record, or is there again, that is put in order first. */
async function readLinked(jobs: readonly Job[], fields: readonly string[], ports: Ports): Promise<Identified> {
	const { records } = ports;
	const result: Identified = { found: [], ended: [] };
	const merged: Job[] = [];
	const linked = jobs.flatMap((job) => (job.link === undefined ? [] : [{ job, link: job.link, id: job.link[targetSide(job)].id }]));
	const states = await readFollowing([...new Set(linked.map(({ id }) => id))], jobs[0]?.target.object ?? '', fields, records);
	for (const { job, link, id } of linked) {
		const record = states.get(id);
		const side = targetSide(job);
		const known = link.gone?.[side];
		const found = { ...job, siblings: [], kin: [] };
		if (record === undefined || record.gone !== undefined) {
			if (record?.gone?.kind === 'converted') result.ended.push(convertedMeanwhile(job, link[side]));
			else if (known?.kind !== 'archived') result.ended.push(targetGone(job, link));
			else if (record === undefined || records.restore === undefined) result.ended.push(cannotComeBack({ ...found, record: { id, fields: {}, modifiedAt: known.at } }));
			else result.found.push({ ...found, record });
		} else if (record.id !== id) {
			const gone = { kind: 'merged' as const, into: targetRef(job, record.id), at: record.modifiedAt };
			merged.push({ ...job, link: { ...link, gone: { ...link.gone, [side]: gone } } });
		} else if (known !== undefined) result.ended.push(thereAgain(job, link[side], ports));
		else result.found.push({ ...found, record });
	}
	const settled = await settleMerges(merged, ports);
	result.ended.push(...settled.ended, ...settled.rest.map((job) => targetGone(job, job.link as LinkWithBase)));
	return result;
}

async function withIntents<J extends Job>(jobs: readonly J[], store: RunStore): Promise<Array<J & { intent?: Intent }>> {
	const [first] = jobs;
	if (first === undefined) return [];
	const sources = jobs.map((job) => job.source);
	const intents = new Map(
		(await store.intents(first.mapping.pair, sources, first.target)).map((intent) => [refKey(intent.source), intent]),
	);
	return jobs.map((job) => {
		const intent = intents.get(refKey(job.source));
		return intent === undefined ? job : { ...job, intent };
	});
}

/** Creates of any pair under way in the place that the jobs' sources are from, where it matters. */
async function createsIntoSource(jobs: readonly Job[], store: RunStore): Promise<Intent[]> {
	const [first] = jobs;
	if (first === undefined || !first.mapping.create[targetSide(first)]) return [];
	const { system, connection, object } = first.source;
	return await store.intentsInto({ system, connection, object });
}

/** Creates in the target's place that were begun for the jobs' kin, and of which nobody knows what became: their process died. */
async function createsForKin(jobs: readonly FoundJob[], store: RunStore): Promise<Intent[]> {
	const [first] = jobs;
	const kin = new Set(jobs.flatMap((job) => job.kin.map(refKey)));
	if (first === undefined || kin.size === 0) return [];
	return (await store.intentsInto(first.target)).filter(({ source }) => kin.has(refKey(source)));
}

async function findByKey(
	jobs: readonly FoundJob[],
	fields: readonly string[],
	underWay: CreatesUnderWay,
	{ store, records, clock, dryRun }: Ports,
): Promise<Identified> {
	const result: Identified = { found: [], ended: [] };
	const [first] = jobs;
	if (first === undefined) return result;
	const known = await withIntents(jobs, store);
	const all = known.flatMap((job) => (dryRun ? job.lookups : asked(job)));
	const found = all.length === 0 ? [] : await records.find(first.target.object, all, fields);
	const looked = known.flatMap((job) => job.lookups.map((lookup) => ({ job, lookup }))).map((one, index) => ({ ...one, list: found[index] ?? [] }));
	const lists = await withoutNamedElsewhere(looked, store);
	let next = 0;
	for (const job of known) {
		const choice = chosen(lists.slice(next, next + job.lookups.length), job.lookups, records);
		next += job.lookups.length;
		if (choice.kind === 'one') result.found.push({ ...job, record: choice.record });
		else if (choice.kind === 'ambiguous') result.ended.push(ambiguous(job, choice.records));
		else {
			const end = notToBeCreated(job, underWay, { store, clock });
			if (end === undefined) result.found.push(job);
			else result.ended.push(end);
		}
	}
	return result;
}

/** A create that was begun before is looked for in earnest. */
function asked(job: FoundJob): readonly Lookup[] {
	const createFollows = job.intent === undefined && job.mapping.create[targetSide(job)];
	return createFollows ? job.lookups.map((lookup) => ({ ...lookup, createFollows })) : job.lookups;
}

/** Who is there counts; where nobody is, one who was archived and can be brought back: a second record of that person would be a double. */
function chosen(lists: readonly RecordState[][], lookups: readonly Lookup[], { restore }: Pick<RecordPort, 'restore'>): Choice<RecordState> {
	const choice = chooseCandidate(lists, lookups);
	if (choice.kind !== 'none' || restore === undefined) return choice;
	const away = lists.map((list) => list.flatMap(({ gone, ...record }) => (gone?.kind === 'deleted' ? [record] : [])));
	const archived = chooseCandidate<RecordState>(away, lookups);
	return archived.kind === 'one' ? { kind: 'one', record: { ...archived.record, gone: { kind: 'deleted' } } } : archived;
}

/** Nothing was found: why nothing may be made either, if so. */
function notToBeCreated(job: FoundJob, { ofSource, forKin }: CreatesUnderWay, { store, clock }: Pick<Ports, 'store' | 'clock'>): Ending | undefined {
	if (job.intent !== undefined && !surelyNotCreated(job, job.intent, store.hash)) return unresolved(job);
	if (!job.mapping.create[targetSide(job)]) return undefined;
	if (cannotBeFoundAgain(job)) return noKey(job);
	const { system, connection } = job.target;
	const elsewhere = job.kin.find((ref) => ref.system === system && ref.connection === connection);
	if (elsewhere !== undefined && job.mapping.createBeside !== true) return keptElsewhere(job, elsewhere);
	// What was begun for its kin is its own counterpart, too: the kin's next turn finds out. One that was begun for itself is that turn.
	const isUnderWay = ({ createdAt }: Intent) => clock.now().getTime() - Date.parse(createdAt) < CREATE_TAKES_MS;
	const ofKin = job.intent === undefined ? forKin.find(({ source }) => job.kin.some((ref) => refKey(ref) === refKey(source))) : undefined;
	if (ofKin !== undefined) return isUnderWay(ofKin) ? busy(job, clock) : waitsForKin(job, ofKin.source, clock);
	const begun = ofSource.find((intent) => mayHaveMade(intent, job));
	if (begun === undefined) return undefined;
	// A create of the other direction is seen by the trigger before its link is committed.
	if (isUnderWay(begun)) return busy(job, clock);
	return hasMatchKeys(job) ? undefined : mayBeOurs(job, begun.source);
}

/** Its counterpart shows these itself. An id that our side keeps there would be written with the answer that was lost: that none has it proves nothing. */
const hasMatchKeys = (job: Job): boolean => job.lookups.some(({ kind }) => kind !== 'external-id');

function mayHaveMade({ createdAt }: Intent, { item }: Job): boolean {
	const after = Date.parse(item.change.modifiedAt) - Date.parse(createdAt);
	return after >= -CLOCKS_APART_MS && after <= SHOWS_WITHIN_MS;
}

/** Nothing was found: does that prove that the create which was begun did not happen? Not when it was sent with other keys than now. */
function surelyNotCreated(job: Job, intent: Intent, hash: RunStore['hash']): boolean {
	const finders = findersOfCreated(job);
	if (finders.some(({ kind }) => kind === 'external-id')) return true;
	return finders.length > 0 && (intent.keys === undefined || intent.keys === createKeys(job, hash));
}

/** The pair goes by match keys and this record has none: it would be doubled by the next look. A pair without keys is guarded by intents. */
function cannotBeFoundAgain(job: Job): boolean {
	return findersOfCreated(job).length === 0 && job.mapping.match.length > 0;
}
