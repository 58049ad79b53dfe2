import { SystemError } from '../model';
import { contact, contacts, emitted, ids, MINUTE, useFeedWorld, watching, world } from '../../test/support/feed-bench';
import { FEED, Process, START } from '../../test/support/run-world';

useFeedWorld();

const POLL = 5 * MINUTE;

/** Runs the loop for an hour; people do what they do at their times. `resume` also rings the loop's bell. */
async function hour(...people: Array<[at: number, doing: (ring: () => void) => Promise<void>]>): Promise<void> {
	let rung: () => void = () => undefined;
	const process = new Process();
	const acting = people.map(async ([at, doing]) => {
		await world.clock(process).sleep(at);
		process.inFlight += 1;
		await doing(() => rung());
		process.inFlight -= 1;
	});
	const nudge = async () => await new Promise<void>((resolve) => (rung = resolve));
	await world.sync({ ...contacts, pollMs: POLL }, process, { emit: watching, forMs: 60 * MINUTE, nudge });
	await Promise.all(acting);
}

const state = async () => (await world.store.feedStates()).find(({ feed }) => feed === FEED);

it('a paused feed reads and emits nothing, and finds all of it when it goes on, at once', async () => {
	const reads: number[] = [];
	world.source.onRead = (_object, call) => void (call === 'page' && reads.push(world.time - START));
	await hour(
		[MINUTE, async () => await world.store.pauseFeed(FEED)],
		[
			7 * MINUTE,
			async () => {
				contact('C1', 'CTO');
				await world.store.noteHints(FEED, [{ ref: { system: 'salesforce', connection: '00D', object: 'Contact', id: 'C1' }, key: 'event' }]);
			},
		],
		[
			31 * MINUTE,
			async (ring) => {
				await world.store.resumeFeed(FEED);
				ring();
			},
		],
	);
	expect(reads.filter((at) => at > MINUTE && at < 31 * MINUTE)).toEqual([]);
	expect(reads).toContain(31 * MINUTE);
	expect(ids()).toEqual(['C1']);
	expect(emitted[0]?.change.origin).toBe('cdc');
});

it('a round that went well is noted, and one that did not with what went wrong', async () => {
	world.source.onRead = () => {
		if (world.time - START >= 20 * MINUTE) throw new Error('The system is away.');
	};
	await hour([15 * MINUTE, async () => expect((await state())?.trouble).toBeUndefined()]);
	expect(await state()).toMatchObject({ polledAt: new Date(START + 15 * MINUTE).toISOString(), trouble: { since: new Date(START + 20 * MINUTE).toISOString(), message: expect.stringContaining('The system is away.') } });
});

it('a round that a limit or a credential ended says so, and until when it is of no use to try again', async () => {
	world.source.onRead = () => {
		throw new SystemError({ class: 'quota-spent', message: 'The share is spent.', retryAfterMs: 30 * MINUTE });
	};
	await hour();
	const { trouble } = (await state()) ?? {};
	expect(trouble).toMatchObject({ class: 'quota-spent', message: expect.stringContaining('The share is spent.') });
	expect(Date.parse(trouble?.until ?? '') - Date.parse(trouble?.since ?? '')).toBeGreaterThanOrEqual(30 * MINUTE);
});
