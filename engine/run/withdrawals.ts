import { pick, pickBy } from 'lodash';
import { isWithdrawal } from '../merge/consent';
import { readField, toCanonical } from '../mapping';
import { otherSide, SystemError, type Canonical, type ErrorClass, type Mapping, type MappingRow, type SystemErrorDetails } from '../model';
import { targetRef, targetSide, type Ending, type Job, type PlannedJob } from './job';
import type { References } from './references';
import { settledLink } from './settle';
import type { RunStore } from './store-port';
import type { RecordPort, WriteResult } from './system-port';
import type { PreparedWrite } from './write-op';

/**
 * What is special about a withdrawal of consent on its way to the target: it goes before everything else, waits for nothing that only the
 * record's other fields wait for, and is written alone where the target takes it and not the rest.
 */

/** Whatever the rule: a row that goes one way (because a system can only be read) carries withdrawals like the others. */
export const isConsent = (row: MappingRow): boolean => row.lens.kind === 'consent';

const withdrawnRows = ({ job, rows }: Pick<PreparedWrite, 'job' | 'rows'>): MappingRow[] =>
	job.mapping.rows.filter((row) => isConsent(row) && rows.includes(row.id) && isWithdrawal(job.plan.write[row.id] ?? null));

/** Rows whose withdrawal the target holds and the source does not: it goes back to the source. */
const owedRows = ({ mapping, plan, before }: PlannedJob): string[] =>
	plan.repair.filter((id) => isWithdrawal(before[id] ?? null) && mapping.rows.some((row) => row.id === id && isConsent(row)));

/** What brings a withdrawal back to the source of a record that is stopped or refused: nothing else of the record is settled. */
export function withdrawalOwed(
	job: PlannedJob,
	{ references, store }: { references: References; store: Pick<RunStore, 'hash'> },
): Pick<Ending['rest'], 'link' | 'repair'> {
	const repair = owedRows(job);
	if (repair.length === 0 || job.record === undefined) return {};
	const plan = { ...job.plan, write: {}, settle: [], flips: {}, repair, decided: [] };
	return {
		link: settledLink({ ...job, plan }, [], job.record, { references, store, held: new Map() }),
		repair: [targetRef(job, job.record.id)],
	};
}

/** Does the write withdraw somebody's consent? */
const withdraws = (write: PreparedWrite): boolean => withdrawnRows(write).length > 0;

/** The same writes, withdrawals first; a target that is sent several calls gets them with the first. */
export const withdrawalsFirst = (writes: readonly PreparedWrite[]): PreparedWrite[] => [
	...writes.filter(withdraws),
	...writes.filter((write) => !withdraws(write)),
];

/**
 * The withdrawal alone, without the record's other fields; undefined where there is none, and for a record that is not there yet: nobody
 * can be written to there. Nothing else of the record is settled by it.
 */
function withdrawalAlone(write: PreparedWrite): PreparedWrite | undefined {
	const { job, op } = write;
	// One that is there already is only sent along with a new address, which may be another one's: alone it would be a write for nothing, again and again.
	const rows = withdrawnRows(write).filter(({ id }) => !isWithdrawal(job.before[id] ?? null));
	if (rows.length === 0 || op.op === 'create') return undefined;
	const ids = rows.map(({ id }) => id);
	const side = targetSide(job);
	const ours = (row: string) => ids.includes(row);
	const plan = {
		...job.plan,
		write: pick(job.plan.write, ids),
		flips: pick(job.plan.flips, ids),
		settle: job.plan.settle.filter(ours),
		losses: job.plan.losses.filter(({ row }) => ours(row)),
		repair: owedRows(job),
		ask: [],
		frozen: [],
		decided: [],
	};
	const values = pickBy(op.values, (_value, field) => rows.some((row) => row[side] === field));
	return { job: { ...job, plan }, op: { ...op, values }, rows: ids, notes: [] };
}

/** What is written of a record that is stopped: its withdrawal, if it has one. The guards count changes of other fields only. */
export function withdrawalDespite(end: Ending, write: PreparedWrite): PreparedWrite | undefined {
	const alone = withdrawalAlone(write);
	if (alone === undefined) return undefined;
	return end.outcome.reason === 'guard-tripped' && !hasMore(write, alone) ? write : { ...alone, remainder: end };
}

