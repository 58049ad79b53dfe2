import { SYSTEM_NAMES, otherSide, type Mapping, type Side } from '../engine/model';
import type { SweepKind, SweepLimits } from '../engine/run/sweep-port';
import { howLong } from './pace';
import type { ReadingReport, SideReport } from './sweep-report';

/** "1 record", "1,200 records". */
export const many = (count: number, one: string, several = `${one}s`): string => `${count.toLocaleString('en')} ${count === 1 ? one : several}`;

/** "Salesforce Contact" */
export const nameOfSide = ({ system, object }: Mapping['left']): string => `${SYSTEM_NAMES[system]} ${object}`;

/** "At most 300 records a minute; between 22:00 and 06:00 (Europe/Berlin)": undefined where nothing binds. */
export function limitsInWords({ perMinute, share, window }: SweepLimits): string | undefined {
	const limits = [
		...(perMinute === undefined ? [] : [`at most ${many(perMinute, 'record')} a minute`]),
		...(window === undefined ? [] : [`between ${window.from} and ${window.to} (${window.zone})`]),
		...(share === undefined ? [] : [`up to ${Math.round(share * 100)} % of the sync’s calls of a day`]),
	];
	return limits.length === 0 ? undefined : limits.join('; ');
}

/** The report in one sentence. */
export function headlineOf(report: Omit<ReadingReport, 'headline' | 'summary' | 'text'>): string {
	const { kind, state, done, total, found, perMinute, secondsLeft, stoppedBy, sides } = report;
	const read = many(done, 'record');
	if (state === 'waiting') return 'Ordered; its triggers have not begun yet.';
	if (state === 'resting' && report.startedAt === undefined) return 'Ordered; it has not begun yet.';
	if (state === 'resting') return `At rest after ${read} of ${total.toLocaleString('en')}.`;
	if (state === 'reading') {
		const pace = perMinute > 0 ? `, ${many(perMinute, 'record')} a minute` : '';
		return `Reading: ${done.toLocaleString('en')} of ${many(total, 'record')}${pace}${secondsLeft === undefined ? '' : `, about ${howLong(secondsLeft)} left`}.`;
	}
	if (state === 'stopped') return `Stopped by ${stoppedBy ?? 'a person'} after ${read} of ${total.toLocaleString('en')}.`;
	if (sides.some(({ restsBecause }) => restsBecause.length > 0)) return `Not everything could be read: ${done.toLocaleString('en')} of ${many(total, 'record')}.`;
	if (kind === 'backfill') return `All ${read} went through the sync once more.`;
	if (found > 0) return `${many(found, 'record was', 'records were')} not in step, of ${done.toLocaleString('en')} read, and went through the sync.`;
	const allIsWell = sides.every(({ orphans, underWay }) => orphans + underWay === 0) && sides.some(({ inStep }) => inStep > 0);
	return allIsWell ? `Everything is in step: ${read} read, and nothing had to be sent.` : `Nothing had to be sent: ${read} read.`;
}

/** What a person should know of one side; sentences that say nothing are left out. */
export function sideInWords(side: SideReport, kind: SweepKind, mapping: Mapping | undefined): string {
	const { name, read, total, inStep, emitted, orphans, deletedUnseen: gone, outOfScope, underWay, resting, restsBecause } = side;
	const other = otherSide(side.side);
	const creates = mapping?.create[other] ?? true;
	const sentences = [
		kind === 'backfill'
			? `${name}: ${read.toLocaleString('en')} of ${many(total, 'record')} read, ${emitted.toLocaleString('en')} sent through the sync.`
			: `${name}: ${read.toLocaleString('en')} of ${many(total, 'record')} read, ${inStep.toLocaleString('en')} in step, ${emitted.toLocaleString('en')} sent through the sync.`,
	];
	if (orphans > 0) {
		sentences.push(`${many(orphans, 'record has', 'records have')} no partner: ${creates ? 'sent through the sync, which links or creates one where it can; the log says what became of each' : 'the mapper creates none there'}.`);
	}
	if (gone > 0) sentences.push(`${many(gone, 'linked record was', 'linked records were')} deleted unseen (or cannot be read any more): the sync does what the mapper says about deletes.`);
	if (outOfScope > 0) sentences.push(`${many(outOfScope, 'linked record is', 'linked records are')} outside of the trigger’s filter, and left alone.`);
	if (underWay > 0) sentences.push(`${many(underWay, 'record is', 'records are')} on the way already, or waiting for something that the sync knows of: a parent, a value’s partner, a person. See Review and Issues.`);
	if (resting > 0) sentences.push(`${many(resting, 'record is', 'records are')} left alone on purpose: the partner is known to be gone, another sync keeps it, or it is of a kind that this sync does not take.`);
	return [...sentences, ...restsBecause].join(' ');
}

/** Whether the two systems' own counts and the links fit together, and if not what that means. */
export function countsInWords({ left, right, linked }: { left?: number; right?: number; linked: number }, names: Record<Side, string>): { agree: boolean; means: string } {
	const links = many(linked, 'link');
	const told = ([['left', left], ['right', right]] as const).flatMap(([side, count]) => (count === undefined ? [] : [{ name: names[side], side, count }]));
	if (told.length === 0) return { agree: false, means: `Neither side was counted; ${links}.` };
	const means = told.flatMap(({ name, side, count }) => {
		if (count > linked) return [`${name} has ${many(count - linked, 'record')} more than there are links: without a partner yet, with one that is gone, waiting for a person, or kept by another sync.`];
		if (count === linked) return [];
		return [
			side === 'right'
				? `${name} has ${many(linked - count, 'record')} fewer than there are links: several records are linked to one (leads and contacts of one person), or linked ones are outside of the filter or gone.`
				: `${name} has ${many(linked - count, 'record')} fewer than there are links: linked ones are outside of the filter or gone.`,
		];
	});
	const counted = told.map(({ name, count }) => `${name} has ${many(count, 'record')}`).join(', ');
	return means.length === 0 ? { agree: true, means: `The counts agree: ${counted}, and there are as many links.` } : { agree: false, means: `${counted}; ${links}. ${means.join(' ')}` };
}
