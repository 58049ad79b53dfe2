import { manyChangesKey } from '../../../engine/run/guard-port';
import type { Commit } from '../../../engine/run/store-port';
import { Bench, change, commit, contact, PAIR, person, type Home } from './home';

const AT = '2026-03-01T11:00:00.000Z';
const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
const WAITS = { kind: 'wait', waitKey: manyChangesKey(PAIR, 'left'), reason: 'guard-tripped' } as const;

/** What the guard against mass edits counts, and what people say about it, on any engine. */
export function guardsSuite(newHome: () => Promise<Home>): void {
	let bench: Bench;
	beforeEach(async () => {
		bench = await Bench.start(await newHome());
	});
	afterEach(() => bench.stop());

	/** Answers the link's id. */
	const link = async (id: string, more: Partial<Commit> = {}): Promise<string> => {
		const whole = { left: contact(id), right: person(id), leftModifiedAt: AT, rightModifiedAt: AT, base: {} };
		await bench.store.commit([commit(change(contact(id)), { kind: 'close' }, { link: whole, ...more })]);
		return (await bench.store.links(PAIR, 'left', [contact(id)]))[0]?.id ?? '';
	};
	const counted = async (ids: readonly string[], side: 'left' | 'right' = 'left') => {
		await bench.store.commit(ids.map((id) => commit(change(contact(id)), { kind: 'close' }, { counted: { link: id, side } })));
	};
	const recent = async (links: readonly string[] = [], side: 'left' | 'right' = 'left') => await bench.store.recentChanges(PAIR, side, bench.in(-HOUR_MS), links);
	const question = { kind: 'many-changes', pair: PAIR, key: 'left', message: 'Many.', details: { changes: 9 } } as const;
	const hold = async (ids: string[]) => {
		const emitted = await bench.emit(ids);
		await bench.store.commit(emitted.map((one) => commit(one, WAITS, { review: [question] })));
	};

	it('counts each link once for each direction, and forgets it after the time that is asked for', async () => {
		const [one, other] = [await link('a'), await link('b')];
		await counted([one, one, other]);
		bench.pass(HOUR_MS / 2);
		await counted([other]);
		await counted([other], 'right');
		expect(await recent([one])).toMatchObject({ changed: 2, among: [one], waiting: 0, passes: false });
		expect(await recent([one], 'right')).toMatchObject({ changed: 1, among: [] });
		bench.pass(HOUR_MS / 2 + 1);
		expect(await recent([one, other])).toMatchObject({ changed: 1, among: [other] });
		expect(await bench.store.recentChanges('another', 'left', bench.in(-HOUR_MS), [one])).toEqual({ changed: 0, among: [], met: [], waiting: 0, passes: false });
	});

	it('tells which links are new, for a day', async () => {
		const id = await link('a');
		expect((await recent([id])).met).toEqual([id]);
		await link('a');
		bench.pass(DAY_MS + 1);
		expect((await recent([id])).met).toEqual([]);
		expect(await bench.store.prune({ olderThan: bench.in(-DAY_MS) })).toBeDefined();
		expect(await bench.store.countLinks(PAIR)).toBe(1);
		expect(await bench.store.countLinks('another')).toBe(0);
	});

	it('lets everything through for a day when a person says so: what waits is due, and the question stays answered', async () => {
		await hold(['a', 'b']);
		expect(await recent()).toMatchObject({ waiting: 2, passes: false });
		expect(await bench.store.openReviews()).toMatchObject([{ kind: 'many-changes', count: 2 }]);
		expect(await bench.store.allowChanges(PAIR, 'left')).toBe(2);
		await bench.store.settleReviews(PAIR, 'many-changes', ['left']);
		expect((await bench.due()).map(({ id, attempts }) => [id, attempts])).toEqual([['a', 0], ['b', 0]]);
		// A run that had looked just before.
		await hold(['c']);
		expect(await bench.store.openReviews()).toEqual([]);
		expect(await recent()).toMatchObject({ passes: true });
		expect(await recent([], 'right')).toMatchObject({ passes: false });
		bench.pass(DAY_MS);
		expect(await recent()).toMatchObject({ passes: false });
		await hold(['d']);
		expect(await bench.store.openReviews()).toHaveLength(1);
	});

	it('leaves no record waiting that was under way when a person let it through', async () => {
		const [under] = await bench.emit(['a']);
		await bench.store.allowChanges(PAIR, 'left');
		if (under) await bench.store.commit([commit(under, WAITS)]);
		expect((await bench.due()).map(({ id }) => id)).toEqual(['a']);
	});

	it('makes issues of what a person holds, once, with the words for it', async () => {
		await hold(['a', 'b']);
		expect(await bench.store.holdChanges(PAIR, 'left', 'A person held it.')).toBe(2);
		expect(await bench.store.holdChanges(PAIR, 'left', 'A person held it.')).toBe(0);
		expect((await bench.store.issues({ limit: 10 })).issues).toMatchObject([{ ref: contact('a'), reason: 'decided', message: 'A person held it.' }, { ref: contact('b') }]);
		expect(await bench.store.retryIssues()).toBe(2);
		expect(await bench.due()).toHaveLength(2);
		expect(await recent()).toMatchObject({ waiting: 0 });
	});
}
