import type { Change, LogEntry } from '../../../engine/model';
import type { Commit, ReviewItem } from '../../../engine/run/store-port';
import { Bench, commit, contact, key, PAIR, person, type Home } from './home';

const OTHER = 'sf-lead~pact-contact';

/** Going live after a rehearsal, on any engine. */
export function rehearsalSuite(newHome: () => Promise<Home>): void {
	let bench: Bench;
	beforeEach(async () => {
		bench = await Bench.start(await newHome());
	});
	afterEach(() => bench.stop());

	const wait = { kind: 'wait', waitKey: `dry-run|${PAIR}`, reason: 'dry-run' } as const;
	const plan = (of: Change, entry: Partial<LogEntry> = {}, more: Partial<Commit> = {}) =>
		commit(of, wait, { planned: {}, entry: { dryRun: true, outcome: 'created', reason: 'dry-run', message: 'Would create it.', ...entry }, ...more });
	const planned = async () => await bench.store.plan(PAIR, { examples: 1 });
	const counts = async () => (await planned())?.groups.map(({ outcome, reason, count }) => `${count} ${outcome}/${reason}`);
	const asking = (name: string): ReviewItem => ({ kind: 'conflict', pair: PAIR, key: name, message: `Which ${name}?`, details: {} });

	it('only plans until somebody says go, and saying it twice is harmless', async () => {
		expect(await bench.store.goLive(PAIR, 'Ann')).toBe(false);
		expect(await bench.store.rehearsing([PAIR, OTHER, PAIR])).toEqual([OTHER, PAIR].sort());
		const [a, b] = await bench.emit(['a', 'b']);
		await bench.store.commit([plan(a!), commit(b!, { kind: 'wait', waitKey: `dry-run|${OTHER}`, reason: 'dry-run' })]);
		expect(await bench.due()).toEqual([]);
		bench.pass(1_000);
		expect(await bench.store.goLive(PAIR, 'Ann')).toBe(1);
		expect((await bench.due()).map(({ id }) => id)).toEqual(['a']);
		expect(await bench.store.goLive(PAIR, 'Ben')).toBe(0);
		expect(await bench.store.rehearsing([PAIR, OTHER])).toEqual([OTHER]);
		expect((await bench.store.rehearsals()).find(({ pair }) => pair === PAIR)?.live).toEqual({ since: bench.now().toISOString(), by: 'Ann' });
	});

	it('lets what was being planned at that very moment come again', async () => {
		await bench.store.rehearsing([PAIR]);
		const [late] = await bench.emit(['late']);
		await bench.store.goLive(PAIR, 'Ann');
		await bench.store.commit([plan(late!)]);
		expect((await bench.due()).map(({ id }) => id)).toEqual(['late']);
	});

	it('goes back to rehearsal, or starts over: everything is planned once more, and what was planned before is forgotten', async () => {
		expect(await bench.store.rehearse(PAIR)).toBe(false);
		await bench.store.rehearsing([PAIR]);
		const [a] = await bench.emit(['a']);
		await bench.store.commit([plan(a!, {}, { planned: { creates: ['k'], questions: [asking('title')] } })]);
		expect(await counts()).toEqual(['1 created/dry-run']);
		expect(await bench.store.rehearse(PAIR)).toBe(1);
		expect(await planned()).toEqual({ groups: [], changes: [], questions: [], written: 0 });
		expect((await bench.store.plannedCreates(['k'])).size).toBe(0);
		expect((await bench.due()).map(({ id }) => id)).toEqual(['a']);
		await bench.store.goLive(PAIR, 'Ann');
		await bench.store.rehearse(PAIR);
		expect(await bench.store.rehearsing([PAIR])).toEqual([PAIR]);
	});

	it('counts what was planned last for each record, with examples, fields and questions', async () => {
		await bench.store.rehearsing([PAIR]);
		const [a, b, c] = await bench.emit(['a', 'b', 'c']);
		const movement = (to: string) => ({ row: 'r1', field: 'title', from: 'Old', to });
		const updated = { outcome: 'updated', target: person('p'), message: 'Would update it.' } as const;
		await bench.store.commit([
			plan(a!, {}, { planned: { questions: [asking('gone')] } }),
			plan(b!, { ...updated, movements: [movement('B')] }, { planned: { questions: [asking('title')] } }),
			plan(c!, { ...updated, movements: [movement('C')] }, { planned: { questions: [asking('title'), asking('phone')] } }),
		]);
		await bench.store.commit([plan(a!, { outcome: 'skipped', reason: 'no-match-key', message: 'No key.' })]);
		await bench.store.commit([commit({ ...contact('d'), kind: 'upserted', modifiedAt: bench.now().toISOString(), origin: 'poll' })]);
		const report = await planned();
		expect(report?.groups.map(({ outcome, reason, count, examples }) => [outcome, reason, count, examples.map(({ source }) => source.id)])).toEqual(
			expect.arrayContaining([['updated', 'dry-run', 2, ['b']], ['skipped', 'no-match-key', 1, ['a']]]),
		);
		expect(report?.groups).toHaveLength(2);
		const { id: _id, ...place } = contact('a');
		expect(report?.changes).toEqual([{ source: place, row: 'r1', field: 'title', count: 2 }]);
		expect(report?.questions).toEqual([{ kind: 'conflict', count: 2, examples: ['Which phone?', 'Which title?'] }]);
		expect(report?.written).toBe(1);
		expect(await bench.store.openReviews()).toEqual([]);
		expect(await bench.store.plan(OTHER, { examples: 1 })).toBeUndefined();
	});

	it('is the same over many pages', async () => {
		await bench.store.rehearsing([PAIR]);
		const ids = Array.from({ length: 2_500 }, (_, index) => `n${index}`);
		const changes = await bench.emit(ids);
		await bench.store.commit(changes.map((change, index) => plan(change, index % 2 === 0 ? {} : { outcome: 'updated', movements: [{ row: 'r1', field: 'title', from: null, to: 'x' }] })));
		await bench.store.commit(changes.slice(0, 100).map((change) => plan(change)));
		expect(await counts()).toEqual(expect.arrayContaining(['1300 created/dry-run', '1200 updated/dry-run']));
		expect((await planned())?.changes.map(({ count }) => count)).toEqual([1_200]);
	});

	it('tells later plans which records would be linked, and with whom', async () => {
		await bench.store.rehearsing([PAIR]);
		const [made, met, left] = await bench.emit(['made', 'met', 'left']);
		await bench.store.commit([plan(made!), plan(met!, { outcome: 'unchanged', reason: 'linked', target: person('p') }), plan(left!, { outcome: 'skipped', reason: 'no-match-key' })]);
		const links = await bench.store.plannedLinks(PAIR, [contact('made'), contact('met'), contact('left'), person('p'), person('q')]);
		expect(links.sort((one, two) => key(one.ref).localeCompare(key(two.ref)))).toEqual([
			{ ref: person('p'), counterpart: contact('met') },
			{ ref: contact('made') },
			{ ref: contact('met'), counterpart: person('p') },
		]);
		expect(await bench.store.plannedLinks(OTHER, [contact('made')])).toEqual([]);
		await bench.store.goLive(PAIR, 'Ann');
		expect(await bench.store.plannedLinks(PAIR, [contact('made')])).toEqual([]);
	});

	it('tells later plans who would create a record of the same key: whoever came first, until it is planned otherwise', async () => {
		await bench.store.rehearsing([PAIR]);
		const [a, b] = await bench.emit(['a', 'b']);
		await bench.store.commit([plan(a!, {}, { planned: { creates: ['k', 'm'] } }), plan(b!, {}, { planned: { creates: ['k'] } })]);
		expect([...(await bench.store.plannedCreates(['k', 'm', 'x']))]).toEqual(expect.arrayContaining([['k', contact('a')], ['m', contact('a')]]));
		await bench.store.commit([plan(a!, { outcome: 'skipped' })]);
		expect((await bench.store.plannedCreates(['m'])).size).toBe(0);
	});

	it('keeps nothing of a dry run that nobody is asked to let go', async () => {
		const [a] = await bench.emit(['a']);
		await bench.store.commit([plan(a!, {}, { planned: { creates: ['k'], questions: [asking('title')] } })]);
		expect((await bench.store.plannedCreates(['k'])).size).toBe(0);
		expect(await planned()).toBeUndefined();
	});

	it('begins anew for a sync that was forgotten', async () => {
		await bench.store.rehearsing([PAIR]);
		const [a] = await bench.emit(['a']);
		await bench.store.commit([plan(a!, {}, { planned: { creates: ['k'] } })]);
		await bench.store.goLive(PAIR, 'Ann');
		await bench.store.forget({ pair: PAIR }, 'a test');
		expect(await bench.store.rehearsals()).toEqual([]);
		expect(await bench.store.rehearsing([PAIR])).toEqual([PAIR]);
	});
}
