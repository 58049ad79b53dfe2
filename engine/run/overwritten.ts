import { sameCanonical, writtenFields } from '../mapping';
import { isWithdrawal } from '../merge/consent';
import { isSet } from '../merge/elements';
import { SYSTEM_NAMES, SystemError, type Canonical, type FieldValue, type FieldValues, type MappingRow, type Side } from '../model';
import { planJob } from './plan-wave';
import { targetSide, type FoundJob, type PlannedJob } from './job';
import { readBack } from './read-back';
import { isReferenceList } from './reference-lists';
import type { FieldTime, Past, PastValue, RecordState, WriteOp, WriteResult } from './system-port';
import { targetParents, targetValues } from './values';
import type { WaveContext } from './wave';
import type { PreparedWrite } from './write-op';

/*
 * A value that somebody saved between our reading of a record and our writing of it is overwritten, and nobody has seen it. Where the
 * target's history shows it, it is decided again as if it had been read, and put back where ours does not win.
 */

/** Ours to look behind: lists are merged element by element, and have no history that tells single elements. */
const hasPast = (row: MappingRow): boolean => !isSet(row) && !isReferenceList(row) && row.rule !== 'createOnly';

/** Could a value of the target's, had we seen it, have counted? Where it could not, no call is spent on it. */
function mightCount({ rule }: MappingRow, target: Side): boolean {
	return rule === 'newestWins' || rule === 'askPerson' || rule === (target === 'left' ? 'preferLeftUnlessBlank' : 'preferRightUnlessBlank');
}

/** Records of one run up to which a call of its own is spent: what people do one by one. The last page of a mass edit is mostly larger. */
const FEW = 25;
/** A write that hung so long (a rate limit, a slow answer) is looked behind whatever it costs: people have had time to save. */
const LONG_WINDOW_MS = 30_000;

const rowsOf = ({ job, rows }: PreparedWrite): MappingRow[] => job.mapping.rows.filter((row) => rows.includes(row.id) && hasPast(row));

/**
 * What is to be asked of earlier values, with the look at what was written; undefined for nothing. It comes with a reading that happens
 * anyway where the target does not answer with the record. Where it does, a call of its own is made if one is enough, or the write took long.
 */
export function lookBehind(writes: readonly PreparedWrite[], results: readonly WriteResult[], { records, clock }: Pick<WaveContext, 'records' | 'clock'>, began: Date): { past: Past; ids: ReadonlySet<string> } | undefined {
	const { pastAtOnce } = records;
	if (pastAtOnce === undefined) return undefined;
	const done = writes.flatMap((write, index) => {
		const result = results[index];
		const { job, op } = write;
		if (!result?.ok || op.op !== 'update' || job.record === undefined) return [];
		const rows = rowsOf(write);
		const worthACall = rows.some((row) => mightCount(row, targetSide(job)));
		return rows.length > 0 && (result.record === undefined || worthACall) ? [{ job, rows, id: op.id, since: job.record.modifiedAt, free: result.record === undefined }] : [];
	});
	const few = done.filter(({ free }) => !free).length <= Math.min(FEW, pastAtOnce) || clock.now().getTime() - began.getTime() > LONG_WINDOW_MS;
	const asked = done.filter(({ free }) => free || few);
	if (asked.length === 0) return undefined;
	const fields = asked.flatMap(({ job, rows }) => rows.flatMap((row) => writtenFields(row, targetSide(job))));
	const since = asked.map((one) => one.since).reduce(earlier);
	return { past: { fields: [...new Set(fields)], since }, ids: new Set(asked.map(({ id }) => id)) };
}

const earlier = (one: string, other: string): string => (Date.parse(one) <= Date.parse(other) ? one : other);

/** A write, and what the target holds after it. */
export interface Done {
	write: PreparedWrite;
	after: RecordState;
}

/** Of one write: what stood in the fields between our reading and our writing. */
interface Found extends Done {
	values: FieldValues;
	/** By row id, for how long it stood there (ms). */
	stood: Map<string, number>;
	times: Record<string, FieldTime>;
	/** Rows that were changed once more after we wrote: that later value counts like any other change. */
	later: Set<string>;
}

/** Those of the writes that went over somebody's value, as they are to be ended: decided again, with that value put back where it counts. */
export async function secondLook(all: readonly Done[], context: WaveContext): Promise<Map<PreparedWrite, Done>> {
	const found = all.flatMap((done) => foundIn(done) ?? []);
	const ends = new Map<PreparedWrite, Done>();
	if (found.length === 0) return ends;
	await context.references.load(found.flatMap(({ write: { job }, values }) => targetParents(values, job.mapping.rows, targetSide(job), job.target)));
	const at = context.clock.now().toISOString();
	const again = found.flatMap((one) => decideAgain(one, context, at) ?? []);
	const back = await putBack(again, context);
	for (const one of again) ends.set(one.done.write, endOf(one, back.get(one)));
	// While it was put back, somebody may have saved once more. This is looked at once: there is an end to it.
	const later = again.flatMap((one) => whilePutBack(one, ends.get(one.done.write), context, at) ?? []);
	const laterBack = await putBack(later.map(({ next }) => next), context);
	for (const { write, next } of later) ends.set(write, endOf(next, laterBack.get(next)));
	return ends;
}

