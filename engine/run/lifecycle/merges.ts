import { otherSide, refKey, SIDES, type RecordRef, type Side } from '../../model';
import { ending, nameRecord, type Ending, type Job } from '../job';
import type { Fate, LinkWithBase } from '../store-port';
import { andAgain, type LifecycleContext } from './context';
import { duplicateKey, duplicateQuestion, succession, type Succession } from './succession';

type MergeContext = Pick<LifecycleContext, 'store' | 'clock' | 'dryRun'>;

/** Records of one side of the pair that went into one. */
interface Merge {
	side: Side;
	winner: RecordRef;
	losers: Map<string, RecordRef>;
	/** When the merge was known, by the system's clock. */
	at: string;
	/** Whose change tells of it; its end carries what follows. */
	jobs: Job[];
}

/** A winner that was merged into another one, and so on: more hops than this are a circle. */
const MOST_HOPS = 5;

/**
 * Settles the merges that the jobs tell of: their own change, what their system says their record was made of, or a linked record that is
 * known to have gone into another one. Ends the jobs that it concerns; `rest` has nothing to do with a merge, or one that is settled.
 */
export async function settleMerges(jobs: readonly Job[], context: MergeContext): Promise<{ ended: Ending[]; rest: Job[] }> {
	const { merges, rest } = await gather(jobs, context);
	if (merges.length === 0) return { ended: [], rest };
	const links = await linksOf(merges, jobs[0] as Job, context);
	const ended: Ending[] = [];
	for (const merge of merges) {
		const linksOfRecord = (ref: RecordRef) => links.get(`${merge.side}|${refKey(ref)}`) ?? [];
		const inherited = [...merge.losers.values()].flatMap(linksOfRecord);
		const done = succession(merge.side, merge.winner, linksOfRecord(merge.winner), inherited);
		const isNews = done.moved.length + done.unlink.length > 0;
		let carrier = true;
		for (const job of merge.jobs) {
			if (job.item.change.kind === 'merged') ended.push(mergedAway(job, merge, done, carrier && isNews));
			else if (isNews) ended.push(inOrder(job, merge, done, carrier, context));
			else rest.push(job);
			carrier = false;
		}
	}
	return { ended, rest };
}

/** What an end writes about the merge. */
function effects(merge: Merge, { moved, unlink, duplicates }: Succession, pair: string): Ending['rest'] & { questions: Ending['outcome']['questions'] } {
	const { winner, losers, at } = merge;
	const all = [winner, ...losers.values()];
	return {
		moved,
		unlink,
		fates: [...losers.values()].map((ref): Fate => ({ ref, kind: 'merged', into: winner, at })),
		// Where a record at rest has withdrawn consent, that goes to the winner.
		repair: moved.flatMap(({ rests, right }) => (rests ? [right] : [])),
		settle: all.flatMap((one, index) => all.slice(index + 1).map((other) => duplicateKey(one, other))),
		questions: duplicates.map((two) => duplicateQuestion(pair, two, winner)),
	};
}

function mergedAway(job: Job, merge: Merge, done: Succession, carries: boolean): Ending {
	const [name, winner] = [nameRecord(job.source), merge.winner.id];
	const { questions, ...rest } = effects(merge, done, job.mapping.pair);
	const message = carries ? `${name} was merged into ${winner}, which takes its place.` : `${name} was merged into ${winner}.`;
	const end = { outcome: 'skipped', reason: 'merged', message, ...(carries ? { questions } : {}) } as const;
	if (!carries) return ending(job, end, { kind: 'close' }, { fates: rest.fates ?? [] });
	// The winner's own change may have come before this.
	return ending(job, end, { kind: 'close' }, { ...rest, repair: [merge.winner, ...(rest.repair ?? [])] });
}

