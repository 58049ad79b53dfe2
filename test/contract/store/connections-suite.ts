import { mappingSchema, type Mapping, type RecordRef } from '../../../engine/model';
import type { Commit } from '../../../engine/run/store-port';
import { Bench, change, commit, contact, PAIR, type Home } from './home';

const AT = '2026-03-01T11:00:00.000Z';
type Link = NonNullable<Commit['link']>;

const inPortal = (connection: string, id: string): RecordRef => ({ system: 'hubspot', connection, object: 'contacts', id });
const a = (id: string) => inPortal('portal-a', id);
const b = (id: string) => inPortal('portal-b', id);

/** One pair between several connections, on any engine. */
export function connectionsSuite(newHome: () => Promise<Home>): void {
	let bench: Bench;
	beforeEach(async () => {
		bench = await Bench.start(await newHome());
	});
	afterEach(() => bench.stop());

	const linkOf = (left: RecordRef, right: RecordRef, extra: Partial<Link> = {}): Link => ({ left, right, leftModifiedAt: AT, rightModifiedAt: AT, base: {}, ...extra });
	const save = (...links: Link[]) => bench.store.commit(links.map((link) => commit(change(link.left), { kind: 'close' }, { link })));
	const rightsOf = async (left: string) => (await bench.store.links(PAIR, 'left', [contact(left)])).map(({ right }) => `${right.connection} ${right.id}`);

	it('keep a link of one left record into each of two portals, with a base of its own', async () => {
		const base = (text: string) => ({ title: { left: bench.store.hash(text), right: bench.store.hash(text) } });
		await save(linkOf(contact('1'), a('7'), { base: base('CTO') }), linkOf(contact('1'), b('7'), { base: base('CEO') }));
		const links = await bench.store.links(PAIR, 'left', [contact('1')]);
		expect(links.map(({ right, base: kept }) => [right, kept])).toEqual([[a('7'), base('CTO')], [b('7'), base('CEO')]]);
		expect(await bench.store.links(PAIR, 'right', [b('7')])).toEqual([links[1]]);
		expect(await bench.store.openReviews()).toEqual([]);
	});

	it('replace a link within its portal only, and ask about the one that gave way there', async () => {
		await save(linkOf(contact('1'), a('7')), linkOf(contact('1'), b('8')));
		await save(linkOf(contact('1'), a('9')));
		expect(await rightsOf('1')).toEqual(['portal-a 9', 'portal-b 8']);
		expect(await bench.store.openReviews()).toMatchObject([{ kind: 'duplicate', details: { linked: '9', unlinked: '7' } }]);
	});

	it('move the links of a merged record by portal', async () => {
		await save(linkOf(contact('1'), a('7')), linkOf(contact('1'), b('7')), linkOf(contact('2'), b('8')));
		const [inA] = await bench.store.links(PAIR, 'right', [a('7')]);
		await save(linkOf(contact('2'), a('7'), { id: inA?.id ?? '' }));
		expect(await rightsOf('1')).toEqual(['portal-b 7']);
		expect(await rightsOf('2')).toEqual(['portal-a 7', 'portal-b 8']);
	});

	it('release what waits for a parent when that is linked into a second portal too', async () => {
		await save(linkOf(contact('1'), a('7')));
		const [waits] = await bench.emit(['child']);
		await bench.store.commit([commit(waits!, { kind: 'wait', waitKey: `link|salesforce|00D1|Contact|1`, reason: 'parent-not-linked' })]);
		expect(await bench.due()).toEqual([]);
		await save(linkOf(contact('1'), b('7')));
		expect((await bench.due()).map(({ id }) => id)).toEqual(['child']);
	});

	it('note a create into each portal, and close one without the other', async () => {
		const [toA, toB] = [{ system: 'hubspot', connection: 'portal-a', object: 'contacts' }, { system: 'hubspot', connection: 'portal-b', object: 'contacts' }] as const;
		const [intoA] = await bench.store.intend(PAIR, [{ source: contact('1'), target: toA, keys: 'k' }]);
		const intoB = await bench.store.intend(PAIR, [{ source: contact('1'), target: toB, keys: 'k' }]);
		expect(intoB).toMatchObject([{ target: toB }]);
		expect(await bench.store.intend(PAIR, [{ source: contact('1'), target: toB, keys: 'other' }])).toEqual(intoB);
		await bench.store.commit([commit(change(contact('1')), { kind: 'close' }, { closeIntent: intoA?.id ?? '' })]);
		expect(await bench.store.intents(PAIR, [contact('1')], toA)).toEqual([]);
		expect(await bench.store.intents(PAIR, [contact('1')], toB)).toEqual(intoB);
	});

	describe('with mappings of one name', () => {
		const mapping = (...fields: string[]): Mapping =>
			mappingSchema.parse({
				pair: PAIR, left: { system: 'salesforce', object: 'Contact' }, right: { system: 'hubspot', object: 'contacts' },
				rows: fields.map((id) => ({ id, left: id, right: id, label: id, lens: { kind: 'text' }, rule: 'newestWins', required: { left: false, right: false } })),
				match: [], externalIds: {}, create: { left: true, right: true }, tieWinner: 'left',
			});
		const rowsOf = async (connections?: string) => (await bench.store.latestMapping(PAIR, connections))?.rows.map(({ id }) => id);

		it('each have their own present one, whoever was saved last', async () => {
			const [one, other] = [mapping('title'), mapping('title', 'only_in_b')];
			expect(await bench.store.connectionsOf(PAIR)).toEqual([]);
			const [ofA, ofB] = [await bench.store.saveMapping(one, '00D1~portal-a'), await bench.store.saveMapping(other, '00D1~portal-b')];
			expect([await rowsOf('00D1~portal-a'), await rowsOf('00D1~portal-b')]).toEqual([['title'], ['title', 'only_in_b']]);
			expect(await rowsOf('00D1~portal-c')).toBeUndefined();
			expect(await bench.store.connectionsOf(PAIR)).toEqual(['00D1~portal-a', '00D1~portal-b']);
			// Taking turns changes nothing; going back to an earlier one does.
			expect([await bench.store.saveMapping(one, '00D1~portal-a'), await bench.store.saveMapping(other, '00D1~portal-b')]).toEqual([ofA, ofB]);
			expect(await rowsOf()).toEqual(['title', 'only_in_b']);
			expect(await bench.store.saveMapping(one, '00D1~portal-b')).toBe(ofA);
			expect([await rowsOf('00D1~portal-b'), await rowsOf()]).toEqual([['title'], ['title']]);
		});

		it('go on from the one that was saved before they were told apart', async () => {
			await bench.store.saveMapping(mapping('title'));
			expect([await rowsOf('00D1~portal-a'), await rowsOf('00D1~portal-b')]).toEqual([['title'], ['title']]);
		});
	});

	describe('of which each has its trigger', () => {
		beforeEach(async () => {
			await bench.store.noteFeed(PAIR, 'right', 'trigger-a', 'portal-a');
			await bench.store.noteFeed(PAIR, 'right', 'trigger-b', 'portal-b');
		});
		const due = async (feed: string) => (await bench.store.takeDue(feed, 10, 60_000)).map(({ ref }) => ref);

		it('get back the winner of a merge from the trigger that can read it', async () => {
			await bench.store.commit([commit(change(contact('1')), { kind: 'close' }, { link: linkOf(contact('1'), b('7')), repair: [b('7')] })]);
			expect([await due('trigger-a'), await due('trigger-b')]).toEqual([[], [b('7')]]);
		});

		it('get back their own linked records when the mapping has new rows', async () => {
			await save(linkOf(contact('1'), a('7')), linkOf(contact('1'), b('7')));
			await bench.store.enterLinked(PAIR, 'right', { limit: 10 });
			expect([await due('trigger-a'), await due('trigger-b')]).toEqual([[a('7')], [b('7')]]);
		});

		it('are all asked while it is not known yet what a trigger reads', async () => {
			await bench.store.noteFeed(PAIR, 'right', 'of-before');
			await save(linkOf(contact('1'), b('7')));
			await bench.store.enterLinked(PAIR, 'right', { limit: 10 });
			expect(await due('of-before')).toEqual([b('7')]);
			await bench.store.noteFeed(PAIR, 'right', 'of-before', 'portal-a');
			await bench.store.enterLinked(PAIR, 'right', { limit: 10 });
			expect(await due('of-before')).toEqual([]);
		});
	});
}
