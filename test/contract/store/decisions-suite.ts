import type { ReviewItem } from '../../../engine/run/store-port';
import { Bench, change, commit, contact, PAIR, type Home } from './home';

/** What people are asked and have decided, on any engine. */
export function decisionsSuite(newHome: () => Promise<Home>): void {
	let bench: Bench;
	beforeEach(async () => {
		bench = await Bench.start(await newHome());
	});
	afterEach(() => bench.stop());

	const ask = async (key: string, more: Partial<ReviewItem> = {}) =>
		await bench.store.noteReview([{ kind: 'conflict', pair: PAIR, key, message: 'Which?', details: { row: 'title', left: 'a', right: 'b' }, ...more }]);
	const decide = async (person: string, message = 'Asked. Chosen.') =>
		await bench.store.noteDecision({ pair: PAIR, source: contact('a'), origin: 'manual', outcome: 'skipped', reason: 'decided', message, movements: [], person });

	describe('open questions', () => {
		beforeEach(async () => {
			for (const key of ['1', '2', '3']) await ask(key);
			await ask('4', { details: { row: 'name' } });
			await ask('5', { kind: 'duplicate', details: {} });
			await ask('6', { pair: 'other', details: { row: 'title' } });
		});
		const keys = async (filter: Parameters<typeof bench.store.openReviews>[0]) => (await bench.store.openReviews(filter)).map(({ key }) => key);

		it('are counted by sync, kind and field, with the youngest of each', async () => {
			const groups = await bench.store.questionGroups();
			expect(groups).toHaveLength(4);
			const [{ id = '' } = {}] = (await bench.store.openReviews({ row: 'title', pair: PAIR })).slice(-1);
			expect(groups).toContainEqual({ pair: PAIR, kind: 'conflict', row: 'title', count: 3, upTo: id });
			expect(groups).toContainEqual(expect.objectContaining({ pair: PAIR, kind: 'conflict', row: 'name', count: 1 }));
			expect(groups.find(({ kind }) => kind === 'duplicate')).not.toHaveProperty('row');
			await bench.store.settleReviews(PAIR, 'conflict', ['1', '2', '3']);
			expect(await bench.store.questionGroups()).toHaveLength(3);
		});

		it('are found by field, page by page, and none that came later', async () => {
			const all = await bench.store.openReviews({ pair: PAIR, row: 'title' });
			expect(all.map(({ key }) => key)).toEqual(['1', '2', '3']);
			expect(await keys({ pair: PAIR, row: 'title', limit: 2 })).toEqual(['1', '2']);
			expect(await keys({ pair: PAIR, row: 'title', after: all[1]?.id ?? '' })).toEqual(['3']);
			expect(await keys({ pair: PAIR, row: 'title', upTo: all[1]?.id ?? '' })).toEqual(['1', '2']);
			expect(await keys({ kind: 'duplicate' })).toEqual(['5']);
		});
	});

	describe('a decision', () => {
		it('is a line with the person, and no change’s outcome', async () => {
			await bench.store.commit([commit(change(contact('a')), { kind: 'close' })]);
			const before = [await bench.store.outcomeCounts(), await bench.store.activity({ since: bench.in(-60_000), spanMs: 3_600_000 })];
			await decide('ann');
			expect([await bench.store.outcomeCounts(), await bench.store.activity({ since: bench.in(-60_000), spanMs: 3_600_000 })]).toEqual(before);
			expect(await bench.store.log({ limit: 1 })).toMatchObject([{ at: bench.in(0), person: 'ann', reason: 'decided' }]);
		});

		it('is found by the person', async () => {
			await decide('bea', 'One.');
			await decide('ann', 'Two.');
			await decide('bea', 'Three.');
			expect(await bench.store.persons()).toEqual(['ann', 'bea']);
			expect((await bench.store.log({ person: 'bea', limit: 10 })).map(({ message }) => message)).toEqual(['Three.', 'One.']);
			expect(await bench.store.log({ person: 'nobody', limit: 10 })).toEqual([]);
		});
	});

	describe('a decided value', () => {
		it('loses its partner, whatever case it is written in, and only it', async () => {
			await bench.store.assignValue(PAIR, 'stage', 'left', 'Legal', 'l1');
			await bench.store.assignValue(PAIR, 'stage', 'left', 'Trial', 't1');
			expect(await bench.store.removeAssignment({ pair: PAIR, row: 'stage', side: 'right', from: 'Legal' })).toBe(false);
			expect(await bench.store.removeAssignment({ pair: PAIR, row: 'stage', side: 'left', from: 'LEGAL' })).toBe(true);
			expect(await bench.store.removeAssignment({ pair: PAIR, row: 'stage', side: 'left', from: 'Legal' })).toBe(false);
			expect(await bench.store.assignments(PAIR, 'left')).toEqual({ stage: { Trial: 't1' } });
		});
	});
}
