import fc from 'fast-check';
import { advance, BEGINNING, conditionAfter, type Cursor, readCursor, writeCursor } from './cursor';

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

	it('can be written down and read again, and nothing else is taken for one', () => {
		const cursor = { stamp: at(1), id: 'a', floor: at(0), at: { stamp: at(0), id: 'b' } };
		expect(readCursor(writeCursor(cursor))).toEqual(cursor);
		for (const text of ['', '{}', 'null', '{"stamp":"x","id":""}', '{"offset":3}'])
			expect(() => readCursor(text)).toThrow('no position');
	});

	it('cannot smuggle anything into a query', () => {
		expect(() => readCursor(JSON.stringify({ stamp: at(1), id: "x') OR (Name != '" }))).toThrow('no position');
	});
});
