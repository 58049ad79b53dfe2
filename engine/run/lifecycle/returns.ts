import { partition } from 'lodash';
import { otherSide, refKey, SIDES, SYSTEM_NAMES, type Change, type RecordRef } from '../../model';
import { refused } from '../ends';
import { ending, nameRecord, targetRef, targetSide, type Ending, type FoundJob, type Job } from '../job';
import { targetGone } from '../identify-ends';
import type { Fate, Link, LinkWithBase } from '../store-port';
import { aliveAgain, andAgain, type LifecycleContext } from './context';

/** Read afresh just now, whatever its modified time: not every system moves that when a record is restored. */
const READ_NOW: ReadonlySet<Change['origin']> = new Set(['webhook', 'cdc', 'retry']);

/**
 * Ends the jobs of records that were known to be gone: those that are there again come again as if nothing had been, those that were read
 * before they went are out of date. `rest`: all others.
 */
export async function welcomeBack(jobs: readonly Job[], context: LifecycleContext): Promise<{ ended: Ending[]; rest: Job[] }> {
	const fates = new Map((await context.store.fates(jobs.map(({ source }) => source))).map((fate) => [refKey(fate.ref), fate]));
	const ended: Ending[] = [];
	const rest: Job[] = [];
	for (const job of jobs) {
		const fate = fates.get(refKey(job.source));
		const name = nameRecord(job.source);
		if (fate === undefined) rest.push(job);
		else if (isBack(job.item.change, fate)) {
			const message = `${name} is there again, and is kept in step from now on.`;
			// What was changed over there meanwhile found nobody. One that is gone would only tell of that, which counts for less than the return.
			const there = job.link !== undefined && job.link.gone?.[targetSide(job)] === undefined;
			const meanwhile = there && job.link !== undefined ? { repair: [job.link[targetSide(job)]] } : {};
			ended.push(andAgain(job, { outcome: 'waiting', reason: 'restored', message }, context, { ...aliveAgain(job.source), ...meanwhile }));
		} else {
			const message = `${name} was read before it was ${fate.kind}. It is looked at again.`;
			ended.push(andAgain(job, { outcome: job.item.change.ticket === undefined ? 'skipped' : 'waiting', reason: 'superseded', message }, context));
		}
	}
	return { ended, rest };
}

function isBack({ origin, modifiedAt, ticket }: Change, { kind, at, seq = -Infinity }: Fate): boolean {
	// Taken from the ledger after its fate was known, and read after that. What was taken before may be what stood there before the delete.
	if (READ_NOW.has(origin) && (ticket?.seq ?? Infinity) > seq) return true;
	// Salesforce counts whole seconds: a delete and its undo can have one time.
	return kind === 'deleted' ? Date.parse(modifiedAt) >= Date.parse(at) : Date.parse(modifiedAt) > Date.parse(at);
}

/**
 * Brings back what this sync had archived, now that the other side's record is there: found by its link or, for a new record of the same
 * person, by a key. Not where a third system's record for which it was archived is still gone. `rest`: jobs whose counterpart is there.
 */
export async function bringBack(jobs: readonly FoundJob[], context: LifecycleContext): Promise<{ ended: Ending[]; rest: FoundJob[] }> {
	const { records, dryRun } = context;
	const rest = jobs.filter(({ record }) => record?.gone === undefined);
	const away = jobs.filter(({ record }) => record?.gone !== undefined);
	if (away.length === 0) return { ended: [], rest };
	const links = await context.store.linksTo(away.map((job) => targetRef(job, job.record?.id ?? '')));
	const [standing, wanted] = partition(away, (job) => job.link !== undefined && goneElsewhere(job, links));
	const ended = standing.map((job) => targetGone(job, job.link as LinkWithBase));
	const [first] = wanted;
	if (first === undefined) return { ended, rest };
	if (records.restore === undefined) return { ended: [...ended, ...wanted.map(cannotComeBack)], rest };
	if (dryRun) return { ended: [...ended, ...wanted.map(wouldComeBack)], rest };
	const ids = wanted.map(({ record }) => record?.id ?? '');
	const results = await records.restore(first.target.object, ids);
	for (const [index, job] of wanted.entries()) {
		const result = results[index];
		const target = targetRef(job, ids[index] ?? '');
		const message = `Brought ${nameRecord(target)} back, because ${nameRecord(job.source)} is there again.`;
		if (result?.ok === true) ended.push(andAgain(job, { outcome: 'updated', reason: 'restored', message, target }, context, { ...aliveAgain(target), repair: [target], moved: touched(links, target, result.modifiedAt) }));
		else ended.push(refused(job, result?.error ?? { class: 'temporary', message: `${SYSTEM_NAMES[records.system]} answered for fewer records than it was sent.` }, context));
	}
	return { ended, rest };
}

/** Is a record of a third system that is linked to the target deleted? Then the source never went, and the target is archived for good reason. */
function goneElsewhere(job: FoundJob, links: readonly Link[]): boolean {
	const target = refKey(targetRef(job, job.record?.id ?? ''));
	return links.some((link) =>
		SIDES.some((side) => refKey(link[side]) === target && link[otherSide(side)].system !== job.source.system && link.gone?.[otherSide(side)]?.kind === 'deleted'),
	);
}

function wouldComeBack(job: FoundJob): Ending {
	const target = targetRef(job, job.record?.id ?? '');
	return ending(job, { outcome: 'updated', reason: 'restored', message: `Would bring ${nameRecord(target)} back, because ${nameRecord(job.source)} is there again.`, target });
}

export function cannotComeBack(job: FoundJob): Ending {
	const target = targetRef(job, job.record?.id ?? '');
	return ending(job, {
		outcome: 'conflict',
		reason: 'target-gone',
		message: `${nameRecord(target)} was archived when ${nameRecord(job.source)} was deleted. ${SYSTEM_NAMES[target.system]} has no call that brings it back: restore it in its recycle bin, and both are kept in step again.`,
		target,
	});
}

/** That we wrote to it is no evidence of when its values came about: the links know the time as one of our own writes. */
export function touched(links: readonly Link[], record: RecordRef, modifiedAt: string | undefined): NonNullable<Ending['rest']['moved']> {
	if (modifiedAt === undefined) return [];
	return links.flatMap(({ id, pair, left, right, leftModifiedAt, rightModifiedAt }): NonNullable<Ending['rest']['moved']> => {
		const link = { id, pair, left, right, leftModifiedAt, rightModifiedAt, base: {} };
		if (refKey(left) === refKey(record)) return [{ ...link, leftModifiedAt: modifiedAt, wrote: { left: modifiedAt } }];
		return refKey(right) === refKey(record) ? [{ ...link, rightModifiedAt: modifiedAt, wrote: { right: modifiedAt } }] : [];
	});
}
