import { mapRecord } from '../../mapping';
import { otherSide, refKey, type Mapping, type RecordRef } from '../../model';
import { notOfThePair, stillHeld } from '../belonging';
import { branches } from '../branches';
import { driftedRows } from '../echo';
import { refOf, stampOf } from '../feed-items';
import type { FeedObject } from '../feed';
import type { Job } from '../job';
import { allKin, type Kin } from '../kin';
import { isLive } from '../lifecycle/context';
import { References } from '../references';
import type { LinkWithBase, RunStore } from '../store-port';
import type { SweepFound, SweepStore, SweepTarget, SweepWork } from '../sweep-port';
import type { ChangeSourcePort, SourceChange } from '../system-port';
import { sourceParents, sourceValues } from '../values';
import { consentOf } from '../withdrawals';

interface CompareContext {
	store: Pick<RunStore, 'hash' | 'links' | 'linksTo'> & Pick<SweepStore, 'sweepTargets' | 'underWay' | 'lookedAt'>;
	source: Pick<ChangeSourcePort, 'system' | 'connection'>;
	object: FeedObject;
	work: SweepWork;
}

/** How a record stands. `drift`: the rows that differ; none where the record is back, or what is to be done is not told by its values. */
type Verdict =
	| { kind: 'inStep' | 'gone' | 'underWay' | 'resting' }
	| { kind: 'drift'; rows: readonly string[] }
	| { kind: 'orphan'; emit: boolean };

export interface Compared {
	/** What is to go through the sync. */
	emit: SourceChange[];
	/** Of each of these, by what it was found to be out of step (a hash). */
	evidence: ReadonlyMap<SourceChange, string>;
	/** Without `outOfScope`, which no page tells. */
	found: SweepFound;
}

/**
 * Compares the records of a page with what was last in agreement, by the hashes that an echo is told by: nothing of the other system is
 * read. `changes` are of one object, each record once.
 */
export async function comparePage(changes: readonly SourceChange[], context: CompareContext): Promise<Compared> {
	const { store, source, object, work } = context;
	const refs = changes.map((change) => refOf(source, object, change));
	const links = bySource(await store.links(work.pair, work.side, refs), work);
	const moving = await store.underWay(work.feed, refs);
	const targets = await store.sweepTargets(work, source.connection);
	const verdicts = new Map<SourceChange, Verdict[]>(changes.map((change) => [change, []]));
	const living: Living[] = [];
	for (const [index, change] of changes.entries()) {
		const ref = refs[index] as RecordRef;
		const own = links.get(refKey(ref)) ?? [];
		const told = moving.get(refKey(ref)) === 'moving' ? ({ kind: 'underWay' } as const) : fateOf(change, own, work);
		if (told !== undefined) verdicts.get(change)?.push(told);
		else living.push({ change, ref, links: own, waits: moving.has(refKey(ref)) });
	}
	const kin = await allKin(living.filter((one) => one.links.length === 0).map(({ ref }) => ref), store);
	for (const target of connectionsOf(targets, living, work)) {
		const compared = await towards(target, living, kin, context);
		for (const [change, verdict] of compared) verdicts.get(change)?.push(verdict);
	}
	const { emit, found } = counted(verdicts);
	const known = await store.lookedAt(work, emit.map(({ change }) => refOf(source, object, change)));
	const made = store.hash(JSON.stringify(targets));
	const evidence = new Map(
		emit.map(({ change, verdict }) => {
			// Whoever is gone has no version. The base tells one difference from a later one of the same version.
			const version = verdict.kind === 'gone' ? 'gone' : stampOf(change, store);
			const bases = verdict.kind === 'drift' ? (links.get(refKey(refOf(source, object, change))) ?? []).map(({ id, base }) => [id, verdict.rows.map((row) => base[row] ?? null)]) : [];
			return [change, store.hash(JSON.stringify([made, version, verdict, bases]))] as const;
		}),
	);
	// What has been through the sync just so, and neither waits nor failed, is as it shall be: a filter on the canvas, a question, a rule.
	const news = emit.flatMap(({ change }) => (known.get(refKey(refOf(source, object, change))) === evidence.get(change) ? [] : [change]));
	return { emit: news, evidence, found: { ...found, emitted: news.length } };
}

interface Living {
	change: SourceChange;
	ref: RecordRef;
	links: readonly LinkWithBase[];
	/** For something else to happen, in the ledger. */
	waits: boolean;
}

function bySource(links: readonly LinkWithBase[], { side }: SweepWork): Map<string, LinkWithBase[]> {
	const found = new Map<string, LinkWithBase[]>();
	for (const link of links) found.set(refKey(link[side]), [...(found.get(refKey(link[side])) ?? []), link]);
	return found;
}

/** Of a record that is gone, or was thought to be. Undefined: it is there, and its values count. */
function fateOf(change: SourceChange, links: readonly LinkWithBase[], { side }: SweepWork): Verdict | undefined {
	const flowing = links.filter((link) => link.rests !== true);
	if (change.kind === 'deleted' || change.kind === 'merged' || change.converted !== undefined)
		return { kind: flowing.some((link) => link.gone?.[side] === undefined) ? 'gone' : 'resting' };
	const known = flowing.find((link) => link.gone?.[side] !== undefined)?.gone?.[side];
	if (known === undefined) return undefined;
	// It is there again, and nobody was told. What this sync archived or others merged stays where it is until it is changed.
	const isBack = known.kind === 'deleted' || Date.parse(change.modifiedAt) > Date.parse(known.at);
	return isBack ? { kind: 'drift', rows: [] } : { kind: 'resting' };
}