/** What stood in the fields between our write and our giving back: the newest word of all. The one that was given back is kept in the log. */
function whilePutBack(one: Again, end: Done | undefined, context: WaveContext, at: string): { write: PreparedWrite; next: Again } | undefined {
	const { write } = one.done;
	if (end?.write.putBack === undefined) return undefined;
	const { job } = end.write;
	const record = job.record as RecordState;
	const giving = { ...end.write, rows: [...one.rows], op: { ...write.op, values: one.values }, job: { ...job, record: { ...record, fields: { ...record.fields, ...only(Object.keys(one.values), write.op.values) } } } };
	const found = foundIn({ write: giving, after: end.after });
	const next = found && decideAgain(found, context, at);
	if (next === undefined) return undefined;
	const given = next.rows.flatMap((row) => lossOf(row, targetSide(job), job.before[row]));
	const losses = [...next.job.plan.losses.filter(({ row }) => !given.some((loss) => loss.row === row)), ...given];
	return { write, next: { ...next, done: end, job: { ...next.job, plan: { ...next.job.plan, losses } } } };
}

function foundIn({ write, after }: Done): Found | undefined {
	const { job, op } = write;
	if (op.op !== 'update' || job.record === undefined || after.past === undefined) return undefined;
	const found: Found = { write, after, values: { ...job.record.fields }, stood: new Map(), times: {}, later: new Set() };
	for (const row of rowsOf(write)) {
		for (const field of writtenFields(row, targetSide(job))) {
			const between = betweenIn(after.past[field] ?? [], job.record, field, [op.values[field], ...(after.byOther ? [] : [after.fields[field]])]);
			if (between === undefined) continue;
			found.values[field] = between.value;
			found.stood.set(row.id, Math.max(0, between.until - Date.parse(between.at)));
			found.times[row.id] = { at: between.at, ...(between.by === undefined ? {} : { by: between.by }) };
			if (between.isPast) found.later.add(row.id);
		}
	}
	return found.stood.size === 0 ? undefined : found;
}

/** What our write of the field replaced, if that is not what we had read. `ours`: what we wrote, in the spellings it may have. */
function betweenIn(past: readonly PastValue[], read: RecordState, field: string, ours: ReadonlyArray<FieldValue | undefined>): { value: FieldValue; at: string; by?: string | undefined; until: number; isPast: boolean } | undefined {
	const place = ours.map((value) => (value === undefined ? -1 : past.findIndex((one) => textOf(one.value) === textOf(value)))).find((index) => index >= 0);
	const behind = place === undefined ? undefined : past[place + 1];
	if (place === undefined || behind?.at === undefined || textOf(behind.value) === textOf(read.fields[field] ?? null)) return undefined;
	// What was there before we read is what we read, however the history spells it.
	if (Date.parse(behind.at) < Date.parse(read.modifiedAt)) return undefined;
	return { value: behind.value, at: behind.at, by: behind.by, until: Date.parse(past[place]?.at ?? behind.at), isPast: place > 0 };
}

const textOf = (value: FieldValue): string => (Array.isArray(value) ? value.join(';') : String(value ?? ''));

/** A found one, decided again. */
interface Again {
	done: Done;
	job: PlannedJob;
	/** Rows of somebody's value that counts (or may: a person is asked), and what is written to give it back. */
	rows: readonly string[];
	values: FieldValues;
	stood: ReadonlyMap<string, number>;
	later: ReadonlySet<string>;
}

function decideAgain({ write, after, values, stood, times, later }: Found, { store, references }: WaveContext, at: string): Again | undefined {
	const { job } = write;
	const side = targetSide(job);
	const seen = targetValues(values, job.mapping.rows, side, job.target, references);
	const differs = (row: string): boolean => seen[row] !== undefined && !sameCanonical(seen[row], job.before[row] ?? null);
	const hit = [...stood.keys()].filter(differs);
	const open = hit.filter((row) => !later.has(row));
	if (hit.length === 0) return undefined;
	const before = { ...job.before, ...only(open, seen) };
	const planned = planJob(job, before, { ...job.fieldTimes, ...only(open, times) }, { store, at });
	// A withdrawal of consent that is written stays written.
	const rows = open.filter((row) => !(row in planned.plan.write) && !isWithdrawal(job.plan.write[row] ?? null));
	const kept = open.filter((row) => !rows.includes(row) && !(row in planned.plan.write));
	const lost = [...hit.filter((row) => later.has(row)), ...kept].flatMap((row) => lossOf(row, side, seen[row]));
	const back = job.mapping.rows.filter(({ id }) => rows.includes(id)).flatMap((row) => writtenFields(row, side));
	return {
		done: { write, after },
		job: { ...planned, record: changedAt(job, values, open.map((row) => times[row]?.at ?? '')), plan: { ...planned.plan, losses: [...planned.plan.losses, ...lost] } },
		rows,
		values: only(back, values),
		stood: new Map([...stood].filter(([row]) => hit.includes(row))),
		later,
	};
}

