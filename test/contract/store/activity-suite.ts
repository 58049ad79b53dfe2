import type { LogEntry } from '../../../engine/model';
import { Bench, commit, change, contact, type Home } from './home';

const HOUR = 3_600_000;

/** What became of changes over time, on any engine. */
export function activitySuite(newHome: () => Promise<Home>): void {
	let bench: Bench;
	beforeEach(async () => {
		bench = await Bench.start(await newHome());
	});
	afterEach(() => bench.stop());

	const end = async (entry: Partial<LogEntry>) => await bench.store.commit([commit(change(contact('a')), { kind: 'close' }, { entry })]);

	it('counts outcomes by hour, the oldest first, without what is older and without dry runs', async () => {
		await end({ at: '2026-03-01T09:59:59.999Z', outcome: 'created' });
		await end({ at: '2026-03-01T10:00:00.000Z', outcome: 'created' });
		await end({ at: '2026-03-01T10:59:59.999Z', outcome: 'created' });
		await end({ at: '2026-03-01T10:30:00.000Z', outcome: 'failed' });
		await end({ at: '2026-03-01T12:00:00.000Z', outcome: 'updated' });
		await end({ at: '2026-03-01T12:00:00.000Z', outcome: 'updated', dryRun: true });
		const counted = await bench.store.activity({ since: '2026-03-01T10:00:00.000Z', spanMs: HOUR });
		expect(counted).toHaveLength(3);
		expect(counted).toEqual(expect.arrayContaining([
			{ at: '2026-03-01T10:00:00.000Z', outcome: 'created', count: 2 },
			{ at: '2026-03-01T10:00:00.000Z', outcome: 'failed', count: 1 },
			{ at: '2026-03-01T12:00:00.000Z', outcome: 'updated', count: 1 },
		]));
		expect(counted.at(-1)?.at).toBe('2026-03-01T12:00:00.000Z');
	});
}
