import { otherSide, refKey, SIDES, type Change, type RecordRef, type Side } from '../model';
import { isLive } from './lifecycle/context';
import { targetRef, targetSide, type FoundJob } from './job';
import type { Link, RunStore } from './store-port';

const timeOn = (side: Side, link: Link): number => Date.parse(link[`${side}ModifiedAt`]);
/** When somebody else than us changed it last. */
const changedOn = (side: Side, link: Link): number => Date.parse(link.changed?.[side] ?? link[`${side}ModifiedAt`]);

/** The jobs with the links that other records have to their targets, and whether one of these feeds it rather than the source. */
export async function withSiblings(found: readonly FoundJob[], store: Pick<RunStore, 'linksTo'>): Promise<FoundJob[]> {
	const targets = found.flatMap((job) => (job.record === undefined ? [] : [targetRef(job, job.record.id)]));
	if (targets.length === 0) return [...found];
	const links = await store.linksTo([...targets, ...found.map(({ source }) => source)]);
	const byRecord = new Map<string, Link[]>();
	for (const link of links) for (const side of SIDES) byRecord.set(refKey(link[side]), [...(byRecord.get(refKey(link[side])) ?? []), link]);
	const withLinks = found.map((job) => {
		if (job.record === undefined) return job;
		const target = refKey(targetRef(job, job.record.id));
		const own = refKey(job.source);
		const others = (record: string) => (byRecord.get(record) ?? []).filter(({ id }) => id !== job.link?.id);
		const siblings = others(target).filter((link) => refKey(link[targetSide(job)]) === target && refKey(link[job.side]) !== own && isLive(link, job.side));
		return { ...job, siblings, otherLinks: { source: others(own), target: others(target) } };
	});
	const rivals = withLinks.flatMap(rivalsOf);
	const changed = await lastChanged(rivals, store);
	return withLinks.map((job) => ({ ...job, newerSibling: rivalsOf(job).some((ref) => isNewer(ref, changed.get(refKey(ref)), job)) }));
}

/** Other records of the source's own system that feed the same target: a lead beside a contact, or the person's contact in another portal. */
const rivalsOf = ({ siblings, side, source }: FoundJob): RecordRef[] =>
	siblings.map((link) => link[side]).filter(({ system }) => system === source.system);

/**
 * When each was last changed by somebody else than us, as far as any of its pairs has seen it (epoch ms). Of any pair, because who feeds must be one record for all
 * targets: two that were fed by different ones would fight.
 */
async function lastChanged(refs: readonly RecordRef[], store: Pick<RunStore, 'linksTo'>): Promise<Map<string, number>> {
	const changed = new Map<string, number>();
	if (refs.length === 0) return changed;
	for (const link of await store.linksTo(refs)) {
		for (const side of SIDES) {
			const key = refKey(link[side]);
			changed.set(key, Math.max(changed.get(key) ?? -Infinity, changedOn(side, link)));
		}
	}
	return changed;
}

/** Of equals the first by name counts. */
function isNewer(ref: RecordRef, changed: number | undefined, job: FoundJob): boolean {
	const { source } = job;
	const own = Date.parse(sourceChanged(job));
	return changed !== undefined && (changed > own || (changed === own && refKey(ref) < refKey(source)));
}

/**
 * When a record's values came about. A write of our own is no evidence: where it was the last change, the values are those of the records
 * that were written, and as old as the newest of these. `links`: the record's other links, in any pair.
 */
function cameAbout(modifiedAt: string, record: RecordRef, links: readonly Link[]): string {
	const modified = Date.parse(modifiedAt);
	const times = links.flatMap((link) => {
		const side = sideOf(record, link);
		return isOwnWrite(modified, side, link) ? [timeOn(otherSide(side), link)] : [];
	});
	return times.length === 0 ? modifiedAt : new Date(Math.min(modified, Math.max(...times))).toISOString();
}

const sideOf = (record: RecordRef, link: Link): Side => (refKey(link.left) === refKey(record) ? 'left' : 'right');

/** Did our own write over this link leave the record with that modified time? */
const isOwnWrite = (modified: number, side: Side, { wrote }: Link): boolean => wrote?.[side] !== undefined && Date.parse(wrote[side]) === modified;

/** When somebody else than us last changed the record that now has this modified time (ISO 8601). `links`: all of its links, in any pair. */
function changedByOthers(modifiedAt: string, record: RecordRef, links: readonly Link[]): string {
	const modified = Date.parse(modifiedAt);
	const known = links.map((link) => ({ link, side: sideOf(record, link) }));
	const ours = known.some(({ link, side }) => isOwnWrite(modified, side, link));
	const times = known.map(({ link, side }) => changedOn(side, link));
	return new Date(Math.max(...(ours && times.length > 0 ? [] : [modified]), ...times)).toISOString();
}

const linksOf = ({ link }: FoundJob, others: readonly Link[] = []): Link[] => (link === undefined ? [...others] : [link, ...others]);

/** When somebody else than us last changed the source (ISO 8601). */
export const sourceChanged = (job: FoundJob): string => changedByOthers(job.item.change.modifiedAt, job.source, linksOf(job, job.otherLinks?.source));

/** When somebody else than us last changed the target, before it is written to now. One that is created is as old as its source. */
export const targetChanged = (job: FoundJob): string =>
	job.record === undefined ? sourceChanged(job) : changedByOthers(job.record.modifiedAt, targetRef(job, job.record.id), linksOf(job, job.otherLinks?.target));

export function targetCameAbout(job: FoundJob, modifiedAt: string): string {
	const links = job.otherLinks?.target ?? [];
	return job.record === undefined ? modifiedAt : cameAbout(modifiedAt, targetRef(job, job.record.id), links);
}

/** The change as evidence: what came to the source from its other counterparts is as old as it is there. */
export function changeAsEvidence({ item: { change }, source, otherLinks }: FoundJob): Change {
	const modifiedAt = cameAbout(change.modifiedAt, source, otherLinks?.source ?? []);
	if (modifiedAt === change.modifiedAt || change.fieldTimes === undefined) return { ...change, modifiedAt };
	const asOld = ([name, time]: [string, string]) => [name, Date.parse(time) < Date.parse(change.modifiedAt) ? time : modifiedAt];
	return { ...change, modifiedAt, fieldTimes: Object.fromEntries(Object.entries(change.fieldTimes).map(asOld)) as Record<string, string> };
}
