import {
	advance,
	advanceRound,
	beginDue,
	BEGINNING,
	type Cursor,
	readCursor,
	roundUnderWay,
	startCursor,
	sweepStart,
	writeCursor,
} from './cursor';

const at = (minute: number, second = 0): string => new Date(Date.UTC(2026, 10, 21, 8, minute, second)).toISOString();
const MINUTE = 60_000;
const cursor = (parts: Partial<Cursor> = {}): Cursor => ({ ...startCursor(at(10), BEGINNING, at(10)), ...parts });
const plusOne = (iso: string) => new Date(Date.parse(iso) + 1).toISOString();
const sweep = (back: number, since: string) => ({ from: at(0), start: at(0), tells: true, look: { back, since } });

/** Within every look's reach. */
const now = new Date(at(12, 10));

describe('the reading position', () => {
	it('goes on just after the newest change when nothing is looked back on', () => {
		expect(sweepStart(cursor(), 0, now)).toEqual({ from: plusOne(at(10)), looksBack: false, reach: 0 });
	});

	it('looks back from the newest change at first, and never beyond where the feed began', () => {
		expect(sweepStart(cursor(), 2 * MINUTE, now).from).toBe(at(8));
		expect(sweepStart(cursor({ floor: at(9) }), 2 * MINUTE, now).from).toBe(at(9));
	});

	it('looks back from the latest look that reached as far, and no more once that has passed the newest change', () => {
		const looked = advance(cursor(), sweep(MINUTE, at(10, 30)), undefined, undefined);
		expect(sweepStart(looked, MINUTE, now)).toEqual({ from: at(9, 30), looksBack: true, reach: MINUTE });
		const again = advance(looked, sweep(MINUTE, at(12)), undefined, undefined);
		expect(sweepStart(again, MINUTE, now)).toEqual({ from: plusOne(at(10)), looksBack: false, reach: MINUTE });
		// A short look does not pass for a long one.
		expect(sweepStart(again, 30 * MINUTE, now)).toMatchObject({ looksBack: true });
	});

	it('waits a minute with the next look back after a long one, and then reaches back behind it', () => {
		const middle = advance(cursor(), sweep(MINUTE, at(11)), at(11), { from: at(11), until: at(11), id: '1' });
		const place = middle.at as NonNullable<Cursor['at']>;
		const looked = advance(middle, place, at(11), undefined);
		expect(sweepStart(looked, MINUTE, new Date(at(11, 59)))).toEqual({ from: plusOne(at(11)), looksBack: false, reach: 0 });
		expect(sweepStart(looked, MINUTE, new Date(at(12)))).toEqual({ from: at(10), looksBack: true, reach: MINUTE });
		// One that reaches farther does not wait for it.
		expect(sweepStart(looked, 30 * MINUTE, new Date(at(11, 10))).looksBack).toBe(true);
	});

	it('stays as it is, to the letter, after a sweep that had nothing to tell', () => {
		const before = cursor({ looks: [{ back: MINUTE, since: at(12) }] });
		const idle = { from: plusOne(at(10)), start: plusOne(at(10)), tells: false, look: { back: MINUTE, since: at(20) } };
		expect(writeCursor(advance(before, idle, undefined, undefined))).toBe(writeCursor(before));
	});

	it('never moves back, whatever a look-back reads', () => {
		expect(advance(cursor(), sweep(MINUTE, at(11)), at(5), undefined).stamp).toBe(at(10));
		expect(advance(cursor(), sweep(MINUTE, at(11)), at(11), undefined).stamp).toBe(at(11));
	});

	it('keeps the place within a sweep over a restart', () => {
		const middle = advance(cursor(), sweep(MINUTE, at(11)), at(10, 30), { from: at(10, 30), until: at(11), id: '1001' });
		expect(readCursor(writeCursor(middle)).at).toEqual({
			from: at(10, 30),
			until: at(11),
			id: '1001',
			start: at(0),
			look: { back: MINUTE, since: at(11), long: true },
			tells: true,
		});
	});

	it('begins a round when it is due, and tells later what began before it', () => {
		expect(beginDue(cursor(), ['archived'], at(14, 59))).toBeUndefined();
		const begun = beginDue(cursor(), ['archived'], at(15)) as Cursor;
		expect(roundUnderWay(begun)).toBe('archived');
		const paged = advanceRound(begun, 'archived', 'next');
		expect(paged.rounds.archived.at).toEqual({ after: 'next', began: at(15), pages: 1 });
		expect(advanceRound(paged, 'archived', undefined).rounds.archived).toEqual({ since: at(15), due: at(20) });
	});

	it('goes over a long listing less often', () => {
		let round = beginDue(cursor(), ['joined'], at(15)) as Cursor;
		for (let page = 1; page < 100; page++) round = advanceRound(round, 'joined', String(page));
		expect(advanceRound(round, 'joined', undefined).rounds.joined.due).toBe(at(25));
	});

	it.each(['', '{}', '{"stamp":"2026-11-21T08:00:00Z","id":"003"}'])('of another source is refused (%s)', (text) => {
		expect(() => readCursor(text)).toThrow(/no position of a HubSpot object/);
	});
});