/** The connections that records should be linked with, and those that they are linked with, each with its mapping. */
function connectionsOf(targets: readonly SweepTarget[], living: readonly Living[], { side }: SweepWork): SweepTarget[] {
	const [first] = targets;
	if (first === undefined || first.connection !== undefined) return [...targets];
	const linked = new Set(living.flatMap(({ links }) => links.map((link) => link[otherSide(side)].connection)));
	return linked.size === 0 ? [first] : [...linked].map((connection) => ({ ...first, connection }));
}

/** How each record stands with one connection of the other side. Where it is not known which one there is, any link will do. */
async function towards({ connection, mapping }: SweepTarget, living: readonly Living[], kin: Kin, context: CompareContext): Promise<Map<SourceChange, Verdict>> {
	const { store, source, work } = context;
	const { side } = work;
	const other = otherSide(side);
	const verdicts = new Map<SourceChange, Verdict>();
	const jobs: Job[] = [];
	for (const [index, { change, ref, links, waits }] of living.entries()) {
		const job = jobOf(index, change, ref, mapping, connection ?? '', context);
		const own = links.filter((link) => connection === undefined || link[other].connection === connection);
		if (notOfThePair(job) !== undefined) verdicts.set(change, { kind: 'resting' });
		else if (own.length === 0) verdicts.set(change, waits ? { kind: 'underWay' } : unlinked(job, links, kin));
		else if (!own.some((link) => isLive(link, other))) verdicts.set(change, { kind: 'resting' });
		else jobs.push(job);
	}
	const references = new References(store, side === 'left' ? { left: source.connection, right: connection ?? '' } : { left: connection ?? '', right: source.connection });
	await references.load(jobs.flatMap(({ item }) => sourceParents(item, mapping, side)));
	for (const job of await branches(jobs, store)) {
		const one = living[job.index];
		if (one === undefined || job.link === undefined) continue;
		const verdict = valuesVerdict(job, job.link, references, one.waits, store.hash);
		verdicts.set(one.change, worse(verdicts.get(one.change), verdict));
	}
	return verdicts;
}

function jobOf(index: number, change: SourceChange, source: RecordRef, mapping: Mapping, connection: string, { work }: CompareContext): Job {
	const { side } = work;
	const target = mapping[otherSide(side)];
	const { fields, ...about } = change;
	const mapped = { pair: work.pair, mapping: '', side, target, ...mapRecord(mapping, side, fields) };
	return { index, item: { change: { ...source, ...about, origin: work.kind }, fields, mapped }, mapping, side, source, target: { ...target, connection }, lookups: [], values: {}, fellows: [] };
}

/** Not linked with the connection that the job is about. */
function unlinked({ mapping, side, target, source }: Job, links: readonly LinkWithBase[], kin: Kin): Verdict {
	if (links.some((link) => link.rests === true)) return { kind: 'resting' };
	const there = (kin.get(refKey(source)) ?? []).filter(({ system, connection }) => system === target.system && (target.connection === '' || connection === target.connection));
	// Another pair keeps it in step with that connection; one in this very object is its counterpart, and only the link is missing.
	if (there.length > 0 && mapping.createBeside !== true && there.every(({ object }) => object !== target.object)) return { kind: 'resting' };
	return { kind: 'orphan', emit: mapping.create[otherSide(side)] };
}

function valuesVerdict(job: Job, link: LinkWithBase, references: References, waits: boolean, hash: RunStore['hash']): Verdict {
	const { mapping, side } = job;
	const read = sourceValues(job.item, mapping, side, references);
	const rows = driftedRows({ mapping, side, values: job.consentOnly ? consentOf(mapping, read.values) : read.values }, link, hash);
	if (rows.length > 0) return { kind: 'drift', rows };
	// A value that has no counterpart yet, or one that a person decided, keeps it from being in step: the ledger knows of it, or should.
	const open = stillHeld(job, read.held).length > 0 || Object.keys(link.decided ?? {}).length > 0;
	if (open) return waits ? { kind: 'underWay' } : { kind: 'drift', rows: [] };
	return { kind: 'inStep' };
}

/** Most in need of the sync first. */
const NEED: ReadonlyArray<Verdict['kind']> = ['gone', 'drift', 'orphan', 'underWay', 'inStep', 'resting'];

/** The verdict on a record that has several counterparts; the rows that differ from any of them. */
function worse(one: Verdict | undefined, other: Verdict): Verdict {
	if (one === undefined) return other;
	if (one.kind === 'drift' && other.kind === 'drift') return { kind: 'drift', rows: [...new Set([...one.rows, ...other.rows])] };
	if (one.kind === 'orphan' && other.kind === 'orphan') return { kind: 'orphan', emit: one.emit || other.emit };
	return NEED.indexOf(one.kind) <= NEED.indexOf(other.kind) ? one : other;
}

function counted(verdicts: ReadonlyMap<SourceChange, readonly Verdict[]>): { emit: Array<{ change: SourceChange; verdict: Verdict }>; found: SweepFound } {
	const emit: Array<{ change: SourceChange; verdict: Verdict }> = [];
	const found: SweepFound = { inStep: 0, emitted: 0, orphans: 0, gone: 0, outOfScope: 0, underWay: 0, resting: 0, drift: {} };
	for (const [change, all] of verdicts) {
		const [first, ...others] = all;
		// Without a mapping nobody can tell: the pair is no more.
		const verdict = first === undefined ? ({ kind: 'resting' } as const) : others.reduce(worse, first);
		if (verdict.kind === 'drift') for (const row of verdict.rows) found.drift[row] = (found.drift[row] ?? 0) + 1;
		else found[verdict.kind === 'orphan' ? 'orphans' : verdict.kind] += 1;
		if (verdict.kind === 'drift' || verdict.kind === 'gone' || (verdict.kind === 'orphan' && verdict.emit)) emit.push({ change, verdict });
	}
	return { emit, found };
}
