import { mappingSchema, type RecordRef } from '../../../engine/model';
import type { Commit } from '../../../engine/run/store-port';
import { Bench, change, commit, contact, PAIR, type Home } from './home';

const AT = '2026-03-01T11:00:00.000Z';
type Link = NonNullable<Commit['link']>;

const inPortal = (connection: string) => (id: string): RecordRef => ({ system: 'hubspot', connection, object: 'contacts', id });
const [a, b] = [inPortal('portal-a'), inPortal('portal-b')];
const NOTHING = { links: 0, fates: 0, intents: 0, reviews: 0, feeds: 0, pending: 0 };
const BY = 'Ada in the Sync Console';

/** Forgetting a sync, on any engine. */
export function forgetSuite(newHome: () => Promise<Home>): void {
	let bench: Bench;
	beforeEach(async () => {
		bench = await Bench.start(await newHome());
	});
	afterEach(() => bench.stop());

	const linkOf = (left: string, right: RecordRef, extra: Partial<Link> = {}): Link => ({
		left: contact(left), right, leftModifiedAt: AT, rightModifiedAt: AT, base: { title: { left: bench.store.hash('CTO'), right: bench.store.hash('CTO') } }, ...extra,
	});
	const save = async (links: readonly Link[], extra: Partial<Commit> = {}) => {
		for (const [index, link] of links.entries()) await bench.store.commit([commit(change(link.left), { kind: 'close' }, { link, ...(index === 0 ? extra : {}) })]);
	};
	const rights = async (pair = PAIR) =>
		(await bench.store.syncs()).filter((sync) => sync.pair === pair).map(({ right, links }) => `${right.connection}: ${links}`);
	const forgotten = async () => (await bench.store.log({ reason: 'forgotten', limit: 10 })).map(({ message }) => message);

	it('of a pair between two connections leaves the other connection and the other pairs as they are', async () => {
		await save([linkOf('1', a('7')), linkOf('2', a('8')), linkOf('1', b('7')), linkOf('1', a('7'), { pair: 'another-pair' })]);
		expect(await bench.store.forget({ pair: PAIR, left: '00D1', right: 'portal-a' }, BY)).toEqual({ ...NOTHING, links: 2 });
		expect(await rights()).toEqual(['portal-b: 1']);
		expect(await rights('another-pair')).toEqual(['portal-a: 1']);
		expect(await bench.store.links(PAIR, 'left', [contact('1')])).toMatchObject([{ right: b('7'), base: { title: { left: bench.store.hash('CTO') } } }]);
	});

	it('of a whole pair takes its links, and a new link of the same records begins without a base', async () => {
		await save([linkOf('1', a('7')), linkOf('1', b('7'))]);
		expect(await bench.store.forget({ pair: PAIR }, BY)).toMatchObject({ links: 2 });
		await save([linkOf('1', a('7'), { base: {} })]);
		expect((await bench.store.links(PAIR, 'left', [contact('1')])).map(({ base }) => base)).toEqual([{}]);
	});

	it('takes what is known of records that are gone with their last link, and of their place with its last one', async () => {
		const fate = (ref: RecordRef) => ({ ref, kind: 'deleted' as const, at: AT });
		await save([linkOf('1', a('7')), linkOf('1', a('7'), { pair: 'another-pair' }), linkOf('2', a('8'))], {
			fates: [fate(contact('1')), fate(contact('2')), fate(a('8')), fate(contact('merged away long ago'))],
		});
		expect(await bench.store.forget({ pair: PAIR }, BY)).toMatchObject({ links: 2, fates: 2 });
		expect((await bench.store.fates([contact('1'), contact('2'), a('8'), contact('merged away long ago')])).map(({ ref }) => ref.id)).toEqual(['1', 'merged away long ago']);
		expect(await bench.store.forget({ pair: 'another-pair' }, BY)).toMatchObject({ links: 1, fates: 2 });
	});

	it('takes creates that were begun and questions of that connection, and those about the pair with its last link', async () => {
		const question = (key: string, target?: RecordRef) => ({ kind: 'conflict' as const, pair: PAIR, key, message: '?', details: {}, source: contact('1'), ...(target ? { target } : {}) });
		await save([linkOf('1', a('7')), linkOf('1', b('7'))], { review: [question('in a', a('7')), question('in b', b('7')), question('somewhere')] });
		for (const to of [a('x'), b('x')]) await bench.store.intend(PAIR, [{ source: contact('3'), target: { system: to.system, connection: to.connection, object: to.object } }]);
		expect(await bench.store.forget({ pair: PAIR, right: 'portal-a' }, BY)).toMatchObject({ intents: 1, reviews: 1 });
		expect((await bench.store.openReviews()).map(({ key }) => key)).toEqual(['in b', 'somewhere']);
		expect((await bench.store.intents(PAIR, [contact('3')])).map(({ target }) => target.connection)).toEqual(['portal-b']);
		expect(await bench.store.forget({ pair: PAIR, right: 'portal-b' }, BY)).toMatchObject({ intents: 1, reviews: 2 });
		expect(await bench.store.openReviews()).toEqual([]);
	});

	describe('and its triggers', () => {
		beforeEach(async () => {
			await bench.emit(['1', '2'], { feed: 'w1:crm' });
			await bench.store.noteFeed(PAIR, 'left', 'w1:crm', '00D1');
			await bench.store.noteFeed(PAIR, 'right', 'w1:portal-a', 'portal-a');
			await bench.store.noteFeed(PAIR, 'right', 'w1:portal-b', 'portal-b');
			for (const [feed, ref] of [['w1:portal-a', a('7')], ['w1:portal-b', b('7')]] as const)
				await bench.store.notePage({ feed, object: 'contacts', refs: [{ ref, stamp: AT }], cursor: 'c', leaseMs: 1 });
			await save([linkOf('1', a('7')), linkOf('1', b('7'))]);
		});
		const cursors = async () => [await bench.store.cursor('w1:crm', 'Contact'), await bench.store.cursor('w1:portal-a', 'contacts'), await bench.store.cursor('w1:portal-b', 'contacts')];

		it('goes with those that feed nothing else: their cursors, ledgers and what they saw', async () => {
			expect(await bench.store.forget({ pair: PAIR, left: '00D1', right: 'portal-a' }, BY)).toMatchObject({ feeds: 1, pending: 1 });
			expect(await cursors()).toEqual(['c', undefined, 'c']);
			expect(await bench.store.pendingCounts('w1:crm')).toEqual({ emitted: 2 });
			expect(await bench.store.forget({ pair: PAIR, left: '00D1', right: 'portal-b' }, BY)).toMatchObject({ feeds: 2, pending: 3 });
			expect(await cursors()).toEqual([undefined, undefined, undefined]);
			// What it had seen is news again.
			expect((await bench.emit(['1'], { feed: 'w1:crm' }))[0]?.ticket?.seq).toBeGreaterThan(0);
		});

		it('leaves one alone that feeds another pair too', async () => {
			await bench.store.noteFeed('another-pair', 'left', 'w1:crm', '00D1');
			expect(await bench.store.forget({ pair: PAIR }, BY)).toMatchObject({ links: 2, feeds: 2, pending: 2 });
			expect(await cursors()).toEqual(['c', undefined, undefined]);
			await bench.store.commit([commit(change(contact('1')), { kind: 'close' }, { repair: [contact('1')], link: linkOf('1', a('7')) })]);
			expect(await bench.store.pendingCounts('w1:crm')).toEqual({ emitted: 2 });
		});

		it('is refused while one of them runs, and nothing is gone then', async () => {
			await bench.store.holdFeed('w1:crm', 'a process', 15_000);
			await expect(bench.store.forget({ pair: PAIR }, BY)).rejects.toMatchObject({ name: 'StoreError', code: 'in-use', message: expect.stringContaining('Workflow w1 is published') });
			expect(await rights()).toEqual(['portal-a: 1', 'portal-b: 1']);
			expect(await forgotten()).toEqual([]);
			bench.pass(15_001);
			expect(await bench.store.forget({ pair: PAIR }, BY)).toMatchObject({ links: 2 });
		});

		it('of a trigger that was deleted leaves the links, and what waits in its ledger waits no more', async () => {
			const [, waits] = await bench.emit(['1', '2'], { feed: 'w1:crm', stamp: '2026-03-01T11:30:00.000Z' });
			await bench.store.commit([commit(waits!, { kind: 'wait', waitKey: 'link|parent', reason: 'parent-not-linked' })]);
			expect(await bench.store.forget({ feed: 'w1:crm' }, BY)).toEqual({ ...NOTHING, feeds: 1, pending: 2 });
			expect(await rights()).toEqual(['portal-a: 1', 'portal-b: 1']);
			await bench.store.commit([commit(change(contact('9')), { kind: 'close' }, { release: ['link|parent'] })]);
			expect(await bench.due('w1:crm')).toEqual([]);
			// Repairs find other triggers of that side, if there are any.
			await bench.store.commit([commit(change(a('7')), { kind: 'close' }, { repair: [contact('1')], link: linkOf('1', a('7')) })]);
			expect(await bench.due('w1:crm')).toEqual([]);
		});
	});

	it('leaves one line in the log, which says who and how much, and counts as no outcome', async () => {
		await save([linkOf('1', a('7'))]);
		const before = await bench.store.outcomeCounts(PAIR);
		await bench.store.forget({ pair: PAIR, right: 'portal-a' }, BY);
		expect(await forgotten()).toEqual([expect.stringMatching(/^Forgot the sync .*\(portal-a\), as asked for by Ada in the Sync Console: 1 links, 0 questions/)]);
		expect(await bench.store.outcomeCounts(PAIR)).toEqual(before);
		expect(await bench.store.log({ pair: PAIR, outcome: 'updated', limit: 10 })).toHaveLength(1);
	});

	it('of what the store never heard of is nothing, and says nothing', async () => {
		expect(await bench.store.forget({ pair: 'no such pair' }, BY)).toEqual(NOTHING);
		expect(await bench.store.forget({ pair: PAIR, left: 'no such org' }, BY)).toEqual(NOTHING);
		expect(await bench.store.forget({ feed: 'no such trigger' }, BY)).toEqual(NOTHING);
		expect(await forgotten()).toEqual([]);
	});

	it('keeps the mapping and the values that a person assigned', async () => {
		const mapping = mappingSchema.parse({
			pair: PAIR, left: { system: 'salesforce', object: 'Contact' }, right: { system: 'hubspot', object: 'contacts' }, rows: [], match: [], externalIds: {}, create: { left: true, right: true }, tieWinner: 'left',
		});
		await bench.store.saveMapping(mapping);
		await bench.store.assignValue(PAIR, 'stage', 'left', 'New', 'open');
		await save([linkOf('1', a('7'))]);
		await bench.store.forget({ pair: PAIR }, BY);
		expect(await bench.store.latestMapping(PAIR)).toMatchObject({ pair: PAIR });
		expect(await bench.store.assignments(PAIR, 'left')).toEqual({ stage: { New: 'open' } });
	});

	it('lets other writers in between its parts, and ends with everything gone', async () => {
		const many = Array.from({ length: 4_500 }, (_, index) => linkOf(`c${index}`, a(`h${index}`)));
		await bench.store.commit([commit(change(contact('all')), { kind: 'close' }, { moved: many })]);
		const other = await bench.another();
		const forgetting = bench.store.forget({ pair: PAIR }, BY);
		await other.noteFeed('another-pair', 'left', 'w2:crm');
		expect(await forgetting).toMatchObject({ links: 4_500 });
		expect(await bench.store.syncs()).toEqual([]);
	});
}
