import { openStore, type Store } from '../../store';
import { temporaryFolder } from '../../store/testing';
import { meterFor } from '../../systems/common/call-meter';
import { dailyShareOf, STORE_EVERY_MS, UsageKeeper } from './usage';

const PLACE = { system: 'salesforce', connection: '00D' } as const;
const ABOUT = { credential: 'pactSalesforceJwtApi', share: 0.25 };
const now = () => new Date('2026-11-21T08:20:00.000Z');

/** One process: its memory is empty when it begins. */
const process = () => ({ now, random: () => 0, sleep: () => Promise.resolve() });

const folder = temporaryFolder();
let store: Store;
let notes: jest.SpyInstance;
beforeEach(async () => {
	jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
	store = await openStore({ file: `${folder()}/sync.sqlite`, now });
	notes = jest.spyOn(store, 'noteUsage');
});
afterEach(async () => {
	jest.useRealTimers();
	await store.close();
});

async function started(open = () => Promise.resolve<Pick<Store, 'usage' | 'noteUsage'>>(store)) {
	const clock = process();
	const keeper = new UsageKeeper(open, clock);
	await keeper.keep(PLACE, ABOUT);
	return { keeper, meter: meterFor(clock, PLACE) };
}

describe('what connections have called', () => {
	it('is known to the next process, without a call that was not stored', async () => {
		const { keeper, meter } = await started();
		meter.tell(10, 100);
		for (let call = 0; call < 7; call++) meter.count();
		await keeper.flush();
		meter.count();
		const next = await started();
		expect(next.meter.own()).toBe(7);
		expect(next.meter.about).toMatchObject({ ...ABOUT, told: { used: 10, max: 100 } });
	});

	it('is stored once in ten seconds however many calls there are, and not at all without any', async () => {
		const { meter } = await started();
		for (let call = 0; call < 1_000; call++) meter.count();
		expect(notes).not.toHaveBeenCalled();
		await jest.advanceTimersByTimeAsync(STORE_EVERY_MS);
		expect(notes).toHaveBeenCalledTimes(1);
		await jest.advanceTimersByTimeAsync(10 * STORE_EVERY_MS);
		expect(notes).toHaveBeenCalledTimes(1);
	});

	it('of two processes is added up, and each learns of the other’s', async () => {
		const [one, other] = [await started(), await started()];
		one.meter.count();
		other.meter.count();
		await one.keeper.flush();
		await other.keeper.flush();
		expect(other.meter.own()).toBe(2);
		one.meter.count();
		await one.keeper.flush();
		expect(one.meter.own()).toBe(3);
		expect((await store.usage())[0]).toMatchObject({ total: 3 });
	});

	it('is stored later when it cannot be now, and counted once', async () => {
		let away = false;
		const { keeper, meter } = await started(() => (away ? Promise.reject(new Error('The store is away.')) : Promise.resolve(store)));
		meter.count();
		away = true;
		await expect(keeper.flush()).rejects.toThrow('away');
		meter.count();
		expect(meter.own()).toBe(2);
		away = false;
		await keeper.flush();
		expect((await store.usage())[0]).toMatchObject({ total: 2 });
		expect(meter.own()).toBe(2);
	});
});

describe('the share of a credential', () => {
	it.each([
		[{}, 0.4],
		[{ dailyApiShare: 25 }, 0.25],
		[{ dailyApiShare: '100' }, 1],
	])('%j is %d', (credential, share) => {
		expect(dailyShareOf({ baseUrl: 'https://acme.my.salesforce.com', ...credential })).toBe(share);
	});

	it.each([0, 101, -5])('of %d is refused in words that name the field', (dailyApiShare) => {
		expect(() => dailyShareOf({ dailyApiShare })).toThrow('“Daily API Share (%)” of the credential must be a number from 1 to 100.');
	});
});
