import { afterWrite, FLIP_WINDOW_MS, flipsMatterUntil, FREEZE_MS, frozenUntil, isGuarded, MOST_FLIPS } from './ping-pong';
import type { Side } from '../model';

const START = Date.parse('2026-03-01T12:00:00.000Z');
const iso = (ms: number) => new Date(START + ms).toISOString();

/** The count after these writes, one a minute. */
const after = (writes: Array<[Side, string]>, everyMs = 60_000) =>
	writes.reduce<ReturnType<typeof afterWrite> | undefined>((count, [to, wrote], index) => afterWrite(count, { to, wrote, at: iso(index * everyMs) }), undefined);
const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index));

describe('a flip', () => {
	it('is a write against the direction of the last one', () => {
		expect(after([['right', 'a'], ['left', 'b'], ['right', 'c']])?.count).toBe(2);
	});

	it('is a write of what was written to that side last time', () => {
		expect(after([['right', 'a'], ['right', 'a']])?.count).toBe(1);
	});

	it('is not one more new value for the same side, however many there are', () => {
		expect(after(times(50, (index) => ['right', `v${index}`]))?.count).toBe(0);
	});
});

describe('a row', () => {
	const fought = after(times(MOST_FLIPS + 1, () => ['right', 'a']));
	const last = MOST_FLIPS * 60_000;

	it('freezes with its last flip, for a day', () => {
		expect(frozenUntil(after(times(MOST_FLIPS, () => ['right', 'a'])), iso(last))).toBeUndefined();
		expect(frozenUntil(fought, iso(last))).toBe(iso(last + FREEZE_MS));
		expect(frozenUntil(fought, iso(last + FREEZE_MS - 1))).toBe(iso(last + FREEZE_MS));
	});

	it('that is written though it is frozen, by hand, does not freeze for longer', () => {
		expect(afterWrite(fought, { to: 'right', wrote: 'a', at: iso(last + 1000) }).since).toBe(iso(last));
	});

	it('is free after it, and is counted anew', () => {
		const then = iso(last + FREEZE_MS);
		expect(frozenUntil(fought, then)).toBeUndefined();
		expect(afterWrite(fought, { to: 'right', wrote: 'a', at: then }).count).toBe(0);
	});

	it('does not freeze when its flips are spread over more than the window', () => {
		const seldom = after(times(4 * MOST_FLIPS, () => ['right', 'a']), FLIP_WINDOW_MS / (MOST_FLIPS - 1));
		expect(seldom?.count).toBeLessThan(MOST_FLIPS);
	});

	it('that nobody ever wrote is free', () => {
		expect(frozenUntil(undefined, iso(0))).toBeUndefined();
	});

	it('of consent is not guarded: an opt-out always travels', () => {
		expect(isGuarded('mostRestrictive')).toBe(false);
		expect(isGuarded('newestWins')).toBe(true);
	});
});

it('counts matter until the last of them ends', () => {
	const row = { to: 'left' as const, wrote: 'h', since: iso(0) };
	expect(flipsMatterUntil({ a: { ...row, count: 1 }, b: { ...row, count: MOST_FLIPS } })).toBe(iso(FREEZE_MS));
	expect(flipsMatterUntil({ a: { ...row, count: 1 } })).toBe(iso(FLIP_WINDOW_MS));
});
