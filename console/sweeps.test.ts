import { readings, startReadings, stopReadings, untilEnded, type ReadingOrder } from '.';
import { Flow, PAIR, row } from './flow.fixture';
import { endPart, readPage } from './sweeps.fixture';

const HOUR_MS = 3_600_000;
const NAME = 'Salesforce Opportunity ⇄ Pact opportunities';

let flow: Flow;
beforeEach(async () => {
	flow = await Flow.start([row('Name', { rule: 'newestWins' }), row('Title')]);
	for (const side of ['left', 'right'] as const) {
		await flow.store.describeFeed(`feed-${side}`, { name: `Trigger of the ${side}`, system: side === 'left' ? 'salesforce' : 'pact', connection: flow.ref(side, '').connection, objects: [flow.mapping[side].object] });
		await flow.store.holdFeed(`feed-${side}`, 'me', 1_000 * HOUR_MS);
	}
});
afterEach(() => flow.stop());

/** The clock of the flow goes on when somebody edits a record. */
const minutesPass = (minutes: number): void => {
	for (let minute = 0; minute < minutes; minute += 1) flow.edit('left', 'someone', {});
};
const start = async (order: Partial<ReadingOrder> = {}) => await startReadings(flow.store, { kind: 'reconcile', by: 'Ann', ...order }, flow.now());
const only = async () => (await readings(flow.store, { limit: 10 }, flow.now()))[0];
const clock = (onSleep: () => Promise<void> | void) => {
	let slept = 0;
	return { random: () => 0, now: () => new Date(flow.now().getTime() + slept), sleep: async (ms: number) => void ((slept += ms), await onSleep()) };
};

