import { maxBy } from 'lodash';
import { canonicalText, writtenFields } from '../mapping';
import { isSet } from '../merge/elements';
import type { Canonical, MappingRow } from '../model';
import { targetSide, type FoundJob } from './job';
import { targetCameAbout } from './siblings';
import type { RunStore } from './store-port';
import type { FieldTime, RecordPort } from './system-port';

/** A found job with the target's canonical values as they were read. */
interface ReadJob {
	job: FoundJob;
	before: Readonly<Record<string, Canonical>>;
}

/** By job: when the rows that are in dispute were last changed in the target, and by whom. By row id. */
type FieldTimes = ReadonlyMap<FoundJob, Readonly<Record<string, FieldTime>>>;

/**
 * Asks the target's history for the fields of real conflicts only: both sides changed, or meet for the first time, and the newest value
 * is to win, or a person is to decide. A record's modified time says nothing of a field that was left alone since. Systems that keep no history are not asked.
 */
export async function fieldTimesOf(jobs: readonly ReadJob[], { records, store }: { records: RecordPort; store: Pick<RunStore, 'hash'> }): Promise<FieldTimes> {
	const times = new Map<FoundJob, Record<string, FieldTime>>();
	if (records.times === undefined) return times;
	const disputes = jobs.flatMap(({ job, before }) => {
		const rows = job.record === undefined ? [] : disputed(job, before, store);
		return job.record === undefined || rows.length === 0 ? [] : [{ job, record: job.record, rows }];
	});
	for (const object of new Set(disputes.map(({ job }) => job.target.object))) {
		const own = disputes.filter(({ job }) => job.target.object === object);
		const fields = new Set(own.flatMap(({ job, rows }) => rows.flatMap((row) => writtenFields(row, targetSide(job)))));
		const told = await records.times(object, [...new Set(own.map(({ record }) => record.id))], [...fields]);
		for (const { job, record, rows } of own) times.set(job, timesOf(job, rows, told.get(record.id) ?? {}, record.modifiedAt));
	}
	return times;
}

const TIMED_RULES: ReadonlySet<MappingRow['rule']> = new Set(['newestWins', 'askPerson']);

/** Rows whose winner is a matter of time, and those of which a person wants to know it. */
function disputed({ mapping, values, link }: FoundJob, before: ReadJob['before'], { hash }: Pick<RunStore, 'hash'>): MappingRow[] {
	return mapping.rows.filter((row) => {
		if (!TIMED_RULES.has(row.rule) || isSet(row) || !(row.id in values) || !(row.id in before)) return false;
		const [here, there] = [values[row.id] ?? null, before[row.id] ?? null].map((value) => hash(canonicalText(value)));
		const base = link?.base[row.id];
		return here !== there && (base === undefined || ![base.left, base.right].some((agreed) => agreed === here || agreed === there));
	});
}

/** A row of two fields (a name, an amount with its currency) is as new as the newer of them. */
function timesOf(job: FoundJob, rows: readonly MappingRow[], told: Readonly<Record<string, FieldTime>>, modifiedAt: string): Record<string, FieldTime> {
	const cameAbout = targetCameAbout(job, modifiedAt);
	return Object.fromEntries(
		rows.flatMap((row) => {
			const known = writtenFields(row, targetSide(job)).flatMap((field) => (told[field] === undefined ? [] : [told[field]]));
			const newest = maxBy(known, ({ at }) => Date.parse(at));
			if (newest === undefined) return [];
			// What was last written by us is as old as it is where it came from.
			return [[row.id, Date.parse(newest.at) < Date.parse(modifiedAt) ? newest : { ...newest, at: cameAbout }]];
		}),
	);
}