const only = <T>(names: readonly string[], of: Readonly<Record<string, T>>): Record<string, T> => Object.fromEntries(names.flatMap((name) => (of[name] === undefined ? [] : [[name, of[name]]])));

const lossOf = (row: string, side: Side, value: Canonical | undefined): PlannedJob['plan']['losses'][number][] => (value === undefined || value === null ? [] : [{ row, side, value }]);

/** The record as it was when we wrote to it: with what stood in between, and as new as that. */
function changedAt({ record }: FoundJob, fields: FieldValues, times: readonly string[]): RecordState {
	const known = record as RecordState;
	const newest = times.reduce((one, other) => (Date.parse(other) > Date.parse(one) ? other : one), known.modifiedAt);
	return { ...known, fields, modifiedAt: newest };
}

/** By what was decided: the write that gave the value back. Nobody is told of a refusal but the log: ours stands then. */
async function putBack(all: readonly Again[], { records }: WaveContext): Promise<Map<Again, RecordState>> {
	const again = all.filter(({ values }) => Object.keys(values).length > 0);
	const [first] = again;
	if (first === undefined) return new Map();
	const ops = again.map(({ job, values }): WriteOp => ({ op: 'update', id: (job.record as RecordState).id, values }));
	try {
		const results = await records.write(first.job.target.object, ops);
		const past = { fields: [...new Set(again.flatMap(({ values }) => Object.keys(values)))], since: again.map(({ job }) => (job.record as RecordState).modifiedAt).reduce(earlier) };
		const states = await readBack(first.job, results, records, { past, ids: new Set(ops.flatMap((op) => (op.op === 'update' ? [op.id] : []))) });
		return new Map(
			again.flatMap((one, index): Array<[Again, RecordState]> => {
				const result = results[index];
				return result?.ok ? [[one, states.get(result.id) ?? { ...one.done.after, fields: { ...one.done.after.fields, ...one.values } }]] : [];
			}),
		);
	} catch (error) {
		// Ours is written and must be recorded.
		if (!(error instanceof SystemError)) throw error;
		return new Map();
	}
}

function endOf(again: Again, back: RecordState | undefined): Done {
	const { done, job, rows } = again;
	const { write, after } = done;
	if (rows.length === 0) return { write: { ...write, job, notes: [...write.notes, ...said(again, [])] }, after };
	if (back !== undefined) {
		return { write: { ...write, job, rows: write.rows.filter((row) => !rows.includes(row)), putBack: [...new Set([...(write.putBack ?? []), ...rows])], notes: [...write.notes, ...said(again, rows)] }, after: back };
	}
	const lost = rows.flatMap((row) => lossOf(row, targetSide(job), job.before[row]));
	const plan = { ...write.job.plan, losses: [...write.job.plan.losses, ...job.plan.losses.filter(({ side }) => side === targetSide(job)), ...lost] };
	return { write: { ...write, job: { ...write.job, plan }, notes: [...write.notes, ...said(again, [], rows)] }, after };
}

/** What the log says of each of these rows: no values, but which field, for how long, and what became of it. */
function said({ job, stood, later }: Again, back: readonly string[], refused: readonly string[] = []): string[] {
	const system = SYSTEM_NAMES[job.target.system];
	return [...stood].map(([row, ms]) => {
		const label = job.mapping.rows.find(({ id }) => id === row)?.label ?? row;
		const began = `Somebody’s value stood in ${label} for ${seconds(ms)} between our reading of the ${system} record and our writing to it:`;
		if (later.has(row)) return `${began} it has been changed once more since, and that later value counts.`;
		if (refused.includes(row)) return `${began} it should have counted, but ${system} refused to take it back. It is kept in this log entry.`;
		if (!back.includes(row)) return `${began} by the row’s rule the other side’s value counts, and that one is kept in this log entry.`;
		return job.plan.ask.includes(row) ? `${began} it was put back, and a person decides: see the review list.` : `${began} by the row’s rule it counts. It was put back.`;
	});
}

const seconds = (ms: number): string => (ms < 1_000 ? 'less than a second' : `${Math.round(ms / 1_000)} s`);