describe('a reading', () => {
	it('is ordered for one sync or all, and waits for its triggers', async () => {
		const { started, notStarted } = await start({ perMinute: 300, sharePercent: 20, hours: { from: '22', to: '06:00', zone: 'Europe/Berlin' } });
		expect(started).toMatchObject([{ kind: 'reconcile', pair: PAIR, name: NAME, state: 'waiting', orderedBy: 'Ann', done: 0, headline: 'Ordered; its triggers have not begun yet.' }]);
		expect(started[0]?.limits).toBe('at most 300 records a minute; between 22:00 and 06:00 (Europe/Berlin); up to 20 % of the sync’s calls of a day');
		expect(notStarted).toEqual([]);
		// The same again is the one that is under way already.
		expect((await start({ pair: PAIR })).started[0]?.id).toBe(started[0]?.id);
		await expect(start({ pair: PAIR, kind: 'backfill' })).rejects.toMatchObject({ message: `A reconcile of ${NAME} is under way.`, advice: expect.stringContaining('stop it') });
	});

	it.each([
		['a sync that is not there', { pair: 'no-such' }, 'There is no such sync.'],
		['a pace that is none', { perMinute: 0.5 }, 'Records per minute must be a whole number above zero.'],
		['a share above everything', { sharePercent: 101 }, 'The share of the day’s calls must be between 1 and 100 percent.'],
		['half of the hours', { hours: { from: '22:00', to: '', zone: 'UTC' } }, 'The hours are no times of day.'],
		['hours of no length', { hours: { from: '6', to: '06:00', zone: 'UTC' } }, 'The hours begin and end at the same time.'],
		['a zone that is nowhere', { hours: { from: '1', to: '2', zone: 'Moon/Crater' } }, 'The time zone is not known.'],
	])('is not begun for %s, and says why', async (_what, order, message) => {
		await expect(start(order)).rejects.toMatchObject({ message, advice: expect.stringMatching(/\.$/) });
		expect(await readings(flow.store, { limit: 10 }, flow.now())).toEqual([]);
	});

	it('says that no trigger reads a side, and reads the other where both were asked for', async () => {
		const other = { ...flow.mapping, pair: 'salesforce-lead~pact-contacts', left: { system: 'salesforce' as const, object: 'Lead' }, right: { system: 'pact' as const, object: 'contacts' } };
		await flow.store.saveMapping(other);
		await expect(start({ pair: other.pair })).rejects.toMatchObject({ message: 'No trigger reads either side of Salesforce Lead ⇄ Pact contacts.', advice: expect.stringContaining('Publish the workflow') });
		const { started, notStarted } = await start();
		expect([started.map(({ pair }) => pair), notStarted.map(({ name }) => name)]).toEqual([[PAIR], ['Salesforce Lead ⇄ Pact contacts']]);

		await flow.store.noteFeed(other.pair, 'left', 'feed-left');
		await expect(start({ pair: other.pair, side: 'right' })).rejects.toMatchObject({ message: 'No trigger reads the Pact side of Salesforce Lead ⇄ Pact contacts.' });
		const oneWay = (await start({ pair: other.pair })).started[0];
		expect(oneWay?.sides.map(({ name }) => name)).toEqual(['Salesforce Lead']);
		expect(oneWay?.summary.at(-1)).toBe('Pact contacts: not read; it was not asked for, or no trigger reads it.');
	});

	it('tells how far it is, how fast, and how long it will take', async () => {
		await start();
		await readPage(flow, 'left', { read: 100, total: 400 });
		await readPage(flow, 'right', { read: 100, total: 400 });
		minutesPass(2);
		expect(await only()).toMatchObject({ state: 'reading', done: 200, total: 800, perMinute: 100, secondsLeft: 360, headline: 'Reading: 200 of 800 records, 100 records a minute, about 6 minutes left.' });
	});

	it('says why it rests', async () => {
		await start();
		await readPage(flow, 'left', { read: 1, total: 3 });
		await endPart(flow, 'left', 3);
		await flow.store.pauseFeed('feed-right');
		expect(await only()).toMatchObject({ state: 'resting', sides: [{ restsBecause: [] }, { restsBecause: ['Trigger of the right: The trigger is paused.'] }] });
	});

	it('reports what it found, by side and by field, in plain words', async () => {
		flow.edit('left', 'L', { Name: 'Deal' });
		flow.edit('right', 'R', { name: 'Deal' });
		await flow.sync('left', 'L');
		await start();
		await readPage(flow, 'left', { read: 3, total: 3, inStep: 0, emitted: 3, orphans: 1, gone: 1, underWay: 2, drift: { 'Title~title': 1, 'Name~name': 2, gone: 1 } });
		await readPage(flow, 'right', { read: 1, total: 1, inStep: 1, outOfScope: 1, resting: 1, drift: { 'Title~title': 4 } });
		await endPart(flow, 'left', 3);
		await endPart(flow, 'right', 1);
		const report = await only();
		expect(report).toMatchObject({ state: 'ended', found: 3, headline: '3 records were not in step, of 4 read, and went through the sync.' });
		expect(report?.drift).toEqual([
			{ row: 'Title~title', field: 'Title', left: 1, right: 4 },
			{ row: 'Name~name', field: 'Name', left: 2, right: 0 },
			{ row: 'gone', field: 'gone', left: 1, right: 0 },
		]);
		expect(report?.counts).toMatchObject({ left: 3, right: 1, linked: 1, agree: false });
		expect(report?.summary).toEqual([
			expect.stringMatching(/^Salesforce Opportunity: 3 of 3 records read, 0 in step, 3 sent through the sync\. 1 record has no partner: sent through the sync.* 1 linked record was deleted unseen.* 2 records are on the way already/),
			expect.stringMatching(/^Pact opportunities: 1 of 1 record read, 1 in step, 0 sent through the sync\. 1 linked record is outside of the trigger’s filter.* 1 record is left alone on purpose/),
			'Fields that differed, with how many records: Title (5), Name (2), gone (1).',
			'Salesforce Opportunity has 3 records, Pact opportunities has 1 record; 1 link. Salesforce Opportunity has 2 records more than there are links: without a partner yet, with one that is gone, waiting for a person, or kept by another sync.',
		]);
		expect(report?.text.split('\n')[0]).toBe(`${NAME} (reconcile): ${report?.headline}`);
	});

	it('that found nothing says so, and that the counts agree', async () => {
		flow.edit('left', 'L', { Name: 'Deal' });
		flow.edit('right', 'R', { name: 'Deal' });
		await flow.sync('left', 'L');
		await start();
		for (const side of ['left', 'right'] as const) {
			await readPage(flow, side, { read: 1, total: 1, inStep: 1 });
			await endPart(flow, side, 1);
		}
		expect(await only()).toMatchObject({ headline: 'Everything is in step: 2 records read, and nothing had to be sent.', found: 0, counts: { agree: true, means: 'The counts agree: Salesforce Opportunity has 1 record, Pact opportunities has 1 record, and there are as many links.' } });
	});

	it('explains fewer records than links: leads and contacts of one person', async () => {
		for (const id of ['L1', 'L2']) {
			flow.edit('left', id, { Name: 'Deal' });
			if (id === 'L1') flow.edit('right', 'R', { name: 'Deal' });
			await flow.sync('left', id);
		}
		await start();
		for (const [side, count] of [['left', 2], ['right', 1]] as const) {
			await readPage(flow, side, { read: count, total: count, inStep: count });
			await endPart(flow, side, count);
		}
		expect((await only())?.counts?.means).toContain('Pact opportunities has 1 record fewer than there are links: several records are linked to one');
	});

	it('that could not be carried out does not claim that all is well', async () => {
		await start();
		await readPage(flow, 'left', { read: 1, total: 1, inStep: 1 });
		await endPart(flow, 'left', 1);
		const [work] = await flow.store.openParts('feed-right');
		await flow.store.endPart(work!, { because: 'It reads this object no more.' });
		expect(await only()).toMatchObject({ state: 'ended', headline: 'Not everything could be read: 1 of 1 record.', sides: [{}, { restsBecause: ['Trigger of the right: It reads this object no more.'] }] });
	});

	it('is stopped by a person, one or all', async () => {
		await expect(stopReadings(flow.store, undefined, 'Ann', flow.now())).rejects.toThrow('No reading is under way.');
		await expect(stopReadings(flow.store, '4711', 'Ann', flow.now())).rejects.toThrow('There is no such reading.');
		await start();
		await readPage(flow, 'left', { read: 5, total: 9 });
		expect(await stopReadings(flow.store, undefined, 'Bob', flow.now())).toMatchObject([{ state: 'stopped', stoppedBy: 'Bob', headline: 'Stopped by Bob after 5 records of 9.' }]);
		expect(await readings(flow.store, { open: true, limit: 10 }, flow.now())).toEqual([]);
	});

	it('is waited for until it ends', async () => {
		const { started } = await start();
		let looks = 0;
		const [ended] = await untilEnded(flow.store, started, {
			clock: clock(async () => {
				looks += 1;
				for (const side of looks === 2 ? (['left', 'right'] as const) : []) {
					await readPage(flow, side, { read: 1, total: 1 });
					await endPart(flow, side, 1);
				}
			}),
			maxMs: HOUR_MS,
		});
		expect([ended?.state, looks]).toEqual(['ended', 2]);
	});

	it('that was forgotten meanwhile is not waited for', async () => {
		const { started } = await start();
		let looks = 0;
		const forget = async () => {
			looks += 1;
			for (const side of ['left', 'right'] as const) await flow.store.releaseFeed(`feed-${side}`, 'me');
			await flow.store.forget({ pair: PAIR, left: '00D', right: 'ws' }, 'Ann');
		};
		expect(await untilEnded(flow.store, started, { clock: clock(forget), maxMs: HOUR_MS })).toMatchObject([{ id: started[0]?.id }]);
		expect(looks).toBe(1);
	});

	it('is waited for no longer than was said, and no longer than the workflow runs', async () => {
		const { started } = await start();
		expect(await untilEnded(flow.store, started, { clock: clock(() => undefined), maxMs: 60_000 })).toMatchObject([{ state: 'waiting' }]);
		const stop = new AbortController();
		let looks = 0;
		await untilEnded(flow.store, started, { clock: clock(() => void ((looks += 1), stop.abort())), maxMs: HOUR_MS, signal: stop.signal });
		expect(looks).toBe(1);
	});
});
