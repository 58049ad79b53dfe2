import { Bench, change, commit, contact, PAIR, type Home, type logOf } from './home';

/** What those need who tell people of it, on any engine. */
export function alertsSuite(newHome: () => Promise<Home>): void {
	let bench: Bench;
	beforeEach(async () => {
		bench = await Bench.start(await newHome());
	});
	afterEach(() => bench.stop());

	const note = (key: string) => ({ key, said: `Said of ${key}` });

	describe('an alert', () => {
		it('is news once, is over once, and is news again when it begins anew', async () => {
			const { store } = bench;
			expect(await store.tellAlerts('duty', [note('a'), note('b')])).toEqual({ began: ['a', 'b'], ended: [] });
			expect(await store.tellAlerts('duty', [note('a'), note('b')])).toEqual({ began: [], ended: [] });
			expect(await store.tellAlerts('duty', [note('b')])).toEqual({ began: [], ended: [note('a')] });
			expect(await store.tellAlerts('duty', [note('b')])).toEqual({ began: [], ended: [] });
			expect(await store.tellAlerts('duty', [note('b'), note('a')])).toEqual({ began: ['a'], ended: [] });
		});

		it('is told to every listener, and is over with the words that it was told in', async () => {
			const { store } = bench;
			await store.tellAlerts('duty', [note('a')]);
			expect(await store.tellAlerts('team', [{ key: 'a', said: 'Other words' }])).toEqual({ began: ['a'], ended: [] });
			expect(await store.tellAlerts('duty', [])).toEqual({ began: [], ended: [note('a')] });
			expect(await store.tellAlerts('team', [])).toEqual({ began: [], ended: [{ key: 'a', said: 'Other words' }] });
		});

		it('is told by one of two processes that ask at the same time', async () => {
			const other = await bench.another();
			const answers = await Promise.all([bench.store, other, bench.store].map(async (store) => await store.tellAlerts('duty', [note('a')])));
			expect(answers.flatMap(({ began }) => began)).toEqual(['a']);
		});

		it('may be one of very many', async () => {
			const many = Array.from({ length: 3_000 }, (_, index) => note(`issue ${index}`));
			expect((await bench.store.tellAlerts('duty', many)).began).toHaveLength(3_000);
			expect((await bench.store.tellAlerts('duty', [])).ended).toHaveLength(3_000);
		});
	});

	it('entries of the ledgers are counted by feed, object, state and reason, with the oldest', async () => {
		const [first, second, third] = [await bench.emit(['a', 'b']), (bench.pass(1_000), await bench.emit(['c'], { feed: 'feed-2' })), await bench.emit(['d'])];
		const retry = { kind: 'retry', dueAt: bench.in(60_000), reason: 'credential-refused' } as const;
		for (const entry of [...first, ...second]) await bench.store.commit([commit(entry, retry, { entry: { message: 'Refused. 100% sure_' } })]);
		for (const entry of third) await bench.store.commit([commit(entry, { kind: 'issue', reason: 'not-allowed', message: 'Refused.' })]);
		const { id: _id, ...place } = contact('a');
		const groups = [
			{ feed: 'feed-1', place, state: 'due', reason: 'credential-refused', count: 2, since: bench.in(-1_000) },
			{ feed: 'feed-2', place, state: 'due', reason: 'credential-refused', count: 1, since: bench.in(0) },
		];
		expect(await bench.store.pendingGroups({ reason: 'credential-refused' })).toEqual(groups);
		expect(await bench.store.pendingGroups({ saying: '100% sure_' })).toEqual(groups);
		expect(await bench.store.pendingGroups({ saying: '100_ sure%' })).toEqual([]);
		expect(await bench.store.pendingGroups({ saying: 'Refused.' })).toHaveLength(3);
	});

	it('outcomes of a span of time are counted by pair', async () => {
		const write = async (id: string, at: string, entry: Parameters<typeof logOf>[1]) => await bench.store.commit([commit(change(contact(id)), { kind: 'close' }, { entry: { at, ...entry } })]);
		await write('a', bench.in(-3_000), { outcome: 'created', reason: 'created' });
		await write('b', bench.in(-2_000), {});
		await write('c', bench.in(-1_000), {});
		await write('d', bench.in(-1_000), { pair: 'another', outcome: 'failed', reason: 'not-allowed' });
		await write('e', bench.in(-1_000), { dryRun: true });
		await write('f', bench.in(0), {});
		const counts = await bench.store.outcomesIn({ since: bench.in(-2_000), until: bench.in(0) });
		expect(counts.sort((one, other) => one.pair.localeCompare(other.pair))).toEqual([
			{ pair: 'another', outcome: 'failed', count: 1 },
			{ pair: PAIR, outcome: 'updated', count: 2 },
		]);
	});

	it('the slowest changes of a span are those that were made longest before they were written', async () => {
		const write = async (id: string, entry: Parameters<typeof logOf>[1]) => await bench.store.commit([commit(change(contact(id)), { kind: 'close' }, { entry: { at: bench.in(0), ...entry } })]);
		await write('fast', { changedAt: bench.in(-1_000) });
		await write('slow', { changedAt: bench.in(-90_000) });
		await write('middle', { changedAt: bench.in(-5_000), outcome: 'created', reason: 'created' });
		await write('first-sync', { changedAt: bench.in(-900_000), origin: 'backfill' });
		await write('refused', { changedAt: bench.in(-900_000), outcome: 'failed', reason: 'not-allowed' });
		await write('unknown', {});
		await write('ahead', { changedAt: bench.in(1_000) });
		const slowest = await bench.store.slowestIn({ since: bench.in(-1_000), until: bench.in(1), limit: 2 });
		expect(slowest).toEqual([
			{ pair: PAIR, source: contact('slow'), at: bench.in(0), seconds: 90 },
			{ pair: PAIR, source: contact('middle'), at: bench.in(0), seconds: 5 },
		]);
		expect((await bench.store.slowestIn({ since: bench.in(-1_000), until: bench.in(1), limit: 9 })).map(({ source, seconds }) => [source.id, seconds])).toEqual([['slow', 90], ['middle', 5], ['fast', 1], ['ahead', 0]]);
	});
}