/** The change of a winner, or of a record that is linked to a loser: it comes again when the links are in order. */
function inOrder(job: Job, merge: Merge, done: Succession, carries: boolean, context: MergeContext): Ending {
	const { questions, ...rest } = effects(merge, done, job.mapping.pair);
	const losers = [...merge.losers.values()].map(({ id }) => id).join(', ');
	const message = `${nameRecord(merge.winner)} takes the place of ${losers}, which was merged into it. ${nameRecord(job.source)} comes again at once.`;
	const end = { outcome: 'waiting', reason: 'merged', message, ...(carries ? { questions } : {}) } as const;
	return andAgain(job, end, context, carries ? rest : {});
}

async function gather(jobs: readonly Job[], context: MergeContext): Promise<{ merges: Merge[]; rest: Job[] }> {
	const merges = new Map<string, Merge>();
	const rest: Job[] = [];
	const told = jobs.map((job) => ({ job, merge: mergeOf(job) }));
	const heirs = await lastHeirs(told.flatMap(({ merge }) => (merge === undefined ? [] : [merge.winner])), context);
	for (const { job, merge } of told) {
		if (merge === undefined) {
			rest.push(job);
			continue;
		}
		const winner = heirs.get(refKey(merge.winner)) ?? merge.winner;
		const key = `${merge.side}|${refKey(winner)}`;
		const known = merges.get(key) ?? { side: merge.side, winner, losers: new Map<string, RecordRef>(), at: merge.at, jobs: [] };
		for (const loser of merge.losers) if (refKey(loser) !== refKey(winner)) known.losers.set(refKey(loser), loser);
		known.jobs.push(job);
		merges.set(key, known);
	}
	return { merges: [...merges.values()], rest };
}

function mergeOf(job: Job): { side: Side; winner: RecordRef; losers: RecordRef[]; at: string } | undefined {
	const { change } = job.item;
	const named = (id: string): RecordRef => ({ ...job.source, id });
	const from = (change.mergedFrom ?? []).map(named);
	const own = { side: job.side, at: change.modifiedAt };
	// Where the winner is not named, the record is as good as deleted.
	if (change.kind === 'merged')
		return change.mergedInto === undefined ? undefined : { ...own, winner: named(change.mergedInto), losers: [job.source, ...from] };
	if (change.kind === 'deleted') return undefined;
	if (from.length > 0) return { ...own, winner: job.source, losers: from };
	const side = otherSide(job.side);
	const gone = job.link?.gone?.[side];
	if (job.link === undefined || job.link.rests || gone?.kind !== 'merged' || gone.into === undefined) return undefined;
	return { side, winner: gone.into, losers: [job.link[side]], at: gone.at };
}

/** The winners that were merged away themselves, with who has taken their place at last. */
export async function lastHeirs(winners: readonly RecordRef[], { store }: Pick<MergeContext, 'store'>): Promise<Map<string, RecordRef>> {
	const heirs = new Map(winners.map((ref) => [refKey(ref), ref]));
	for (let hop = 0; hop < MOST_HOPS; hop += 1) {
		const fates = new Map((await store.fates([...heirs.values()])).map((fate) => [refKey(fate.ref), fate]));
		let moved = false;
		for (const [winner, heir] of heirs) {
			const fate = fates.get(refKey(heir));
			if (fate?.kind !== 'merged' || fate.into === undefined) continue;
			heirs.set(winner, fate.into);
			moved = true;
		}
		if (!moved) break;
	}
	return heirs;
}

/** The links of everybody concerned to the other side's connection, by side and record. */
async function linksOf(merges: readonly Merge[], { mapping, side, target, source }: Job, { store }: MergeContext): Promise<Map<string, LinkWithBase[]>> {
	const links = new Map<string, LinkWithBase[]>();
	for (const one of SIDES) {
		const refs = merges.filter((merge) => merge.side === one).flatMap(({ winner, losers }) => [winner, ...losers.values()]);
		if (refs.length === 0) continue;
		const other = otherSide(one);
		const connection = one === side ? target.connection : source.connection;
		for (const link of await store.links(mapping.pair, one, refs)) {
			if (link[other].connection !== connection) continue;
			const key = `${one}|${refKey(link[one])}`;
			links.set(key, [...(links.get(key) ?? []), link]);
		}
	}
	return links;
}
