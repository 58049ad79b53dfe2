import { maxBy } from 'lodash';
import { otherSide, refKey, SYSTEM_NAMES, type DeletePolicy, type RecordRef } from '../../model';
import { refused } from '../ends';
import { ending, nameRecord, targetSide, type Ending, type Job } from '../job';
import { askedOnce, countedFor, tooMany } from '../mass-edits';
import type { Fate, Link, LinkWithBase, ReviewItem } from '../store-port';
import { isLive, type LifecycleContext } from './context';

type Linked = Job & { link: LinkWithBase };

/** Ends the jobs of records that were deleted. Their links stay, so that nothing is made again. `rest`: all others. */
export async function passDeletesOn(jobs: readonly Job[], context: LifecycleContext): Promise<{ ended: Ending[]; rest: Job[] }> {
	const isGone = ({ item: { change } }: Job) => change.kind === 'deleted' || change.kind === 'merged';
	const deleted = jobs.filter(isGone);
	const rest = jobs.filter((job) => !isGone(job));
	const ended: Ending[] = [];
	const wanted: Linked[] = [];
	const undone = await takenBack(deleted, context);
	for (const job of deleted) {
		const early = leftAlone(job, undone);
		if (early === undefined) wanted.push(job as Linked);
		else ended.push(early);
	}
	const links = wanted.length === 0 ? [] : await context.store.linksTo(wanted.map((job) => job.link[targetSide(job)]));
	const { standing, free } = withoutOthers(wanted, links);
	ended.push(...standing);
	ended.push(...askedOnce(await archive(free, links, context), () => [], context));
	return { ended, rest };
}

const policyOf = (job: Job): DeletePolicy => job.mapping.deletes?.[targetSide(job)] ?? 'ignore';

/** What is known of the source from now on. Of one that we archived ourselves, or that was merged, the delete tells nothing new. */
function sourceGone({ source, link, side, item }: Job): Fate[] {
	const known = link?.gone?.[side];
	return link === undefined || known !== undefined ? [] : [{ ref: source, kind: 'deleted', at: item.change.modifiedAt }];
}

/**
 * Records whose deletes were passed on by this sync, and that are there again since. What was archived because of one of them may be told of
 * late, when everybody else is back: passed on then, it would undo the restore.
 */
async function takenBack(deleted: readonly Job[], { store }: LifecycleContext): Promise<ReadonlySet<string>> {
	const causes = deleted.flatMap((job) => causeOf(job) ?? []);
	if (causes.length === 0) return new Set();
	const gone = new Set((await store.fates(causes)).map(({ ref }) => refKey(ref)));
	return new Set(causes.map(refKey).filter((key) => !gone.has(key)));
}

/** Because of whose delete this sync archived the source, where it did. */
function causeOf({ link, side }: Job): RecordRef | undefined {
	const known = link?.gone?.[side];
	return known?.kind === 'archived' ? known.because : undefined;
}

function leftAlone(job: Job, undone: ReadonlySet<string>): Ending | undefined {
	const { link } = job;
	const name = nameRecord(job.source);
	const skip = (message: string): Ending => ending(job, { outcome: 'skipped', reason: 'delete-ignored', message }, { kind: 'close' }, { fates: sourceGone(job) });
	if (link === undefined) return skip(`${name} was deleted. It was linked to nothing in ${SYSTEM_NAMES[job.target.system]}.`);
	if (!isLive(link, targetSide(job))) return skip(`${name} was deleted, and so was its counterpart.`);
	const cause = causeOf(job);
	const isUndone = cause !== undefined && undone.has(refKey(cause)) && link.deletesPass === undefined;
	if (isUndone || isOldNews(job)) return skip(`${name} was archived by this sync before, and ${nameRecord(link[targetSide(job)])} is there again, so it stays.`);
	if (policyOf(job) === 'ignore') return skip(`${name} was deleted. Nothing is deleted in ${SYSTEM_NAMES[job.target.system]}: the mapper says to leave it.`);
	return undefined;
}

/**
 * A record that we archived ourselves is read once more because its counterpart came back. Its delete was passed on when it happened; passed
 * on again it would undo the restore. A pass that failed, or that a person let through, is another matter.
 */
function isOldNews({ item, link, side }: Job): boolean {
	const { origin, ticket } = item.change;
	return origin === 'retry' && (ticket?.attempt ?? 0) === 0 && link?.gone?.[side]?.kind === 'archived' && link.deletesPass === undefined;
}

