import { pickBy } from 'lodash';
import { writtenFields } from '../mapping/places';
import { isWithdrawal } from '../merge/consent';
import { SYSTEM_NAMES, type Canonical, type FieldValues, type MappingRow, type Side } from '../model';
import { ending, nameRecord, type Ending, type PlannedJob } from './job';
import type { WriteOp } from './system-port';

/** Names of fields in lower case. Absent: all may be written. */
export type OnlyFields = ReadonlySet<string> | undefined;

const OPTION = '"Only Write These Field Names or IDs" of the upsert node';

const isListed = (only: OnlyFields, field: string): boolean => only === undefined || only.has(field.toLowerCase());

/** Is the row kept out of the write? Of a value in two fields half would be wrong. A withdrawal of consent is never kept out. */
export function isLeftOut(row: MappingRow, side: Side, value: Canonical, only: OnlyFields): boolean {
	if (row.lens.kind === 'consent' && isWithdrawal(value)) return false;
	return !writtenFields(row, side).every((field) => isListed(only, field));
}

export const listedOf = (values: FieldValues, only: OnlyFields): FieldValues => pickBy(values, (_value, field) => isListed(only, field));

export const leftOutNotes = (rows: readonly MappingRow[]): string[] =>
	rows.length === 0 ? [] : [`Not written, because ${OPTION} does not name it: ${rows.map(({ label }) => label).join(', ')}.`];

/** Why a record is not created without the fields that are left out, if so: the target insists on one, or nothing would find it again. */
export function notWithout(job: PlannedJob, side: Side, leftOut: readonly MappingRow[], op: WriteOp): Ending | undefined {
	if (op.op !== 'create' || leftOut.length === 0) return undefined;
	const missing = leftOut.filter(({ required }) => required[side]);
	const name = nameRecord(job.source);
	const labels = (rows: readonly MappingRow[]): string => rows.map(({ label }) => label).join(', ');
	if (missing.length > 0) return issue(job, `${name} cannot be created: ${SYSTEM_NAMES[job.target.system]} requires ${labels(missing)}, and ${OPTION} does not name it. Add it there.`);
	// A second record would be made after an answer that was lost.
	if (job.lookups.length === 0 || job.lookups.some(({ field }) => field in op.values)) return undefined;
	return issue(job, `${name} cannot be created: ${OPTION} names no field that the record would be found by again (${[...new Set(job.lookups.map(({ field }) => field))].join(', ')}). Add one there.`);
}

const issue = (job: PlannedJob, message: string): Ending => ending(job, { outcome: 'failed', reason: 'missing-required', message }, { kind: 'issue', reason: 'missing-required', message });
