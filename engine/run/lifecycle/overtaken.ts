import { WITHDRAWN } from '../../merge/consent';
import { fromCanonical, readField, toCanonical, writeFields } from '../../mapping';
import { refKey, SYSTEM_NAMES, type FieldValues, type Mapping, type MappingRow, type RecordRef } from '../../model';
import { refused } from '../ends';
import { ending, nameRecord, targetSide, type Ending, type Job } from '../job';
import type { LinkWithBase } from '../store-port';
import { isConsent, withdrawnRowsOf } from '../withdrawals';
import { syncOf, type LifecycleContext } from './context';
import { lastHeirs } from './merges';
import { touched } from './returns';

/**
 * Ends the jobs whose link leads nowhere any more, because others have taken over. Nothing is written over it but one thing: who withdraws
 * consent on a record at rest withdraws it on what took its partner's place, too. `rest`: all others.
 */
export async function endOvertaken(jobs: readonly Job[], context: LifecycleContext): Promise<{ ended: Ending[]; rest: Job[] }> {
	const ended: Ending[] = [];
	const rest: Job[] = [];
	for (const job of jobs) {
		const end = overtaken(job);
		if (end === undefined) rest.push(job);
		else ended.push((await withdrawnFromHeir(job, end, context)) ?? end);
	}
	return { ended, rest };
}

function overtaken(job: Job): Ending | undefined {
	const { link } = job;
	const gone = link?.gone?.[targetSide(job)];
	if (link === undefined || (link.rests !== true && gone?.kind !== 'converted')) return undefined;
	const target = link[targetSide(job)];
	const into = gone?.into === undefined ? 'another record' : nameRecord(gone.into);
	const message = `${nameRecord(target)} ${gone?.kind === 'converted' ? 'was converted into' : 'was merged into'} ${into}, so nothing of ${nameRecord(job.source)} is written to it.`;
	const reason = gone?.kind === 'converted' ? 'converted' : 'merged';
	// One that this pair has not settled yet comes with its own change.
	return ending(job, { outcome: 'skipped', reason, message, target }, { kind: 'close' }, link.rests ? {} : { repair: [target] });
}

/** Withdraws the consent of the heir; undefined where the source withdraws nothing, or the heir's consent is withdrawn already. */
async function withdrawnFromHeir(job: Job, end: Ending, context: LifecycleContext): Promise<Ending | undefined> {
	const fields = withdrawnRowsOf(job).map((row) => row[job.side]);
	const into = job.link?.rests === true ? job.link.gone?.[targetSide(job)]?.into : undefined;
	if (fields.length === 0 || into === undefined) return undefined;
	const heir = (await lastHeirs([into], context)).get(refKey(into)) ?? into;
	const mapping = await mappingOf(heir, job, context);
	const rows = (mapping?.rows ?? []).filter((row) => isConsent(row) && fields.includes(row[job.side]));
	const values = await missing(heir, rows, job, context);
	if (Object.keys(values).length === 0) return undefined;
	const said = `${nameRecord(heir)}, which took the place of ${nameRecord((job.link as LinkWithBase)[targetSide(job)])}`;
	if (context.dryRun) return ending(job, { outcome: 'updated', reason: 'dry-run', message: `Would withdraw the consent of ${said}.`, target: heir });
	const [result] = await context.records.write(heir.object, [{ op: 'update', id: heir.id, values }]);
	if (result?.ok !== true)
		return refused(job, result?.error ?? { class: 'temporary', message: `${SYSTEM_NAMES[heir.system]} answered for fewer records than it was sent.` }, context);
	const message = `${end.outcome.message} Its withdrawal of consent was written to ${said}.`;
	const moved = touched(await context.store.linksTo([heir]), heir, result.record?.modifiedAt);
	return ending(job, { outcome: 'updated', reason: 'updated', message, target: heir }, { kind: 'close' }, { ...end.rest, moved });
}

/** What a lead was converted into is kept in step by a mapping of its own. */
async function mappingOf(heir: RecordRef, { mapping, side, target }: Job, { store }: LifecycleContext): Promise<Mapping | undefined> {
	if (heir.object === target.object) return mapping;
	if (side !== 'right') return undefined;
	const pairs = await store.pairsOf({ system: heir.system, object: heir.object }, mapping.right);
	return pairs.find(({ pair }) => syncOf(pair) === syncOf(mapping.pair));
}

/** The withdrawals that the heir does not hold yet, in its own words. */
async function missing(heir: RecordRef, rows: readonly MappingRow[], job: Job, { records }: LifecycleContext): Promise<FieldValues> {
	const side = targetSide(job);
	if (rows.length === 0 || heir.connection !== records.connection) return {};
	const record = (await records.read(heir.object, [heir.id], rows.map((row) => row[side]))).get(heir.id);
	if (record === undefined || record.gone !== undefined) return {};
	const values: FieldValues = {};
	for (const row of rows) {
		const raw = readField(row, side, record.fields);
		const present = raw === undefined ? undefined : toCanonical(row, side, raw);
		const written = fromCanonical(row, side, WITHDRAWN);
		if (!(present?.ok === true && present.value === WITHDRAWN) && written.ok) Object.assign(values, writeFields(row, side, written.value));
	}
	return values;
}
