import { createDefaults, externalIdValues, isBlank, tagWrite, withinPipelines, writeFields } from '../mapping';
import { SYSTEM_NAMES, type FieldValues, type MappingRow } from '../model';
import { ending, nameRecord, targetSide, type Ending, type PlannedJob } from './job';
import { isLeftOut, leftOutNotes, listedOf, notWithout, type OnlyFields } from './only-fields';
import type { References } from './references';
import type { SetChange, WriteOp } from './system-port';
import { writtenValue } from './values';

/** A planned write in the target's own words. */
export interface PreparedWrite {
	job: PlannedJob;
	op: WriteOp;
	/** Rows that are really written. */
	rows: string[];
	/** What was left out, and why; for the log. */
	notes: string[];
	/** Rows that were written and whose former value was then put back: see overwritten.ts. */
	putBack?: readonly string[];
	/** It counts for the guard against mass edits. */
	counts?: boolean;
	/** How the record ends apart from what is written here: see `withdrawalAlone`. */
	remainder?: Ending;
}

/**
 * The write of a job whose plan is a create or an update, or its end when a required value cannot be written. `only`: fields that may be
 * written; the one for the source's id always is, since records are found by it.
 */
export function prepareWrite(job: PlannedJob, references: References, only?: OnlyFields): PreparedWrite | Ending {
	const side = targetSide(job);
	const values: FieldValues = {};
	const rows: string[] = [];
	const notes: string[] = [];
	const leftOut: MappingRow[] = [];
	const elements: Record<string, SetChange> = {};
	for (const row of job.mapping.rows) {
		const canonical = job.plan.write[row.id];
		if (canonical === undefined) continue;
		if (isLeftOut(row, side, canonical, only)) {
			leftOut.push(row);
			continue;
		}
		const set = tagWrite(row, side, canonical, job.record?.fields[row[side]]);
		if (set !== undefined) {
			values[row[side]] = set.value;
			if (job.record !== undefined) elements[row[side]] = { add: set.add, remove: set.remove };
			rows.push(row.id);
			continue;
		}
		const present = job.record?.fields[row[side]];
		const value = writtenValue(row, side, canonical, job.source, references, present === undefined ? undefined : { place: job.target, value: present });
		if (value.ok) {
			Object.assign(values, writeFields(row, side, value.value));
			rows.push(row.id);
		} else if (job.plan.action === 'create' && isRequired(row, job)) {
			const message = `${nameRecord(job.source)} cannot be created: ${value.message}`;
			return ending(
				job,
				{ outcome: 'failed', reason: 'invalid-value', message },
				{ kind: 'issue', reason: 'invalid-value', message },
			);
		} else {
			notes.push(`${row.label} was left out: ${value.message}`);
		}
	}
	if (job.plan.onlyWithdrawals)
		notes.push(`Nothing but the withdrawal of consent was written: the mapper says not to update records in ${SYSTEM_NAMES[job.target.system]}.`);
	// A stage that two pipelines have is written as that of the record's own pipeline, which only the record itself may tell.
	const inPipelines = (all: FieldValues): FieldValues => withinPipelines(job.mapping, side, all, job.record?.fields);
	const op: WriteOp =
		job.record === undefined
			? {
					op: 'create',
					values: inPipelines({
						...listedOf(createDefaults(job.mapping, side, job.item.fields), only),
						...values,
						...externalIdValues(job.mapping, side, job.source),
					}),
					lookups: job.lookups,
				}
			: { op: 'update', id: job.record.id, values: inPipelines({ ...values, ...(job.plan.onlyWithdrawals ? {} : ownedId(job)) }), ...(Object.keys(elements).length === 0 ? {} : { elements }) };
	return notWithout(job, side, leftOut, op) ?? { job, op, rows, notes: [...notes, ...leftOutNotes(leftOut)] };
}

function isRequired(row: MappingRow, job: PlannedJob): boolean {
	const side = targetSide(job);
	return row.required[side] && row.defaults?.[side] === undefined;
}

/** A record that is linked for the first time gets the source's id, unless it carries another source's already. */
function ownedId(job: PlannedJob): FieldValues {
	const field = job.mapping.externalIds[targetSide(job)];
	const taken = field !== undefined && !isBlank(job.record?.fields[field] ?? null);
	return job.link !== undefined || taken ? {} : externalIdValues(job.mapping, targetSide(job), job.source);
}
