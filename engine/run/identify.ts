import { chooseCandidate, lookupsFor } from '../identity';
import { fieldsToRead } from '../mapping';
import { refKey } from '../model';
import { ending, nameRecord, SYSTEM_NAMES, targetRef, targetSide, type Ending, type FoundJob, type Job } from './job';
import type { LinkWithBase, RunStore } from './store-port';
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

export const linkKey = (link: LinkWithBase, job: Job): string => refKey(link[job.side]);

/** What identifies the job's counterpart, best first. */
export function lookupsOf(job: Job): Lookup[] {
	return lookupsFor(job.mapping, job.side, job.item.fields, job.item.mapped.values, job.source);
}

/**
 * Finds the target record of each job: by its link, else by external id, else by match key. A job without one comes back without
 * `record`: it may be created. Precondition: the jobs share one mapping and target object, and their locks are held.
 */
export async function identify(jobs: readonly Job[], links: ReadonlyMap<string, LinkWithBase>, ports: Ports): Promise<Identified> {
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
	const found = [...one.found, ...other.found];
	return { found: await withSiblings(found, ports.store), ended: [...one.ended, ...other.ended] };
}

type Linked = { job: Job; link: LinkWithBase };

async function readLinked(linked: readonly Linked[], fields: readonly string[], { records }: Ports): Promise<Identified> {
	const result: Identified = { found: [], ended: [] };
	const read = async (entries: readonly Linked[]) => {
		const [first] = entries;
		return first === undefined ? new Map<string, RecordState>() : await records.read(first.job.target.object, [...new Set(entries.map(idOf))], fields);
	};
	const states = await read(linked);
	const moved: Linked[] = [];
	for (const { job, link } of linked) {
		const record = states.get(idOf({ job, link }));
		const into = record?.gone?.kind === 'merged' ? record.gone.into : undefined;
		if (into !== undefined) moved.push({ job, link: { ...link, [targetSide(job)]: targetRef(job, into) } });
		else if (record === undefined || record.gone !== undefined) result.ended.push(targetGone(job, idOf({ job, link })));
		else result.found.push({ ...job, link, record, siblings: [] });
	}
	const winners = await read(moved);
	for (const { job, link } of moved) {
		const record = winners.get(idOf({ job, link }));
		if (record === undefined || record.gone !== undefined) result.ended.push(targetGone(job, idOf({ job, link })));
		else result.found.push({ ...job, link, record, siblings: [] });
	}
	return result;
}

const idOf = ({ job, link }: Linked): string => link[targetSide(job)].id;

function targetGone(job: Job, id: string): Ending {
	const target = targetRef(job, id);
	return ending(job, {
		outcome: 'conflict',
		reason: 'target-gone',
		message: `${nameRecord(target)} was deleted, and ${nameRecord(job.source)} is still linked to it. Nothing was written. Restore it, or remove the link to have it created again.`,
		target,
	});
}

async function findUnlinked(jobs: readonly Job[], fields: readonly string[], { store, records }: Ports): Promise<Identified> {
	const result: Identified = { found: [], ended: [] };
	const [first] = jobs;
	if (first === undefined) return result;
	const intents = new Map((await store.intents(first.mapping.pair, jobs.map((job) => job.source))).map((intent) => [refKey(intent.source), intent]));
	const wanted = jobs.map(lookupsOf);
	const lists = await records.find(first.target.object, wanted.flat(), fields);
	let next = 0;
	for (const [index, job] of jobs.entries()) {
		const lookups = wanted[index] ?? [];
		const choice = chooseCandidate(lists.slice(next, next + lookups.length), lookups);
		next += lookups.length;
		const intent = intents.get(refKey(job.source));
		const known = { ...job, ...(intent === undefined ? {} : { intent }), siblings: [] };
		if (choice.kind === 'one') result.found.push({ ...known, record: choice.record });
		else if (choice.kind === 'ambiguous') result.ended.push(ambiguous(job, choice.records));
		else if (lookups.length === 0 && intent !== undefined) result.ended.push(unresolved(job));
		else if (lookups.length === 0 && job.mapping.match.length > 0) result.ended.push(noKey(job));
		else result.found.push(known);
	}
	return result;
}

function ambiguous(job: Job, candidates: readonly RecordState[]): Ending {
	const ids = candidates.map(({ id }) => id);
	const message = `${nameRecord(job.source)} matches ${ids.length} ${SYSTEM_NAMES[job.target.system]} records (${ids.join(', ')}). Nothing was written. Merge them or make the match unique, then retry.`;
	return ending(job, {
		outcome: 'conflict',
		reason: 'ambiguous-match',
		message,
		questions: [{ kind: 'ambiguous-match', pair: job.mapping.pair, key: refKey(job.source), message, details: { candidates: ids }, source: job.source }],
	}, { kind: 'issue', reason: 'ambiguous-match', message });
}

function unresolved(job: Job): Ending {
	const message =
		`A create for ${nameRecord(job.source)} was sent to ${SYSTEM_NAMES[job.target.system]} and its answer was lost; nothing identifies the new record, so it is not created a second time. ` +
		'Look for it there: link it or delete it. An external id field on that side prevents this.';
	return ending(job, {
		outcome: 'conflict',
		reason: 'unresolved-create',
		message,
		questions: [{ kind: 'ambiguous-match', pair: job.mapping.pair, key: `create|${refKey(job.source)}`, message, details: {}, source: job.source }],
	}, { kind: 'issue', reason: 'unresolved-create', message });
}

function noKey(job: Job): Ending {
	const fields = job.mapping.match.map((key) => key[job.side]).join(' or ');
	return ending(job, {
		outcome: 'skipped',
		reason: 'no-match-key',
		message: `${nameRecord(job.source)} has no usable ${fields}, so it cannot be matched and would be doubled. Fill it in, or add an external id field to ${SYSTEM_NAMES[job.target.system]}.`,
	});
}

async function withSiblings(found: readonly FoundJob[], store: RunStore): Promise<FoundJob[]> {
	const targets = found.flatMap((job) => (job.record === undefined ? [] : [targetRef(job, job.record.id)]));
	if (targets.length === 0) return [...found];
	const links = await store.linksTo(targets);
	return found.map((job) => {
		if (job.record === undefined) return job;
		const target = refKey(targetRef(job, job.record.id));
		const own = refKey(job.source);
		return { ...job, siblings: links.filter((link) => refKey(link[targetSide(job)]) === target && refKey(link[job.side]) !== own) };
	});
}

/** Another record of the source's own connection that feeds the same target and was changed after it. */
export function hasNewerSibling(job: FoundJob): boolean {
	const own = Date.parse(job.item.change.modifiedAt);
	return job.siblings.some((link) => {
		const ref = link[job.side];
		const changed = Date.parse(job.side === 'left' ? link.leftModifiedAt : link.rightModifiedAt);
		return ref.system === job.source.system && ref.connection === job.source.connection && changed > own;
	});
}
