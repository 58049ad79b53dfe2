import { concededBase, isConceded, settledBase } from '../merge/base';
import { isWithdrawal } from '../merge/consent';
import { baseHash, isSet, listOf } from '../merge/elements';
import { flipsMatterUntil } from '../merge/ping-pong';
import { seenAfter } from '../merge/plan-set';
import { canonicalText } from '../mapping';
import type { Canonical, FieldMovement, FieldValue, HeldField } from '../model';
import { targetRef, targetSide, type PlannedJob } from './job';
import type { References } from './references';
import { sourceChanged, targetChanged } from './siblings';
import type { Base, Commit, Flips, RunStore } from './store-port';
import type { RecordState } from './system-port';
import { notUnderstood, targetValues } from './values';

const shown = (value: Canonical | undefined): FieldValue =>
	typeof value === 'object' && value !== null ? [...value] : (value ?? null);

/**
 * The link and its base after the write. Written fields are based on what the target answered, so that its own spelling does not bounce;
 * fields that were not written on what was read, so that an edit that came in between is still seen as one. A created record had no such
 * edits: what it holds in other fields are the target's own defaults.
 */
export function settledLink(
	job: PlannedJob,
	written: readonly string[],
	after: RecordState,
	{ references, held, store: { hash } }: { references: References; held: ReadonlyMap<number, readonly HeldField[]>; store: Pick<RunStore, 'hash'> },
): NonNullable<Commit['link']> {
	const side = targetSide(job);
	const created = job.record === undefined;
	const answered = targetValues(after.fields, job.mapping.rows, side, job.target, references);
	const base: Base = {};
	const hashOf = (value: Canonical | undefined) => hash(canonicalText(value ?? null));
	const sets = new Map(job.mapping.rows.filter(isSet).map((row) => [row.id, row]));
	for (const row of job.plan.settle) {
		const set = sets.get(row);
		if (set !== undefined) {
			if (row in job.plan.write && !written.includes(row)) continue;
			const before = job.before[row] ?? null;
			const told = job.plan.write[row] ?? null;
			const seen = row in job.plan.write ? seenAfter(job.plan.agreed?.[row] ?? [], before, told, answered[row] ?? told) : listOf(job.plan.agreed?.[row] ?? []);
			const [source, target] = [baseHash(set, job.values[row], hash), baseHash(set, seen, hash)];
			base[row] = job.side === 'left' ? settledBase(source, target) : settledBase(target, source);
			continue;
		}
		const wrote = written.includes(row);
		// A record that is opted out from the start (HubSpot keeps opt-outs by address) has yet to tell its source: no agreement.
		if (created && !wrote && isWithdrawal(answered[row] ?? null)) continue;
		// Left out on the way (too long, say): not in agreement, so it is tried again with the next change.
		if (row in job.plan.write && !wrote) continue;
		const source = hashOf(job.values[row]);
		// Someone was there between our write and the look at it: what differs from what we wrote is an edit, not the target's spelling of it.
		if (after.byOther && created && !wrote) continue;
		const seen = after.byOther ? job.plan.write[row] : (answered[row] ?? job.plan.write[row]);
		const target = hashOf(wrote || created ? seen : job.before[row]);
		base[row] = job.side === 'left' ? settledBase(source, target) : settledBase(target, source);
	}
	const unwritten = (row: string): boolean => row in job.plan.write && !written.includes(row);
	for (const row of job.plan.repair) if (!unwritten(row) && !sets.has(row)) base[row] = concededBase(job.side, hashOf(job.values[row]));
	for (const { row, value } of held.get(job.index) ?? []) {
		// Of a list, a part was held and the rest is settled.
		if (row in job.values) continue;
		// As good as it can be for now, so that the other side's changes need not look at it again and again: a partner for the value changes it.
		const beside = answered[row] ?? job.before[row] ?? null;
		const known = job.link?.base[row];
		if (beside !== null || (known !== undefined && !isConceded(known))) continue;
		const [source, target] = [hashOf(notUnderstood(value)), hashOf(beside)];
		base[row] = job.side === 'left' ? settledBase(source, target) : settledBase(target, source);
	}
	const target = targetRef(job, after.id);
	const { modifiedAt } = job.item.change;
	const changed = { [job.side]: sourceChanged(job), [side]: after.byOther ? after.modifiedAt : targetChanged(job) };
	return {
		...(job.link === undefined ? {} : { id: job.link.id }),
		...(job.side === 'left'
			? { left: job.source, right: target, leftModifiedAt: modifiedAt, rightModifiedAt: after.modifiedAt }
			: { left: target, right: job.source, leftModifiedAt: after.modifiedAt, rightModifiedAt: modifiedAt }),
		changed,
		...(created || written.length > 0 ? { wrote: { [side]: after.modifiedAt } } : {}),
		base,
		...flipsAfter(job, written),
		...decisionsAfter(job, written),
	};
}

/** A decision that could not be written now stays open. */
function decisionsAfter({ plan }: PlannedJob, written: readonly string[]): Pick<NonNullable<Commit['link']>, 'decisionsDone'> {
	const done = (plan.decided ?? []).filter((row) => !(row in plan.write) || written.includes(row));
	return done.length === 0 ? {} : { decisionsDone: done };
}

/** Creates are no part of a fight. */
export function flipsAfter({ link, record, plan }: PlannedJob, written: readonly string[]): Pick<NonNullable<Commit['link']>, 'flips'> {
	if (record === undefined || written.length === 0) return {};
	const rows: Flips = { ...link?.flips };
	for (const row of written) {
		const counted = plan.flips[row];
		if (counted !== undefined) rows[row] = counted;
	}
	return { flips: { rows, until: flipsMatterUntil(rows) } };
}

/** What moved, with the values that gave way. */
export function movementsOf(job: PlannedJob, written: readonly string[]): FieldMovement[] {
	const side = targetSide(job);
	const rows = new Map(job.mapping.rows.map((row) => [row.id, row]));
	const lost = new Map(job.plan.losses.map((loss) => [loss.row, { side: loss.side, value: shown(loss.value) }]));
	const movements: FieldMovement[] = written.map((row) => ({
		row,
		field: rows.get(row)?.[side] ?? row,
		from: shown(job.before[row]),
		to: shown(job.plan.write[row]),
		...(lost.has(row) ? { lost: lost.get(row) as NonNullable<FieldMovement['lost']> } : {}),
	}));
	const unwritten = job.plan.losses.filter(({ row }) => !written.includes(row));
	return [
		...movements,
		...unwritten.map(({ row }) => ({
			row,
			field: rows.get(row)?.[job.side] ?? row,
			from: shown(job.values[row]),
			to: shown(job.before[row]),
			lost: lost.get(row) as NonNullable<FieldMovement['lost']>,
		})),
	];
}
