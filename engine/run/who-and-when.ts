import type { FieldValue, Side } from '../model';
import { targetSide, type PlannedJob } from './job';
import { changeAsEvidence, targetCameAbout } from './siblings';

/** One side's last change: of the field where the system tells, else of the record. */
interface Came {
	at: string;
	of: 'field' | 'record';
	by?: string | undefined;
}

/**
 * For a question about a field that both sides changed: when each side's value came about and by whom, by the evidence that the merge has.
 * `leftAt`, `rightAt` (ISO 8601 UTC), `leftAtOf`, `rightAtOf` (`field` or `record`), `leftBy`, `rightBy` (people's names: for the question
 * only, never for a log).
 */
export function whoAndWhen(job: PlannedJob, rowId: string): Record<string, FieldValue> {
	const [source, target] = [sourceCame(job, rowId), targetCame(job, rowId)];
	return { ...said(job.side, source), ...(target === undefined ? {} : said(targetSide(job), target)) };
}

function sourceCame(job: PlannedJob, rowId: string): Came {
	const { fieldTimes = {}, modifiedAt, changedBy } = changeAsEvidence(job);
	// A write of ours is as old as what it brought, and who did that is not known here.
	const by = modifiedAt === job.item.change.modifiedAt ? changedBy : undefined;
	const field = job.mapping.rows.find(({ id }) => id === rowId)?.[job.side] ?? '';
	const at = fieldTimes[field];
	// Whoever changed the record last may not be who changed the field.
	if (at !== undefined) return { at, of: 'field', ...(at === modifiedAt ? { by } : {}) };
	return { at: modifiedAt, of: 'record', by };
}

function targetCame(job: PlannedJob, rowId: string): Came | undefined {
	if (job.record === undefined) return undefined;
	const field = job.fieldTimes?.[rowId];
	if (field !== undefined) return { ...field, of: 'field' };
	const { modifiedAt, changedBy } = job.record;
	const at = targetCameAbout(job, modifiedAt);
	return { at, of: 'record', by: at === modifiedAt ? changedBy : undefined };
}

const said = (side: Side, { at, of, by }: Came): Record<string, FieldValue> => ({ [`${side}At`]: at, [`${side}AtOf`]: of, ...(by === undefined ? {} : { [`${side}By`]: by }) });
