import fc from 'fast-check';
import { advance, BEGINNING, conditionAfter, reachOf, type Cursor, readCursor, writeCursor } from './cursor';

const at = (seconds: number) => new Date(Date.parse('2026-11-21T08:00:00Z') + seconds * 1_000).toISOString();

describe('the position in an object', () => {
	it('never moves back, whatever a look-back shows', () => {
		const row = fc.record({ stamp: fc.integer({ min: 0, max: 50 }).map(at), id: fc.constantFrom('a', 'b', 'c') });
		fc.assert(
			fc.property(row, fc.array(fc.tuple(fc.option(row, { nil: undefined }), fc.boolean())), (start, pages) => {
				let cursor: Cursor = { ...start, floor: at(0) };
				return pages.every(([last, more]) => {
					const next = advance(cursor, last, more);
					const kept = next.stamp >= cursor.stamp && next.floor === cursor.floor;
					cursor = next;
					return kept;
				});
			}),
		);
	});

	it('goes on within a sweep from the last row, not from where it looked back to', () => {
		const midway = advance({ stamp: at(100), id: 'z' }, { stamp: at(50), id: 'm' }, true);
		expect(midway).toEqual({ stamp: at(100), id: 'z', at: { stamp: at(50), id: 'm' } });
		expect(conditionAfter(midway, 600_000)).toBe(
			`(SystemModstamp > ${at(50)} OR (SystemModstamp = ${at(50)} AND Id > 'm'))`,
		);
		expect(advance(midway, { stamp: at(100), id: 'z' }, false)).toEqual({ stamp: at(100), id: 'z' });
	});

	it('looks back by the asked time, but not beyond where the feed began', () => {
		expect(conditionAfter({ stamp: at(100), id: 'z' }, 60_000)).toBe(`SystemModstamp >= ${at(40)}`);
		expect(conditionAfter({ stamp: at(100), id: 'z', floor: at(90) }, 60_000)).toBe(`SystemModstamp >= ${at(90)}`);
		expect(conditionAfter({ stamp: BEGINNING, id: '' }, 60_000)).toBe(`SystemModstamp >= ${BEGINNING}`);
	});

	describe('once a look back is known to have begun long after the newest row', () => {
		const look = (back: number, since: number) => ({ back: back * 1_000, since: at(since) });
		const settled = { stamp: at(100), id: 'z', looks: [look(150, 200)] };
		const onlyLater = `(SystemModstamp > ${at(100)} OR (SystemModstamp = ${at(100)} AND Id > 'z'))`;

		it('reads on after that row, however often it is asked', () => {
			expect(conditionAfter(settled, 60_000)).toBe(onlyLater);
			expect(advance(settled, undefined, false, { lookBackMs: 60_000, readAt: at(900) })).toEqual(settled);
		});

		it('looks back as far as that look did not reach, counted from its beginning', () => {
			expect(conditionAfter(settled, 150_000)).toBe(`SystemModstamp >= ${at(50)}`);
			expect(conditionAfter({ ...settled, floor: at(80) }, 150_000)).toBe(`SystemModstamp >= ${at(80)}`);
		});

		it('notes when a look began, also one of several pages', () => {
			const page = advance(settled, { stamp: at(860), id: 'm' }, true, { lookBackMs: 150_000, readAt: at(900) });
			expect(page).toEqual({ stamp: at(860), id: 'm', looks: [look(150, 200)], at: { stamp: at(860), id: 'm', look: { ...look(150, 900), long: true } } });
			const end = advance(page, { stamp: at(990), id: 'z' }, false, { readAt: at(1_000) });
			expect(end).toEqual({ stamp: at(990), id: 'z', looks: [{ ...look(150, 900), long: true }] });
			// A long one is not repeated at once.
			expect(reachOf(end, 150_000, new Date(at(959)))).toBe(0);
			expect(reachOf(end, 150_000, new Date(at(960)))).toBe(150_000);
			expect(reachOf(end, 1_800_000, new Date(at(959)))).toBe(1_800_000);
			expect(reachOf(settled, 150_000, new Date(at(201)))).toBe(150_000);
		});

		it('counts a sweep of hours from where it came close to the present', () => {
			const old = advance(settled, { stamp: at(700), id: 'm' }, true, { lookBackMs: 150_000, readAt: at(900) });
			const close = advance(old, { stamp: at(4_900), id: 'n' }, true, { readAt: at(5_000) });
			const end = advance(close, { stamp: at(5_090), id: 'o' }, false, { readAt: at(5_100) });
			expect(end.looks).toEqual([{ ...look(150, 5_000), long: true }]);
		});

		it('does not take many short looks for a long one: that goes on from where the last long one was', () => {
			let cursor: Cursor = settled;
			for (const second of [300, 400, 500]) {
				cursor = advance(cursor, { stamp: at(second), id: 'a' }, false, { lookBackMs: 60_000, readAt: at(second + 5) });
			}
			expect(cursor.looks).toEqual([look(150, 200), look(60, 505)]);
			expect(conditionAfter(cursor, 60_000)).toBe(`SystemModstamp >= ${at(445)}`);
			expect(conditionAfter(cursor, 150_000)).toBe(`SystemModstamp >= ${at(50)}`);
			const long = advance(cursor, { stamp: at(500), id: 'a' }, false, { lookBackMs: 150_000, readAt: at(510) });
			expect(long.looks).toEqual([look(150, 510)]);
		});

		it('never believes a clock that runs backwards', () => {
			expect(advance(settled, undefined, false, { lookBackMs: 150_000, readAt: at(150) })).toEqual(settled);
		});
	});

	it('looks back from the newest row while no clock is known', () => {
		const next = advance({ stamp: at(100), id: 'z' }, undefined, false, { lookBackMs: 60_000 });
		expect(next).toEqual({ stamp: at(100), id: 'z' });
		expect(conditionAfter(next, 60_000)).toBe(`SystemModstamp >= ${at(40)}`);
	});

	it('can be written down and read again, and nothing else is taken for one', () => {
		const cursor = { stamp: at(1), id: 'a', floor: at(0), at: { stamp: at(0), id: 'b', look: { back: 5, since: at(3) } }, looks: [{ back: 5, since: at(2) }] };
		expect(readCursor(writeCursor(cursor))).toEqual(cursor);
		for (const text of ['', '{}', 'null', '{"stamp":"x","id":""}', '{"offset":3}'])
			expect(() => readCursor(text)).toThrow('no position');
	});

	it('cannot smuggle anything into a query', () => {
		expect(() => readCursor(JSON.stringify({ stamp: at(1), id: "x') OR (Name != '" }))).toThrow('no position');
	});
});