/** A counterpart that another record of the source's own system stands for as well (a contact beside the deleted lead, or one in another portal) stays. */
function withoutOthers(jobs: readonly Linked[], links: readonly Link[]): { standing: Ending[]; free: Linked[] } {
	const leaving = new Set(jobs.map(({ source }) => refKey(source)));
	const standing: Ending[] = [];
	const free: Linked[] = [];
	for (const job of jobs) {
		const target = refKey(job.link[targetSide(job)]);
		const other = links
			.flatMap((link) => (['left', 'right'] as const).flatMap((side) => (refKey(link[side]) === target && isLive(link, otherSide(side)) ? [link[otherSide(side)]] : [])))
			.find((ref) => ref.system === job.source.system && !leaving.has(refKey(ref)));
		if (other === undefined) free.push(job);
		else {
			const message = `${nameRecord(job.source)} was deleted. ${nameRecord(job.link[targetSide(job)])} stays, because ${nameRecord(other)} is linked to it too.`;
			standing.push(ending(job, { outcome: 'skipped', reason: 'delete-ignored', message }, { kind: 'close' }, { fates: sourceGone(job) }));
		}
	}
	return { standing, free };
}

async function archive(jobs: readonly Linked[], links: readonly Link[], context: LifecycleContext): Promise<Ending[]> {
	const { records, allowance, dryRun, massEdits } = context;
	const ended: Ending[] = [];
	const allowed: Linked[] = [];
	if (!dryRun) await massEdits.look(jobs);
	for (const job of jobs) {
		if (records.archive === undefined) ended.push(cannot(job));
		else if (allowance.archives <= 0 && job.link.deletesPass === undefined) ended.push(asks(job));
		else if (!dryRun && job.link.deletesPass === undefined && massEdits.takes(job) === 'tooMany') ended.push(tooMany(job));
		else {
			if (job.link.deletesPass === undefined) allowance.archives -= 1;
			if (dryRun) ended.push(ending(job, { outcome: 'updated', reason: 'archived', message: `Would archive ${targetName(job)}, because ${nameRecord(job.source)} was deleted.`, target: job.link[targetSide(job)] }));
			else allowed.push(job);
		}
	}
	const [first] = allowed;
	if (first === undefined || records.archive === undefined) return ended;
	const results = await records.archive(first.target.object, allowed.map((job) => job.link[targetSide(job)].id));
	for (const [index, job] of allowed.entries()) {
		const result = results[index];
		if (result?.ok === true) ended.push(archived(job, lastSeen(job.link[targetSide(job)], [job.link, ...links], result.modifiedAt)));
		else ended.push(refused(job, result?.error ?? { class: 'temporary', message: `${SYSTEM_NAMES[records.system]} answered for fewer records than it was sent.` }, context));
	}
	return ended;
}

const targetName = (job: Linked): string => nameRecord(job.link[targetSide(job)]);

/** The latest that any pair has seen or made of a record, by its own clock. */
function lastSeen(ref: RecordRef, links: readonly Link[], archivedAt: string | undefined): string {
	const key = refKey(ref);
	const times = links.flatMap(({ left, right, leftModifiedAt, rightModifiedAt }) => [
		...(refKey(left) === key ? [leftModifiedAt] : []),
		...(refKey(right) === key ? [rightModifiedAt] : []),
	]);
	return maxBy([...times, ...(archivedAt === undefined ? [] : [archivedAt])], Date.parse) ?? '';
}

/** `at`: a later change of the target is somebody bringing it back; what was read of it before is out of date. */
function archived(job: Linked, at: string): Ending {
	const target = job.link[targetSide(job)];
	return ending(
		job,
		{ outcome: 'updated', reason: 'archived', message: `Archived ${nameRecord(target)}, because ${nameRecord(job.source)} was deleted. It can be brought back.`, target },
		{ kind: 'close' },
		// Of one that was archived itself, what that was for: the delete that began it all.
		{ fates: [...sourceGone(job), { ref: target, kind: 'archived', because: causeOf(job) ?? job.source, at }], ...countedFor(job) },
	);
}

function cannot(job: Linked): Ending {
	const message = `${nameRecord(job.source)} was deleted. ${SYSTEM_NAMES[job.target.system]} has no way to archive ${targetName(job)}, so it stays.`;
	return ending(job, { outcome: 'skipped', reason: 'delete-ignored', message }, { kind: 'close' }, { fates: sourceGone(job) });
}

/** Many deletes at once are more often a mistake than a wish. They wait for a person, and go on with "try again". */
function asks(job: Linked): Ending {
	const message = `${nameRecord(job.source)} was deleted, and this run has archived as many records as "Maximum Archives per Run" allows, so ${targetName(job)} stays for now. Raise the number in the upsert node and try the issue again, or restore what was deleted.`;
	const question: ReviewItem = {
		kind: 'deletes',
		pair: job.mapping.pair,
		key: job.side,
		message: `More ${job.source.object} records were deleted in ${SYSTEM_NAMES[job.source.system]} than one run may archive in ${SYSTEM_NAMES[job.target.system]}. If that was meant, raise "Maximum Archives per Run" and try the issues again.`,
		details: { latest: job.source.id },
		source: job.source,
		target: job.link[targetSide(job)],
	};
	return ending(job, { outcome: 'waiting', reason: 'guard-tripped', message, questions: [question] }, { kind: 'issue', reason: 'guard-tripped', message });
}
