import type { Change } from '../model';
import { toCommit } from './commit';
import { at, jobOf } from './job.fixture';
import { ending } from './job';

const DAY_S = 24 * 60 * 60;

describe('a line of the log', () => {
	const changedAt = (change: Partial<Change>, attempt?: number) => {
		const job = jobOf('left', { modifiedAt: at(5), ...(attempt === undefined ? {} : { attempt }) });
		Object.assign(job.item.change, change);
		return toCommit(ending(job, { outcome: 'updated', reason: 'updated', message: 'Updated.' }), at(65), { hash: (text) => text }).log.changedAt;
	};

	it.each<[string, Change['origin']]>([['polled', 'poll'], ['told by a webhook', 'webhook'], ['streamed', 'cdc']])('about a change that was %s says when it was made', (_how, origin) => {
		expect(changedAt({ origin })).toBe(at(5));
		expect(changedAt({ origin }, 0)).toBe(at(5));
	});

	it.each<Change['origin']>(['backfill', 'reconcile', 'retry', 'manual'])('of a %s says nothing of how fast the sync is', (origin) => {
		expect(changedAt({ origin })).toBeUndefined();
	});

	it('of a later try neither', () => {
		expect(changedAt({ origin: 'webhook' }, 1)).toBeUndefined();
	});

	it('of a change of the day before neither: it was read from a date, or after an outage', () => {
		expect(changedAt({ modifiedAt: at(66 - DAY_S) })).toBe(at(66 - DAY_S));
		expect(changedAt({ modifiedAt: at(65 - DAY_S) })).toBeUndefined();
	});

	it('keeps a time that is ahead of ours: the clocks differ', () => {
		expect(changedAt({ modifiedAt: at(100) })).toBe(at(100));
	});
});
