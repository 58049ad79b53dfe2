import { mappingSchema, type Mapping, type RecordRef } from '../../../engine/model';
import type { Commit, ReviewItem } from '../../../engine/run/store-port';
import { Bench, change, commit, contact, key, PAIR, person, type Home } from './home';

type Link = NonNullable<Commit['link']>;
const AT = '2026-03-01T11:00:00.000Z';

/** Links, bases, intents, locks, mappings, reviews and the log, on any engine. */
export function recordsSuite(newHome: () => Promise<Home>): void {
	let bench: Bench;
	beforeEach(async () => {
		bench = await Bench.start(await newHome());
	});
	afterEach(() => bench.stop());

	const linkOf = (left: string, right: string, extra: Partial<Link> = {}): Link => ({
		left: contact(left),
		right: person(right),
		leftModifiedAt: AT,
		rightModifiedAt: AT,
		base: {},
		...extra,
	});
	const save = (...links: Link[]) =>
		bench.store.commit(links.map((link) => commit(change(link.left), { kind: 'close' }, { link })));
	const linksOf = (left: string) => bench.store.links(PAIR, 'left', [contact(left)]);
	const same = (text: string) => ({ left: bench.store.hash(text), right: bench.store.hash(text) });

	describe('a hash', () => {
		it('is 12 bytes of base64url, the same for one store and another for another', async () => {
			expect(bench.store.hash('Ada')).toMatch(/^[\w-]{16}$/);
			expect((await bench.another()).hash('Ada')).toBe(bench.store.hash('Ada'));
			expect(bench.store.hash('Ada ')).not.toBe(bench.store.hash('Ada'));
		});
	});

	describe('a link', () => {
		it('is found from both sides with its base', async () => {
			const base = {
				title: same('CTO'),
				phone: { left: bench.store.hash('1'), right: bench.store.hash('2') },
				name: { left: '', right: bench.store.hash('n') },
				city: { left: bench.store.hash('c'), right: '' },
				none: { left: '', right: '' },
			};
			await save(linkOf('a', 'x', { base, leftModifiedAt: '2026-03-01T11:00:00.123456Z' }));
			const [link] = await linksOf('a');
			expect(link).toMatchObject({
				pair: PAIR,
				left: contact('a'),
				right: person('x'),
				leftModifiedAt: '2026-03-01T11:00:00.123456Z',
				rightModifiedAt: AT,
				base,
			});
			expect(await bench.store.links(PAIR, 'right', [person('x')])).toEqual([link]);
			expect(await bench.store.links('another-pair', 'left', [contact('a')])).toEqual([]);
			expect(await bench.store.links(PAIR, 'left', [{ ...contact('a'), connection: '00D2' }])).toEqual([]);
		});

		it('is found by either of its records in any pair, once', async () => {
			await save(linkOf('a', 'x'), linkOf('b', 'x'));
			const other = commit(
				change(contact('a')),
				{ kind: 'close' },
				{ link: linkOf('a', 'z'), entry: { pair: 'another-pair' } },
			);
			await bench.store.commit([other]);
			const named = async (...refs: RecordRef[]) =>
				(await bench.store.linksTo(refs)).map(({ pair, left, right }) => [pair, left.id, right.id]);
			expect(await named(person('x'))).toEqual([
				[PAIR, 'a', 'x'],
				[PAIR, 'b', 'x'],
			]);
			expect(await named(contact('a'), person('x'))).toEqual([
				[PAIR, 'a', 'x'],
				[PAIR, 'b', 'x'],
				['another-pair', 'a', 'z'],
			]);
			expect((await bench.store.linksTo([contact('b')]))[0]).not.toHaveProperty('base');
			expect(await named(contact('x'), { ...person('x'), connection: 'ws2' })).toEqual([]);
		});

		it('may share its right record with others', async () => {
			await save(linkOf('a', 'x'), linkOf('b', 'x'));
			expect((await bench.store.links(PAIR, 'right', [person('x')])).map(({ left }) => left.id)).toEqual(['a', 'b']);
		});

		it('keeps base rows that a later commit does not name', async () => {
			await save(linkOf('a', 'x', { base: { title: same('CTO'), phone: same('1') } }));
			const [{ id } = { id: '' }] = await linksOf('a');
			await save(linkOf('a', 'x', { id, base: { title: same('CEO') }, leftModifiedAt: '2026-03-02T00:00:00Z' }));
			expect(await linksOf('a')).toMatchObject([
				{ id, leftModifiedAt: '2026-03-02T00:00:00Z', base: { title: same('CEO'), phone: same('1') } },
			]);
		});

		it('made twice for one left record is one link', async () => {
			await save(linkOf('a', 'x', { base: { title: same('CTO') } }));
			await save(linkOf('a', 'x', { base: { phone: same('1') } }));
			expect(await linksOf('a')).toMatchObject([{ base: { title: same('CTO'), phone: same('1') } }]);
			expect(await bench.store.openReviews()).toEqual([]);
		});

		it('to another right record replaces the first, with a new base, and asks about the duplicate', async () => {
			await save(linkOf('a', 'x', { base: { title: same('CTO') } }));
			await save(linkOf('a', 'y', { base: { phone: same('1') } }));
			expect((await linksOf('a')).map(({ right, base }) => ({ right, base }))).toEqual([
				{ right: person('y'), base: { phone: same('1') } },
			]);
			expect(await bench.store.openReviews({ kind: 'duplicate' })).toMatchObject([
				{ pair: PAIR, details: { linked: 'y', unlinked: 'x' } },
			]);
		});

		it('moves to another left record, and takes the place of the link that was there', async () => {
			await save(linkOf('loser', 'x', { base: { title: same('CTO') } }), linkOf('winner', 'y'));
			const [{ id } = { id: '' }] = await linksOf('loser');
			await save(linkOf('winner', 'x', { id }));
			expect(await linksOf('loser')).toEqual([]);
			expect(await linksOf('winner')).toMatchObject([{ id, right: person('x'), base: { title: same('CTO') } }]);
			expect(await bench.store.links(PAIR, 'right', [person('y')])).toEqual([]);
			expect(await bench.store.openReviews({ kind: 'duplicate' })).toHaveLength(1);
		});

		it('is found among thousands that are asked for at once', async () => {
			const ids = Array.from({ length: 3_000 }, (_, index) => `id-${index}`);
			await save(...ids.map((id) => linkOf(id, `r-${id}`, { base: { title: same(id) } })));
			const links = await bench.store.links(PAIR, 'left', ids.map(contact));
			expect(links).toHaveLength(3_000);
			expect(links[2_999]).toMatchObject({ right: person('r-id-2999'), base: { title: same('id-2999') } });
		});

		it('takes no values in its base', async () => {
			await expect(save(linkOf('a', 'x', { base: { title: { left: 'CTO', right: 'CTO' } } }))).rejects.toMatchObject({
				name: 'StoreError',
				code: 'invalid-use',
			});
		});
	});

	describe('a commit', () => {
		it('that fails at its last record leaves nothing of the batch', async () => {
			const [a, b] = await bench.emit(['a', 'b']);
			const [intent] = await bench.store.intend(PAIR, [
				{ source: contact('a'), target: { system: 'pact', connection: 'ws1', object: 'contacts' } },
			]);
			const good = commit(
				a!,
				{ kind: 'close' },
				{ link: linkOf('a', 'x', { base: { title: same('CTO') } }), closeIntent: intent!.id, review: [question()] },
			);
			// The ledger is written last, after links, intents, questions and log.
			const bad = commit(b!, { kind: 'retry', dueAt: 'never', reason: 'rate-limited' });
			await expect(bench.store.commit([good, bad])).rejects.toMatchObject({ code: 'invalid-use' });
			expect(await linksOf('a')).toEqual([]);
			expect(await bench.store.intents(PAIR, [contact('a')])).toHaveLength(1);
			expect(await bench.store.openReviews()).toEqual([]);
			expect(await bench.store.log({ limit: 5 })).toEqual([]);
			expect(await bench.store.pendingCounts()).toEqual({ emitted: 2 });
			expect(await bench.store.outcomeCounts()).toEqual({});
			// Words that were numbered in the lost transaction must not be taken for known.
			await bench.store.commit([good]);
			const [link] = await (await bench.another()).links(PAIR, 'left', [contact('a')]);
			expect(link).toMatchObject({ right: person('x'), base: { title: same('CTO') } });
		});
	});

	describe('an intent', () => {
		const target = { system: 'pact', connection: 'ws1', object: 'contacts' } as const;

		it('stays until it is closed, and is not made twice', async () => {
			const [first] = await bench.store.intend(PAIR, [{ source: contact('a'), target }]);
			const both = await bench.store.intend(PAIR, [
				{ source: contact('a'), target },
				{ source: contact('b'), target },
			]);
			expect(both.find(({ source }) => source.id === 'a')).toEqual(first);
			expect(first).toMatchObject({ pair: PAIR, source: contact('a'), target, createdAt: bench.now().toISOString() });
			await bench.store.commit([commit(change(contact('a')), { kind: 'close' }, { closeIntent: first!.id })]);
			expect((await bench.store.intents(PAIR, [contact('a'), contact('b')])).map(({ source }) => source.id)).toEqual([
				'b',
			]);
		});

		it('of either end is done when the two are linked, whoever linked them; those into another place and of others stay', async () => {
			const elsewhere = { ...target, connection: 'ws2' };
			const back = { system: 'salesforce', connection: contact('a').connection, object: 'Contact' } as const;
			await bench.store.intend(PAIR, [{ source: contact('a'), target }, { source: contact('a'), target: elsewhere }, { source: contact('b'), target }, { source: person('x'), target: back }]);
			await bench.store.commit([commit(change(person('x')), { kind: 'close' }, { link: linkOf('a', 'x') })]);
			expect((await bench.store.intents(PAIR, [contact('a'), contact('b'), person('x')])).map((intent) => [intent.source.id, intent.target.connection])).toEqual([['a', 'ws2'], ['b', 'ws1']]);
		});
	});

	describe('a lock', () => {
		it('is all or nothing', async () => {
			expect(await bench.store.lock(['a', 'b'], 'one', 1_000)).toBe(true);
			expect(await bench.store.lock(['b', 'c'], 'two', 1_000)).toBe(false);
			expect(await bench.store.lock(['c'], 'three', 1_000)).toBe(true);
		});

		it('may be entered again and renewed by its owner, and is free after unlock', async () => {
			await bench.store.lock(['a'], 'one', 1_000);
			bench.pass(900);
			expect(await bench.store.lock(['a', 'b'], 'one', 1_000)).toBe(true);
			bench.pass(900);
			expect(await bench.store.lock(['a'], 'two', 1_000)).toBe(false);
			await bench.store.unlock('one');
			expect(await bench.store.lock(['a', 'b'], 'two', 1_000)).toBe(true);
		});

		it('of an owner who died is taken over when its time is out', async () => {
			await bench.store.lock(['a'], 'one', 1_000);
			bench.pass(1_000);
			expect(await bench.store.lock(['a'], 'two', 1_000)).toBe(true);
			expect(await bench.store.lock(['a'], 'one', 1_000)).toBe(false);
		});
	});

	describe('a mapping', () => {
		it('has one version for one content, whatever the order of its keys', async () => {
			const mapping = sampleMapping();
			const version = await bench.store.saveMapping(mapping);
			const turned = Object.fromEntries(Object.entries(mapping).reverse()) as Mapping;
			expect(await bench.store.saveMapping(turned)).toBe(version);
			expect(await bench.store.saveMapping({ ...mapping, tieWinner: 'right' })).not.toBe(version);
			expect(await bench.store.mapping(version)).toEqual(mapping);
			expect(await bench.store.mapping('unknown')).toBeUndefined();
		});

		it('that was saved last is the latest of its pair, also when it was saved before', async () => {
			const mapping = sampleMapping();
			const changed: Mapping = { ...mapping, tieWinner: 'right' };
			expect(await bench.store.latestMapping(PAIR)).toBeUndefined();
			for (const next of [mapping, changed, mapping, mapping]) {
				await bench.store.saveMapping(next);
				expect(await bench.store.latestMapping(PAIR)).toEqual(next);
			}
			await bench.store.saveMapping({ ...changed, pair: 'another' });
			expect(await bench.store.latestMapping(PAIR)).toEqual(mapping);
		});
	});

	describe('a question for a person', () => {
		it('can be settled by itself, and is open again when it is asked again', async () => {
			const drift = (key: string) => question({ kind: 'mapping', key });
			await bench.store.noteReview([drift('row|a'), drift('row|b'), question({ key: 'row|a' })]);
			await bench.store.settleReviews(PAIR, 'mapping', ['row|a', 'unknown']);
			expect((await bench.store.openReviews()).map(({ kind, key }) => [kind, key])).toEqual([
				['mapping', 'row|b'],
				['unmapped-value', 'row|a'],
			]);
			await bench.store.noteReview([drift('row|a')]);
			expect(await bench.store.openReviews({ kind: 'mapping' })).toHaveLength(2);
		});

		it('is asked once and counted', async () => {
			await bench.store.noteReview([question(), question({ key: 'other' })]);
			bench.pass(1_000);
			await bench.store.commit([
				commit(change(contact('a')), { kind: 'close' }, { review: [question({ message: 'Again?' })] }),
			]);
			const open = await bench.store.openReviews({ pair: PAIR, kind: 'unmapped-value' });
			expect(open).toMatchObject([
				{
					message: 'Again?',
					count: 2,
					firstSeen: bench.in(-1_000),
					details: { value: 'Hot', known: ['a', 'b'] },
					source: contact('a'),
				},
				{ key: 'other', count: 1 },
			]);
			expect(await bench.store.openReviews({ kind: 'conflict' })).toEqual([]);
		});

		it('about a value is closed by the assignment, and opens again when it is asked again', async () => {
			await bench.store.noteReview([question()]);
			await bench.store.assignValue(PAIR, 'stage', 'left', 'Hot', 'warm');
			await bench.store.assignValue(PAIR, 'stage', 'left', 'HOT', 'hot');
			expect(await bench.store.openReviews()).toEqual([]);
			expect(await bench.store.assignments(PAIR, 'left')).toEqual({ stage: { HOT: 'hot' } });
			expect(await bench.store.assignments(PAIR, 'right')).toEqual({});
			await bench.store.noteReview([question()]);
			expect(await bench.store.openReviews()).toMatchObject([{ count: 2 }]);
		});
	});

	describe('the log', () => {
		it('answers newest first, by page, and whole', async () => {
			const full = {
				target: person('x'),
				execution: '77',
				dryRun: true,
				movements: [
					{ row: 'title', field: 'Title', from: null, to: ['a'], lost: { side: 'right' as const, value: 3 } },
				],
			};
			await bench.store.commit([
				commit(change(contact('a')), { kind: 'close' }, { entry: full }),
				commit(change(contact('b'))),
			]);
			const [b, a] = await bench.store.log({ limit: 10 });
			expect(a).toMatchObject({ ...full, source: contact('a'), pair: PAIR, at: '2026-03-01T12:00:00.000Z' });
			expect(b).not.toHaveProperty('target');
			expect(await bench.store.log({ limit: 1, before: b!.id })).toEqual([a]);
			expect(await bench.store.log({ limit: 5, source: contact('b') })).toEqual([b]);
			expect(await bench.store.log({ limit: 5, pair: 'unknown' })).toEqual([]);
			expect(await bench.store.log({ limit: 5, outcome: 'created' })).toEqual([]);
		});

		it('is pruned by age a bounded number of lines at a time; outcomes stay counted', async () => {
			const lines = ['2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z', '2026-02-28T00:00:00.000Z'];
			await bench.store.commit(
				lines.map((at, index) =>
					commit(
						change(contact(`${index}`)),
						{ kind: 'close' },
						{ entry: { at, outcome: index ? 'updated' : 'created' } },
					),
				),
			);
			expect(await bench.store.prune({ olderThan: '2026-02-01T00:00:00.000Z', limit: 1 })).toEqual({
				removed: 1,
				more: true,
			});
			expect(await bench.store.prune({ olderThan: '2026-02-01T00:00:00.000Z' })).toEqual({ removed: 1, more: false });
			expect((await bench.store.log({ limit: 5 })).map(({ at }) => at)).toEqual([lines[2]]);
			expect(await bench.store.outcomeCounts(PAIR)).toEqual({ created: 1, updated: 2 });
			expect(await bench.store.outcomeCounts('another')).toEqual({});
		});

		it('counts no dry runs', async () => {
			await bench.store.commit([
				commit(change(contact('a')), { kind: 'close' }, { entry: { dryRun: true } }),
				commit(change(contact('b'))),
			]);
			expect(await bench.store.outcomeCounts()).toEqual({ updated: 1 });
		});
	});

	describe('two connections', () => {
		it('write at once without losing anything, and never give one seq twice', async () => {
			const other = await bench.another();
			const page = (store: typeof other, id: string) =>
				store.notePage({
					feed: `feed-${id}`,
					object: 'Contact',
					refs: [{ ref: contact(id), stamp: AT }],
					cursor: id,
					leaseMs: 1_000,
				});
			const ids = Array.from({ length: 40 }, (_, index) => `${index}`);
			const pages = await Promise.all(ids.map((id, index) => page(index % 2 ? other : bench.store, id)));
			expect(new Set(pages.flatMap((seqs) => [...seqs.values()])).size).toBe(40);
			expect(await other.pendingCounts()).toEqual({ emitted: 40 });
			expect(pages[7]!.has(key(contact('7')))).toBe(true);
		});

		it('never both get a lock', async () => {
			const other = await bench.another();
			for (let round = 0; round < 20; round++) {
				const got = await Promise.all([
					bench.store.lock([`k${round}`], 'one', 1_000),
					other.lock([`k${round}`], 'two', 1_000),
				]);
				expect(got.filter(Boolean)).toHaveLength(1);
			}
		});
	});
}

function question(extra: Partial<ReviewItem> = {}): ReviewItem {
	return {
		kind: 'unmapped-value',
		pair: PAIR,
		key: `value|${PAIR}|stage|left|hot`,
		message: 'Which stage is Hot?',
		details: { value: 'Hot', known: ['a', 'b'] },
		source: contact('a'),
		...extra,
	};
}

function sampleMapping(): Mapping {
	return mappingSchema.parse({
		pair: PAIR,
		left: { system: 'salesforce', object: 'Contact' },
		right: { system: 'pact', object: 'contacts' },
		rows: [
			{
				id: 'title',
				left: 'Title',
				right: 'title',
				label: 'Title',
				lens: { kind: 'text' },
				rule: 'newestWins',
				required: { left: false, right: false },
			},
		],
		match: [{ kind: 'email', left: 'Email', right: 'email' }],
		externalIds: {},
		create: { left: false, right: true },
		tieWinner: 'left',
	});
}
