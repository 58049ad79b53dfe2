import type { Commit, Flips } from '../../../engine/run/store-port';
import { Bench, change, commit, contact, PAIR, person, type Home } from './home';

const AT = '2026-03-01T11:00:00.000Z';

/** How often a link's rows went to and fro, on any engine. */
export function flipsSuite(newHome: () => Promise<Home>): void {
	let bench: Bench;
	beforeEach(async () => {
		bench = await Bench.start(await newHome());
	});
	afterEach(() => bench.stop());

	const flips = (count: number): Flips => ({ title: { to: 'right', wrote: bench.store.hash('CTO'), count, since: AT } });
	const save = async (link: Partial<NonNullable<Commit['link']>>) => {
		const all = { left: contact('a'), right: person('x'), leftModifiedAt: AT, rightModifiedAt: AT, base: {}, ...link };
		await bench.store.commit([commit(change(all.left), { kind: 'close' }, { link: all })]);
	};
	const linkOf = async (id: string) => (await bench.store.links(PAIR, 'left', [contact(id)]))[0];

	it('come back with the link, the latest counts only', async () => {
		await save({ flips: { rows: flips(1), until: bench.in(60_000) } });
		await save({ flips: { rows: flips(2), until: bench.in(60_000) } });
		expect((await linkOf('a'))?.flips).toEqual(flips(2));
		expect((await bench.store.linksTo([person('x')]))[0]).not.toHaveProperty('flips');
	});

	it('stay when a commit does not tell of them, and are absent where there are none', async () => {
		await save({ flips: { rows: flips(1), until: bench.in(60_000) } });
		await save({});
		await save({ left: contact('b') });
		expect((await linkOf('a'))?.flips).toEqual(flips(1));
		expect(await linkOf('b')).not.toHaveProperty('flips');
	});

	it('are forgotten after their time, when others are saved', async () => {
		await save({ flips: { rows: flips(1), until: bench.in(60_000) } });
		bench.pass(60_000);
		await save({ left: contact('b'), flips: { rows: flips(3), until: bench.in(60_000) } });
		expect(await linkOf('a')).not.toHaveProperty('flips');
		expect((await linkOf('b'))?.flips).toEqual(flips(3));
	});
}
