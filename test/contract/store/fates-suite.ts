import type { Commit, Fate } from '../../../engine/run/store-port';
import { Bench, change, commit, contact, PAIR, person, type Home } from './home';

const AT = '2026-03-01T11:00:00.000Z';
type Link = NonNullable<Commit['link']>;

/** Records that are gone, links that rest, move together or are no more, on any engine. */
export function fatesSuite(newHome: () => Promise<Home>): void {
	let bench: Bench;
	beforeEach(async () => {
		bench = await Bench.start(await newHome());
	});
	afterEach(() => bench.stop());

	const linkOf = (left: string, right: string, extra: Partial<Link> = {}): Link => ({
		left: contact(left), right: person(right), leftModifiedAt: AT, rightModifiedAt: AT, base: {}, ...extra,
	});
	const save = async (extra: Partial<Commit>) => await bench.store.commit([commit(change(contact('any')), { kind: 'close' }, extra)]);
	const linksOf = async (left: string, pair = PAIR) => await bench.store.links(pair, 'left', [contact(left)]);
	const gone = (ref: Fate['ref'], more: Partial<Fate> = {}): Fate => ({ ref, kind: 'deleted', at: AT, ...more });

	it('come with every link of the record, in any pair, by side', async () => {
		await save({ moved: [linkOf('a', 'x'), linkOf('a', 'x', { pair: 'another-pair' }), linkOf('b', 'y')], fates: [gone(contact('a'), { kind: 'merged', into: contact('b') })] });
		const fate = { kind: 'merged', into: contact('b'), at: AT, seq: expect.any(Number) };
		expect((await linksOf('a'))[0]?.gone).toEqual({ left: fate });
		expect((await bench.store.linksTo([person('x')])).map((link) => link.gone)).toEqual([{ left: fate }, { left: fate }]);
		expect((await linksOf('b'))[0]).not.toHaveProperty('gone');
		expect(await bench.store.fates([contact('a'), contact('b'), contact('c')])).toEqual([{ ref: contact('a'), ...fate }]);
	});

	it('are replaced by a later one, and forgotten when the record is there again', async () => {
		await save({ moved: [linkOf('a', 'x')], fates: [gone(person('x'))] });
		await save({ fates: [gone(person('x'), { kind: 'archived', because: contact('a'), at: bench.in(0) })] });
		expect((await linksOf('a'))[0]?.gone).toEqual({ right: { kind: 'archived', because: contact('a'), at: bench.in(0), seq: expect.any(Number) } });
		expect(await bench.store.fates([person('x')])).toMatchObject([{ because: contact('a') }]);
		await save({ alive: [person('x'), person('never heard of')] });
		expect((await linksOf('a'))[0]).not.toHaveProperty('gone');
		expect(await bench.store.fates([person('x')])).toEqual([]);
	});

	it('say which emissions of the ledger may be older: all that went out before they were noted', async () => {
		const seqOf = async (id: string) => (await bench.store.notePage({ feed: 'f', object: 'Contact', refs: [{ ref: contact(id), stamp: AT }], cursor: id, leaseMs: 60_000 })).values().next().value as number;
		const before = await seqOf('before');
		await save({ moved: [linkOf('a', 'x')], fates: [gone(person('x'))] });
		const after = await seqOf('after');
		const { seq } = (await bench.store.fates([person('x')]))[0] as { seq: number };
		expect([before <= seq, seq < after]).toEqual([true, true]);
		expect((await linksOf('a'))[0]?.gone?.right?.seq).toBe(seq);
	});

	it('links keep when others changed their records and when we wrote to them, where a commit says nothing of it', async () => {
		const times = async () => (await linksOf('a')).map(({ changed, wrote }) => ({ changed, wrote }))[0];
		await save({ moved: [linkOf('a', 'x', { changed: { left: AT }, wrote: { right: AT } })] });
		expect(await times()).toEqual({ changed: { left: AT }, wrote: { right: AT } });
		const id = (await linksOf('a'))[0]?.id ?? '';
		await save({ moved: [linkOf('a', 'x', { id, leftModifiedAt: bench.in(5), rightModifiedAt: bench.in(5) })] });
		// What was never said is what it was until then.
		expect(await times()).toEqual({ changed: { left: AT, right: AT }, wrote: { right: AT } });
		await save({ moved: [linkOf('a', 'x', { id, changed: { right: bench.in(6) }, wrote: { left: bench.in(7) } })] });
		expect(await times()).toEqual({ changed: { left: AT, right: bench.in(6) }, wrote: { left: bench.in(7), right: AT } });
		// Another record has another history.
		await save({ moved: [linkOf('b', 'x', { id })] });
		expect((await linksOf('b'))[0]).toMatchObject({ changed: { right: bench.in(6) }, wrote: { right: AT } });
		expect((await linksOf('b'))[0]?.wrote).not.toHaveProperty('left');
	});

	it('leave a link at rest for good, whatever is committed to it later', async () => {
		await save({ moved: [linkOf('a', 'x')] });
		const [link] = await linksOf('a');
		await save({ moved: [linkOf('a', 'x', { id: link?.id ?? '', rests: true })] });
		await save({ link: linkOf('a', 'x', { id: link?.id ?? '', leftModifiedAt: bench.in(0) }) });
		expect(await linksOf('a')).toMatchObject([{ rests: true, leftModifiedAt: bench.in(0) }]);
	});

	it('move several links with their bases in one commit, another pair’s too, and remove others', async () => {
		const base = { title: { left: bench.store.hash('CTO'), right: bench.store.hash('CTO') } };
		await save({ moved: [linkOf('a', 'x', { base }), linkOf('b', 'x', { base }), linkOf('c', 'z', { base })] });
		const [[a], [b], [c]] = [await linksOf('a'), await linksOf('b'), await linksOf('c')];
		await save({
			moved: [linkOf('a', 'y', { id: a?.id ?? '' }), linkOf('b', 'y', { id: b?.id ?? '' })],
			link: linkOf('c', 'z', { pair: 'another-pair', base }),
			unlink: [c?.id ?? '', '999'],
		});
		expect((await bench.store.links(PAIR, 'right', [person('y')])).map(({ left, base: kept }) => [left.id, kept])).toEqual([['a', base], ['b', base]]);
		expect(await linksOf('c')).toEqual([]);
		expect(await linksOf('c', 'another-pair')).toMatchObject([{ base }]);
	});

	it('bring a moved link’s record into the feeds of the pair that it went to', async () => {
		await bench.store.noteFeed('another-pair', 'left', 'feed-of-contacts');
		await save({ link: linkOf('c', 'z', { pair: 'another-pair' }), repair: [contact('c')] });
		expect((await bench.store.takeDue('feed-of-contacts', 10, 60_000)).map(({ ref }) => ref)).toEqual([contact('c')]);
	});

	it('settle questions about records that are one now', async () => {
		const question = (key: string) => ({ kind: 'duplicate' as const, pair: PAIR, key, message: 'Two of them.', details: {} });
		await save({ review: [question('one'), question('two')] });
		await save({ settle: ['one', 'never asked'] });
		expect((await bench.store.openReviews()).map(({ key }) => key)).toEqual(['two']);
	});
}