/** Is there anything in the write beside the withdrawal? */
const hasMore = (write: PreparedWrite, alone: PreparedWrite): boolean =>
	Object.keys(write.op.values).length > Object.keys(alone.op.values).length;

/** Refusals that may be about another field of the record. */
export const ABOUT_A_FIELD: ReadonlySet<ErrorClass> = new Set(['invalid', 'missing-required', 'duplicate', 'not-allowed']);

export interface SentAlone {
	write: PreparedWrite;
	result: WriteResult;
}

/** Sends the withdrawals of refused records once more, without their other fields. Answers what came of them, by place among the writes. */
export async function sendAlone(
	writes: readonly PreparedWrite[],
	results: readonly WriteResult[],
	records: RecordPort,
): Promise<Map<number, SentAlone>> {
	const again = writes.flatMap((write, place) => {
		const result = results[place];
		if (result === undefined || result.ok || !ABOUT_A_FIELD.has(result.error.class)) return [];
		const alone = withdrawalAlone(write);
		return alone !== undefined && hasMore(write, alone) ? [{ place, write: alone }] : [];
	});
	const [first] = again;
	if (first === undefined) return new Map();
	const answers = await written(
		records,
		first.write.job.target.object,
		again.map(({ write }) => write),
	);
	return new Map(again.map(({ place, write }, index) => [place, { write, result: answers[index] ?? { ok: false, error: unanswered } }]));
}

/** The first call's results must not be lost with the second one. */
async function written(records: RecordPort, object: string, writes: readonly PreparedWrite[]): Promise<WriteResult[]> {
	try {
		return await records.write(
			object,
			writes.map(({ op }) => op),
		);
	} catch (error) {
		if (!(error instanceof SystemError)) throw error;
		return writes.map(() => ({ ok: false, error: error.details }));
	}
}

const unanswered: SystemErrorDetails = {
	class: 'unknown-outcome',
	message: 'The target answered for fewer records than it was sent.',
};

/** The end of a record of which the withdrawal was written and the rest was not: it is told and goes on as `rest` says. */
export function partly(done: Ending, rest: Ending): Ending {
	const { park: _park, ...committed } = done.rest;
	const message = `${done.outcome.message} Only the withdrawal of consent was written. ${rest.outcome.message}`;
	return {
		...rest,
		outcome: {
			...rest.outcome,
			message,
			movements: done.outcome.movements,
			...(done.outcome.target === undefined ? {} : { target: done.outcome.target }),
		},
		ledger: rest.ledger.kind === 'issue' ? { ...rest.ledger, message } : rest.ledger,
		rest: { ...rest.rest, ...committed },
	};
}

/** By these words a ledger's entry is known whose person has withdrawn, and whom the target does not know as such yet. */
export const NOT_WITHDRAWN_YET = 'The withdrawal of consent in it is not written yet.';

/** The end of a record whose write was refused: it says so where a withdrawal was in it. Nobody can be written to at a record that is not there. */
export function tellingOfWithdrawal(write: PreparedWrite, end: Ending): Ending {
	const { outcome, ledger } = end;
	const isWritten = outcome.outcome !== 'failed' && outcome.outcome !== 'waiting';
	if (isWritten || write.op.op === 'create' || !withdraws(write)) return end;
	const told = (message: string): string => `${message} ${NOT_WITHDRAWN_YET}`;
	return { ...end, outcome: { ...outcome, message: told(outcome.message) }, ledger: ledger.kind === 'issue' ? { ...ledger, message: told(ledger.message) } : ledger };
}

/** Does the changed record say that its person withdraws? */
export const saysWithdrawal = (job: Pick<Job, 'item' | 'mapping' | 'side'>): boolean => withdrawnRowsOf(job).length > 0;

/** The rows by which it says so. */
export function withdrawnRowsOf({ item, mapping, side }: Pick<Job, 'item' | 'mapping' | 'side'>): MappingRow[] {
	const target = otherSide(side);
	return mapping.rows.filter(isConsent).filter((row) => {
		const raw = readField(row, target, item.mapped.values);
		const read = raw === undefined ? undefined : toCanonical(row, target, raw);
		return read?.ok === true && isWithdrawal(read.value);
	});
}

/** The values of a job that is about consent only. */
export const consentOf = (
	mapping: Mapping,
	values: Readonly<Record<string, Canonical>>,
): Record<string, Canonical> => pick({ ...values }, mapping.rows.filter(isConsent).map(({ id }) => id));
