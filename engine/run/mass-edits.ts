import { countBy } from 'lodash';
import { isConceded } from '../merge/base';
import { isWithdrawal } from '../merge/consent';
import { otherSide, SYSTEM_NAMES } from '../model';
import type { Clock } from './clock-port';
import { CHANGE_WINDOW_MS, manyChangesKey, type GuardStore, type RecentChanges } from './guard-port';
import { ending, nameRecord, type Ending, type Job } from './job';
import type { Commit, LinkWithBase, ReviewItem } from './store-port';
import { isConsent } from './withdrawals';
import type { PreparedWrite } from './write-op';

/** Of fewer records a share says nothing: one person's morning is a third of fifty. */
const MIN_LINKS = 100;
/** In percent of a pair's linked records: more than that within an hour is seldom meant, and too much to put right by hand. */
export const ASK_ABOVE = 30;
/** So many names of fields fit in a question that is still read. */
const FIELDS_NAMED = 5;

/** One direction of a pair, as it was when this wave of the run looked. */
interface Direction extends RecentChanges {
	/** Known where it matters. */
	links?: number;
	/** Links that are changed by this wave, or were within the hour: more changes of theirs add nothing. */
	known: Set<string>;
	/** What this wave has held back. */
	held: number;
}

/**
 * The guard against mass edits: within an hour, no more than a share of a pair's linked records is changed in one direction without a
 * person's word. Counted in the store, over all runs and processes; runs side by side may each exceed it by their own page. Records that
 * meet for the first time, creates, and withdrawals of consent are none of its business.
 */
export class MassEdits {
	private readonly directions = new Map<string, Direction>();

	/** `askAbove`: in percent; undefined: no guard. */
	constructor(
		private readonly store: GuardStore,
		private readonly clock: Clock,
		private readonly askAbove: number | undefined,
	) {}

	/** To be called before `takes` is asked for these jobs, which are of one direction; what earlier waves did is committed by then. */
	async look(jobs: ReadonlyArray<Pick<Job, 'mapping' | 'side' | 'link'>>): Promise<void> {
		const [first] = jobs;
		const wanted = [...new Set(jobs.flatMap(({ link }) => link?.id ?? []))];
		if (this.askAbove === undefined || first === undefined || wanted.length === 0) return;
		const { mapping: { pair }, side } = first;
		const since = new Date(this.clock.now().getTime() - CHANGE_WINDOW_MS).toISOString();
		const recent = await this.store.recentChanges(pair, side, since, wanted);
		// Most runs are far from any share that is asked about, and need not count the links.
		const mayTrip = !recent.passes && recent.changed + wanted.length > this.shareOf(MIN_LINKS);
		const links = mayTrip ? { links: await this.store.countLinks(pair) } : {};
		this.directions.set(manyChangesKey(pair, side), { ...recent, ...links, known: new Set(recent.among), held: 0 });
	}

	/** May the job's linked record be changed? What counts, counts from then on; what is free is none of the guard's business. */
	takes({ mapping, side, link, item }: Pick<Job, 'mapping' | 'side' | 'link' | 'item'>): 'free' | 'counts' | 'tooMany' {
		const direction = this.directions.get(manyChangesKey(mapping.pair, side));
		if (direction === undefined || link === undefined) return 'free';
		const { links, changed, known, met } = direction;
		// Two records that have met settle their differences; in a first sync, the other side's turn may come hours later.
		if (item.change.origin === 'backfill' && met.includes(link.id)) return 'free';
		if (known.has(link.id)) return 'counts';
		if (links !== undefined && links >= MIN_LINKS && changed + 1 > this.shareOf(links)) {
			direction.held += 1;
			return 'tooMany';
		}
		direction.changed += 1;
		known.add(link.id);
		return 'counts';
	}

	/** The question for a direction in which something was held back, with the fields that would be written; undefined where nothing was. */
	question(job: Job, fields: readonly string[]): ReviewItem | undefined {
		const { mapping, side, source } = job;
		const direction = this.directions.get(manyChangesKey(mapping.pair, side));
		if (direction?.links === undefined || direction.held === 0) return undefined;
		const [from, to] = [mapping[side], mapping[otherSide(side)]];
		const count = direction.changed + direction.waiting + direction.held;
		const many = count > direction.links ? 'All' : number(count);
		const named = Object.entries(countBy(fields)).sort(([, one], [, other]) => other - one).slice(0, FIELDS_NAMED).map(([field]) => field);
		return {
			kind: 'many-changes',
			pair: mapping.pair,
			key: side,
			message:
				`${many} of ${number(direction.links)} linked ${SYSTEM_NAMES[to.system]} ${to.object} would be changed by ${SYSTEM_NAMES[from.system]} within an hour` +
				`${named.length === 0 ? '' : ` (${named.join(', ')})`}. That is more than ${this.askAbove} %, so what exceeds it waits. ` +
				'Let it through if it was meant; if not, hold it and put it right where it came from.',
			details: { changes: count, waiting: direction.waiting + direction.held, links: direction.links, share: this.askAbove ?? 0, fields: named },
			source,
		};
	}

	private shareOf(links: number): number {
		return Math.floor((links * (this.askAbove ?? 100)) / 100);
	}
}

const number = (value: number): string => value.toLocaleString('en-US');

/** Does it change a record that was linked before? What a source gets back for a value that it lost, and a withdrawal of consent, do not count. */
export function changesLinked({ job, rows }: Pick<PreparedWrite, 'job' | 'rows'>): boolean {
	const { link, mapping, plan } = job;
	if (link === undefined) return false;
	return rows.some((id) => {
		const row = mapping.rows.find((one) => one.id === id);
		const withdraws = row !== undefined && isConsent(row) && isWithdrawal(plan.write[id] ?? null);
		// The source's own value was given up before: this is what it gets for it, and was decided when they met.
		return !withdraws && !isConcededIn(link, id);
	});
}

const isConcededIn = ({ base }: LinkWithBase, row: string): boolean => base[row] !== undefined && isConceded(base[row]);

/** What the change of a linked record adds to the count. */
export const countedFor = ({ link, side }: Pick<Job, 'link' | 'side'>): Pick<Commit, 'counted'> => (link === undefined ? {} : { counted: { link: link.id, side } });

/** Held until a person has said what to do: no attempt is counted, and nothing is lost. */
export function tooMany(job: Job): Ending {
	const { pair } = job.mapping;
	const message = `${nameRecord(job.source)} waits: too many of the linked ${SYSTEM_NAMES[job.target.system]} ${job.target.object} would be changed within an hour. Answer the question in the review list; then it goes on by itself.`;
	return ending(job, { outcome: 'waiting', reason: 'guard-tripped', message }, { kind: 'wait', waitKey: manyChangesKey(pair, job.side), reason: 'guard-tripped' });
}

/** The ends with the question at the first of those that wait for it: one is enough for a person. */
export function askedOnce(ends: readonly Ending[], fieldsOf: (job: Job) => readonly string[], { massEdits }: { massEdits: MassEdits }): Ending[] {
	const waiting = ends.filter(isHeld);
	const [first] = waiting;
	const question = first && massEdits.question(first.job, waiting.flatMap(({ job }) => fieldsOf(job)));
	if (first === undefined || question === undefined) return [...ends];
	const asking = { ...first, outcome: { ...first.outcome, questions: [...first.outcome.questions, question] } };
	return ends.map((end) => (end === first ? asking : end));
}

const isHeld = ({ ledger }: Ending): boolean => ledger.kind === 'wait' && ledger.reason === 'guard-tripped';
