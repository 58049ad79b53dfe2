import type { LogEntry } from '../../../engine/model';
import type { UsageNote } from '../../../engine/run/usage-port';
import { Bench, change, commit, contact, type Home } from './home';

const HOUR = 3_600_000;
const ORG = { system: 'salesforce', connection: '00D1' } as const;
const PORTAL = { system: 'hubspot', connection: '7' } as const;

/** API calls, limits and latency over time, on any engine. */
export function usageSuite(newHome: () => Promise<Home>): void {
	let bench: Bench;
	beforeEach(async () => {
		bench = await Bench.start(await newHome());
	});
	afterEach(() => bench.stop());

	const note = (calls: Record<string, number>, more: Partial<UsageNote> = {}): UsageNote => ({
		...ORG,
		calls: Object.entries(calls).map(([hour, count]) => ({ hour: `2026-03-01T${hour}:00:00.000Z`, calls: count })),
		about: {},
		...more,
	});

	it('adds calls up by connection and hour, and answers what is known of those that were noted', async () => {
		await bench.store.noteUsage([note({ 10: 3, 11: 4 }), note({ 11: 1 }, PORTAL)]);
		const [known, ...others] = await bench.store.noteUsage([note({ 11: 2, 12: 1 })]);
		expect(others).toEqual([]);
		expect(known).toEqual({
			...ORG,
			total: 10,
			recent: [
				{ hour: '2026-03-01T10:00:00.000Z', calls: 3 },
				{ hour: '2026-03-01T11:00:00.000Z', calls: 6 },
				{ hour: '2026-03-01T12:00:00.000Z', calls: 1 },
			],
		});
		expect(await bench.store.usage()).toMatchObject([{ ...PORTAL, total: 1 }, { ...ORG, total: 10 }]);
		expect(await bench.store.callsByHour({ since: '2026-03-01T11:00:00.000Z' })).toEqual([
			{ ...PORTAL, hour: '2026-03-01T11:00:00.000Z', calls: 1 },
			{ ...ORG, hour: '2026-03-01T11:00:00.000Z', calls: 6 },
			{ ...ORG, hour: '2026-03-01T12:00:00.000Z', calls: 1 },
		]);
	});

	it('counts the last 24 hours as recent, and all for good', async () => {
		await bench.store.noteUsage([note({ '00': 5, 12: 1 })]);
		bench.pass(12 * HOUR);
		expect(await bench.store.usage()).toMatchObject([{ total: 6, recent: [{ calls: 1 }] }]);
	});

	it('keeps the latest of what is known of a connection, also that something is over', async () => {
		const about = { credential: 'pactApi', share: 0.4, told: { used: 1, max: 2, at: '2026-03-01T12:00:00.000Z' }, hold: { kind: 'day', since: '2026-03-01T12:00:00.000Z', until: '2026-03-01T13:00:00.000Z' }, refusedSince: '2026-03-01T12:00:00.000Z' } as const;
		await bench.store.noteUsage([note({}, { about })]);
		expect((await (await bench.another()).usage())[0]).toMatchObject(about);
		const [known] = await bench.store.noteUsage([note({}, { about: { share: 0.5 } })]);
		expect(known).toEqual({ ...ORG, share: 0.5, total: 0, recent: [] });
	});

	it('forgets hours with the log, and no later ones', async () => {
		await bench.store.noteUsage([note({ '09': 1, 10: 2 })]);
		await bench.store.prune({ olderThan: '2026-03-01T10:30:00.000Z' });
		expect(await bench.store.callsByHour({ since: '2026-01-01T00:00:00.000Z' })).toEqual([{ ...ORG, hour: '2026-03-01T10:00:00.000Z', calls: 2 }]);
		expect(await bench.store.usage()).toMatchObject([{ total: 3 }]);
	});

	it('keeps the kind of a trigger’s trouble, and until when it is of no use to try', async () => {
		const state = async () => (await bench.store.feedStates()).find(({ feed }) => feed === 'f');
		await bench.store.noteRound('f', { trouble: 'Spent.', class: 'quota-spent', until: '2026-03-01T13:00:00.000Z' });
		expect((await state())?.trouble).toEqual({ since: '2026-03-01T12:00:00.000Z', message: 'Spent.', class: 'quota-spent', until: '2026-03-01T13:00:00.000Z' });
		await bench.store.noteRound('f', { trouble: 'Away.' });
		expect((await state())?.trouble).toEqual({ since: '2026-03-01T12:00:00.000Z', message: 'Away.' });
		await bench.store.noteRound('f', {});
		expect(await state()).not.toHaveProperty('trouble');
	});

	describe('latency', () => {
		const end = async (changedAt: string | undefined, entry: Partial<LogEntry> = {}) =>
			await bench.store.commit([commit(change(contact('a')), { kind: 'close' }, { entry: { at: '2026-03-01T10:30:00.000Z', outcome: 'updated', ...(changedAt === undefined ? {} : { changedAt }), ...entry } })]);
		const took = async (seconds: number, entry: Partial<LogEntry> = {}) => await end(new Date(Date.parse('2026-03-01T10:30:00.000Z') - seconds * 1_000).toISOString(), entry);
		const measured = async () => await bench.store.latency({ since: '2026-03-01T10:00:00.000Z', spanMs: HOUR });

		it('is the median and the 95th percentile of an hour', async () => {
			for (let seconds = 1; seconds <= 20; seconds++) await took(seconds);
			await end('2026-03-01T11:59:00.000Z', { at: '2026-03-01T12:00:00.000Z', outcome: 'created' });
			expect(await measured()).toEqual([
				{ at: '2026-03-01T10:00:00.000Z', count: 20, medianMs: 10_000, p95Ms: 19_000 },
				{ at: '2026-03-01T12:00:00.000Z', count: 1, medianMs: 60_000, p95Ms: 60_000 },
			]);
		});

		it('is about what was written, and about changes whose time is known', async () => {
			await end(undefined);
			await took(5, { outcome: 'unchanged' });
			await took(5, { outcome: 'failed' });
			await took(5, { dryRun: true });
			await took(5, { at: '2026-03-01T09:59:59.999Z' });
			expect(await measured()).toEqual([]);
		});

		it('is nothing where the clocks of two servers differ', async () => {
			await took(-30);
			expect(await measured()).toMatchObject([{ medianMs: 0, p95Ms: 0, count: 1 }]);
		});
	});
}
