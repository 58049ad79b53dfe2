import { concededBase } from '../../../engine/merge/base';
import type { Commit } from '../../../engine/run/store-port';
import { Bench, change, commit, contact, PAIR, person, type Home } from './home';

const AT = '2026-03-01T11:00:00.000Z';

/** What the person on duty sees and decides, on any engine. */
export function consoleSuite(newHome: () => Promise<Home>): void {
	let bench: Bench;
	beforeEach(async () => {
		bench = await Bench.start(await newHome());
	});
	afterEach(() => bench.stop());

	const link = async (left: string, right: string, extra: Partial<NonNullable<Commit['link']>> = {}) => {
		const whole = { left: contact(left), right: person(right), leftModifiedAt: AT, rightModifiedAt: AT, base: {}, ...extra };
		await bench.store.commit([commit(change(contact(left)), { kind: 'close' }, { link: whole })]);
		return (await bench.store.links(PAIR, 'left', [contact(left)]))[0]?.id ?? '';
	};
	const linkOf = async (left: string) => (await bench.store.links(PAIR, 'left', [contact(left)]))[0];
	const giveUp = async (id: string, message: string, feed = 'feed-1') => {
		const [entry] = await bench.emit([id], { feed });
		if (entry) await bench.store.commit([commit(entry, { kind: 'issue', reason: 'missing-required', message })]);
	};

	describe('triggers', () => {
		const state = async (feed = 'feed-1') => (await bench.store.feedStates()).find((one) => one.feed === feed);

		it('are told of with what they are called, who runs them, and what they have to do', async () => {
			await bench.store.describeFeed('feed-1', { name: 'Contacts / Salesforce', system: 'salesforce', connection: '00D1', objects: ['Contact'] });
			await bench.store.holdFeed('feed-1', 'process-a', 60_000);
			await bench.emit(['a', 'b']);
			bench.pass(5_000);
			await giveUp('c', 'No.');
			await bench.store.setProgress('feed-1', 'Contact', { done: 1, total: 4 });
			expect(await state()).toEqual({
				feed: 'feed-1',
				name: 'Contacts / Salesforce',
				system: 'salesforce',
				connection: '00D1',
				objects: ['Contact'],
				heldBy: 'process-a',
				backlog: { emitted: 2, issue: 1 },
				oldest: bench.in(-5_000),
				progress: { Contact: { done: 1, total: 4 } },
			});
			bench.pass(60_000);
			expect(await state()).not.toHaveProperty('heldBy');
		});

		it('keep the first time of a trouble until a round goes well', async () => {
			await bench.store.noteRound('feed-1', { trouble: 'Away.' });
			const since = bench.in(0);
			bench.pass(1_000);
			await bench.store.noteRound('feed-1', { trouble: 'Still away.' });
			expect(await state()).toMatchObject({ trouble: { since, message: 'Still away.' } });
			expect(await state()).not.toHaveProperty('polledAt');
			await bench.store.noteRound('feed-1', { full: true });
			expect(await state()).toMatchObject({ polledAt: bench.in(0), fullAt: bench.in(0) });
			expect(await state()).not.toHaveProperty('trouble');
		});

		it('rest when a person says so, over all connections to the store, until they are resumed', async () => {
			const other = await bench.another();
			await bench.store.pauseFeed('feed-1', 'Migration');
			expect([await other.isPaused('feed-1'), await other.isPaused('feed-2')]).toEqual([true, false]);
			await bench.store.describeFeed('feed-1', { name: 'N', system: 'pact', connection: 'w', objects: [] });
			expect(await state()).toMatchObject({ paused: { since: bench.in(0), because: 'Migration' } });
			await other.resumeFeed('feed-1');
			expect(await bench.store.isPaused('feed-1')).toBe(false);
		});
	});

	describe('a decided field', () => {
		it('gets its base, and the winner is due where its side is read', async () => {
			const id = await link('a', 'x', { base: { title: { left: bench.store.hash('1'), right: bench.store.hash('2') }, name: { left: '', right: bench.store.hash('n') } } });
			await bench.store.noteFeed(PAIR, 'left', 'feed-1');
			const base = concededBase('right', bench.store.hash('seen'));
			expect(await bench.store.decideField(id, 'title', { winner: 'left', base })).toEqual(['feed-1']);
			expect((await linkOf('a'))?.base).toEqual({ title: base, name: { left: '', right: bench.store.hash('n') } });
			expect((await bench.due()).map((due) => due.id)).toEqual(['a']);
		});

		it('says when nobody reads the winner’s side, and when there is no such link', async () => {
			const id = await link('a', 'x');
			expect(await bench.store.decideField(id, 'title', { winner: 'right', base: concededBase('left', bench.store.hash('seen')) })).toEqual([]);
			expect(await bench.store.decideField('999999', 'title', { value: 'CTO' })).toBeUndefined();
		});

		it('keeps a typed value with the link until it is written', async () => {
			const id = await link('a', 'x');
			await bench.store.noteFeed(PAIR, 'right', 'feed-2');
			expect(await bench.store.decideField(id, 'title', { value: 'CTO' })).toEqual(['feed-2']);
			await bench.store.decideField(id, 'tags', { value: ['a', 'b'] });
			expect((await linkOf('a'))?.decided).toEqual({ title: 'CTO', tags: ['a', 'b'] });
			await link('a', 'x', { id, decisionsDone: ['title'] });
			expect((await linkOf('a'))?.decided).toEqual({ tags: ['a', 'b'] });
			await link('a', 'x', { id, decisionsDone: ['tags'] });
			expect(await linkOf('a')).not.toHaveProperty('decided');
			expect((await bench.store.linksTo([contact('a')]))[0]).not.toHaveProperty('decided');
		});
	});

	it('two records that a person names are linked, the create that was asked about is closed, and the issue is due', async () => {
		await bench.store.intend(PAIR, [{ source: contact('a'), target: { system: 'pact', connection: 'ws1', object: 'contacts' } }]);
		await giveUp('a', 'Matches two.');
		await bench.store.linkByPerson(PAIR, 'left', contact('a'), person('y'));
		expect(await linkOf('a')).toMatchObject({ right: person('y'), base: {} });
		expect(await bench.store.intents(PAIR, [contact('a')])).toEqual([]);
		expect((await bench.due()).map(({ id, attempts }) => [id, attempts])).toEqual([['a', 0]]);
	});

	it('deletes that a person lets pass are marked at their links for a day, and due', async () => {
		await link('a', 'x');
		await link('b', 'y');
		await giveUp('a', 'Too many deletes.');
		await bench.store.allowDeletes(PAIR, 'left', [contact('a')]);
		expect([(await linkOf('a'))?.deletesPass, (await linkOf('b'))?.deletesPass]).toEqual([true, undefined]);
		expect((await bench.due()).map(({ id }) => id)).toEqual(['a']);
		bench.pass(24 * 60 * 60_000);
		expect(await linkOf('a')).not.toHaveProperty('deletesPass');
	});

	it('issues come in pages, and go for good with a line in the log each', async () => {
		for (const id of ['a', 'b', 'c']) await giveUp(id, `Nothing for ${id}.`);
		const first = await bench.store.issues({ limit: 2 });
		expect(first.issues.map(({ ref, message, reason, feed }) => [ref.id, message, reason, feed])).toEqual([
			['a', 'Nothing for a.', 'missing-required', 'feed-1'],
			['b', 'Nothing for b.', 'missing-required', 'feed-1'],
		]);
		const second = await bench.store.issues({ limit: 2, after: first.next ?? 0 });
		expect([second.issues.map(({ ref }) => ref.id), second.next]).toEqual([['c'], undefined]);
		expect(await bench.store.closeIssues([contact('a'), contact('b'), contact('never seen')], 'Left alone.')).toBe(2);
		expect((await bench.store.issues({ limit: 9 })).issues.map(({ ref }) => ref.id)).toEqual(['c']);
		expect(await bench.store.log({ source: contact('a'), limit: 1 })).toMatchObject([{ outcome: 'skipped', message: 'Left alone.' }]);
	});

	it('a record is found by its id, in whatever it was seen, and with what it waits for', async () => {
		await link('a', 'x');
		const [entry] = await bench.emit(['w']);
		if (entry) await bench.store.commit([commit(entry, { kind: 'wait', waitKey: 'link|parent', reason: 'parent-not-linked' })]);
		expect(await bench.store.recordsWithId('x')).toEqual([person('x')]);
		expect(await bench.store.recordsWithId('w')).toEqual([contact('w')]);
		expect(await bench.store.recordsWithId('nobody')).toEqual([]);
		expect(await bench.store.entriesOf([contact('w'), contact('a')])).toMatchObject([{ ref: contact('w'), state: 'waiting', reason: 'parent-not-linked', waitsFor: ['link|parent'] }]);
	});

	it('the log answers by record on either side, time, reason and words', async () => {
		const line = async (id: string, entry: NonNullable<Parameters<typeof commit>[2]>['entry'] = {}) => await bench.store.commit([commit(change(contact(id)), { kind: 'close' }, { entry })]);
		await line('a', { target: person('x'), at: '2026-03-01T10:00:00.000Z', message: '100% Done_' });
		await line('b', { target: person('y'), at: '2026-03-01T11:00:00.000Z', reason: 'echo' });
		await line('c', { at: '2026-03-01T12:00:00.000Z', message: 'Refused: field X.' });
		const ids = async (filter: object) => (await bench.store.log({ limit: 10, ...filter })).map(({ source }) => source.id);
		expect(await ids({ record: person('x') })).toEqual(['a']);
		expect(await ids({ record: contact('b') })).toEqual(['b']);
		expect(await ids({ record: person('unknown') })).toEqual([]);
		expect(await ids({ since: '2026-03-01T11:00:00.000Z', until: '2026-03-01T12:00:00.000Z' })).toEqual(['b']);
		expect(await ids({ reason: 'echo' })).toEqual(['b']);
		expect(await ids({ text: 'FIELD x' })).toEqual(['c']);
		expect(await ids({ text: '0% done_' })).toEqual(['a']);
		expect(await ids({ text: '0_done' })).toEqual([]);
	});

	it('pairs are told of with their mapping, triggers, links and open questions; questions one by one, too', async () => {
		const side = (system: 'salesforce' | 'pact', object: string) => ({ system, object });
		const mapping = { pair: PAIR, left: side('salesforce', 'Contact'), right: side('pact', 'contacts'), rows: [], match: [], externalIds: {}, create: { left: false, right: true }, tieWinner: 'left' as const };
		await bench.store.saveMapping(mapping);
		await bench.store.noteFeed(PAIR, 'left', 'feed-1');
		await link('a', 'x');
		await bench.store.noteReview([{ kind: 'duplicate', pair: PAIR, key: 'k', message: 'Two.', details: {} }]);
		expect(await bench.store.pairStates()).toEqual([{ pair: PAIR, mapping, feeds: { left: ['feed-1'], right: [] }, links: 1, questions: 1, outcomes: { updated: 1 } }]);
		const [open] = await bench.store.openReviews();
		await bench.store.settleReviews(PAIR, 'duplicate', ['k']);
		expect(await bench.store.review(open?.id ?? '')).toEqual({ ...open, open: false });
		expect([await bench.store.review('999'), await bench.store.review('x')]).toEqual([undefined, undefined]);
	});

	it('assigned values are listed as they were said', async () => {
		await bench.store.assignValue(PAIR, 'stage', 'left', 'Closed Won', 'Won');
		await bench.store.assignValue(PAIR, 'stage', 'right', 'Lost', 'Closed Lost');
		expect(await bench.store.allAssignments()).toEqual([
			{ pair: PAIR, row: 'stage', side: 'left', from: 'Closed Won', to: 'Won' },
			{ pair: PAIR, row: 'stage', side: 'right', from: 'Lost', to: 'Closed Lost' },
		]);
	});
}
