import { isEqual } from 'lodash';
import { refKey, type Mapping, type RecordRef } from '../../model';
import { ending, nameRecord, type Ending, type Job } from '../job';
import type { Base, Fate, LinkWithBase } from '../store-port';
import { syncOf, type LifecycleContext } from './context';
import { asCommit, duplicateQuestion } from './succession';

/** Ends the jobs of records that were converted: what they were linked with goes on with what they became. `rest`: all others. */
export async function settleConversions(jobs: readonly Job[], context: LifecycleContext): Promise<{ ended: Ending[]; rest: Job[] }> {
	const ended: Ending[] = [];
	const rest: Job[] = [];
	for (const job of jobs) {
		if (job.item.change.converted === undefined) rest.push(job);
		else ended.push(await converted(job, job.item.change.converted, context));
	}
	return { ended, rest };
}

async function converted(job: Job, became: Readonly<Record<string, string>>, { store }: LifecycleContext): Promise<Ending> {
	const heir = await heirOf(job, became, store);
	const fate: Fate = { ref: job.source, kind: 'converted', ...(heir === undefined ? {} : { into: heir.ref }), at: job.item.change.modifiedAt };
	const message = `${nameRecord(job.source)} was converted; ${heir === undefined ? 'its contact is synced instead' : `${heir.ref.object} ${heir.ref.id} takes its place`}.`;
	const end = { outcome: 'skipped', reason: 'converted', message } as const;
	const { link } = job;
	if (link === undefined || link.rests) return ending(job, end, { kind: 'close' }, { fates: [fate] });
	const resting = { ...asCommit(link), rests: true as const };
	if (heir === undefined) return ending(job, end, { kind: 'close' }, { fates: [fate], moved: [resting] });
	const { mapping, ref } = heir;
	const own = (await store.links(mapping.pair, 'left', [ref])).find(({ right }) => right.connection === link.right.connection);
	if (own === undefined) {
		const taken = { pair: mapping.pair, left: ref, right: link.right, leftModifiedAt: link.leftModifiedAt, rightModifiedAt: link.rightModifiedAt, base: translated(link, job.mapping, mapping) };
		// The contact's own change may have come before this, and found nothing.
		return ending(job, end, { kind: 'close' }, { fates: [fate], unlink: [link.id], link: taken, repair: [ref] });
	}
	if (refKey(own.right) === refKey(link.right)) return ending(job, end, { kind: 'close' }, { fates: [fate], unlink: [link.id] });
	const questions = own.rests || own.gone?.right || link.gone?.right ? [] : [duplicateQuestion(mapping.pair, [own.right, link.right], ref)];
	// Where its partner has withdrawn consent, that goes to the heir.
	return ending(job, { ...end, questions }, { kind: 'close' }, { fates: [fate], moved: [resting], repair: [link.right] });
}

/** What takes the record's place with the same object on the other side: where a lead goes to contacts, the contact that does so too. */
async function heirOf(job: Job, became: Readonly<Record<string, string>>, store: LifecycleContext['store']): Promise<{ ref: RecordRef; mapping: Mapping } | undefined> {
	if (job.side !== 'left') return undefined;
	for (const [object, id] of Object.entries(became)) {
		const pairs = await store.pairsOf({ system: job.source.system, object }, job.mapping.right);
		const mapping = pairs.find(({ pair }) => syncOf(pair) === syncOf(job.mapping.pair));
		if (mapping !== undefined) return { ref: { ...job.source, object, id }, mapping };
	}
	return undefined;
}

/** What was in agreement stays so where both mappings read the same right field in the same way. */
function translated({ base }: LinkWithBase, from: Mapping, to: Mapping): Base {
	return Object.fromEntries(
		to.rows.flatMap((row) => {
			const same = row.right === '' ? undefined : from.rows.find(({ right, lens }) => right === row.right && isEqual(lens, row.lens));
			const known = same === undefined ? undefined : base[same.id];
			return known === undefined ? [] : [[row.id, known] as const];
		}),
	);
}
