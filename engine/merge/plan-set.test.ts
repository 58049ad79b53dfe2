import type { MappingRow, Rule } from '../model';
import { baseHash } from './elements';
import { at, EMPTY, fought, hash, linked, mappingOf, rowOf, thawsAt } from './merge.fixture';
import { planRecord } from './plan-record';
import { seenAfter } from './plan-set';

const tags = (rule: Rule, more: Partial<MappingRow> = {}): MappingRow => rowOf('tags', rule, { lens: { kind: 'tags', values: [] }, ...more });
const of = (row: MappingRow, names: string[] | null) => baseHash(row, names, hash);

/** The left record's change is processed; both held `agreed` when they were last seen. */
function planned(row: MappingRow, agreed: string[] | null, left: string[] | null, right: string[] | null, more: Parameters<typeof linked>[3] = {}) {
	const input = linked([row], {}, { left: { tags: left }, right: { tags: right } }, more);
	const base = { tags: { left: of(row, agreed), right: of(row, agreed) } };
	return planRecord({ ...input, link: { ...input.link!, base } });
}

describe('a set', () => {
	it('gains and loses what the other side gained and lost, and its own changes stay', () => {
		expect(planned(tags('newestWins'), ['a', 'b'], ['a', 'c'], ['a', 'b', 'd'])).toMatchObject({
			action: 'update', write: { tags: ['a', 'c', 'd'] }, repair: [], settle: ['tags'], agreed: { tags: ['a', 'c'] },
		});
	});

	it('that nobody changed is not touched, and one that the other side changed is left to its own change', () => {
		expect(planned(tags('newestWins'), ['a'], ['a'], ['a'])).toEqual({ ...EMPTY, action: 'none', reason: 'no-difference', agreed: { tags: ['a'] }, closed: [] });
		expect(planned(tags('newestWins'), ['a'], ['a'], ['a', 'b'])).toMatchObject({ action: 'none', repair: [], settle: [] });
	});

	it('of an owner is put back: the other side’s record must come once more for that', () => {
		expect(planned(tags('alwaysRight'), ['a'], null, ['a'])).toMatchObject({ write: {}, repair: ['tags'], agreed: { tags: [] } });
		expect(planned(tags('alwaysRight'), ['a'], ['a', 'b'], ['a'])).toMatchObject({ write: {}, repair: [] });
	});

	it('loses nothing where clears are ignored', () => {
		expect(planned(tags('newestWins', { ignoreClears: true }), ['a', 'b'], ['b', 'c'], ['a', 'b'])).toMatchObject({ write: { tags: ['a', 'b', 'c'] } });
	});

	it('is not written where its system decides by itself, and that is said once', () => {
		const row = tags('newestWins', { lens: { kind: 'tags', values: [], readOnly: { right: ['b'] } } });
		expect(planned(row, ['a'], ['b', 'c'], ['a'])).toMatchObject({ write: { tags: ['c'] }, closed: ['tags'], agreed: { tags: ['c'] } });
		const input = linked([row], {}, { left: { tags: ['b', 'c'] }, right: { tags: ['c'] } });
		const settled = { ...input, link: { ...input.link!, base: { tags: { left: of(row, ['b', 'c']), right: of(row, ['c']) } } } };
		expect(planRecord(settled)).toEqual({ ...EMPTY, action: 'none', reason: 'no-difference', agreed: { tags: ['c'] }, closed: [] });
	});

	it('is made with a new record, but for what its system decides', () => {
		const row = tags('newestWins', { lens: { kind: 'tags', values: [], readOnly: { right: ['b'] } } });
		const { target, link, ...input } = linked([row], {}, { left: { tags: ['a', 'b'] }, right: {} });
		expect(planRecord(input)).toMatchObject({ action: 'create', write: { tags: ['a'] }, agreed: { tags: ['a'] } });
		expect(planRecord({ ...input, source: { tags: ['b'] } })).toMatchObject({ action: 'create', write: {} });
		expect([target, link]).toHaveLength(2);
	});

	it('rests when it went to and fro too often', () => {
		const row = tags('newestWins');
		const input = linked([row], {}, { left: { tags: ['a'] }, right: { tags: null } }, { mapping: mappingOf([row]), at: at(9) });
		const link = { ...input.link!, base: { tags: { left: of(row, null), right: of(row, null) } }, flips: { tags: fought } };
		expect(planRecord({ ...input, link })).toMatchObject({ action: 'none', frozen: [{ row: 'tags', until: thawsAt }], settle: [] });
	});
});

describe('what is seen of a set after it was written', () => {
	it('is what was agreed and taken', () => {
		expect(seenAfter(['a', 'b'], ['a'], ['a', 'b'], ['a', 'b'])).toEqual(['a', 'b']);
	});

	it('lacks what was refused, so that it counts as a known difference', () => {
		expect(seenAfter(['a', 'b'], ['a'], ['a', 'b'], ['a'])).toEqual(['a']);
	});

	it('holds what was not given up, which then does not travel back', () => {
		expect(seenAfter([], ['a'], null, ['a'])).toEqual(['a']);
	});

	it('lacks what somebody else added meanwhile: that is news', () => {
		expect(seenAfter(['a'], null, ['a'], ['a', 'x'])).toEqual(['a']);
	});

	it('holds what the source has yet to give up', () => {
		expect(seenAfter(['a', 'gone'], ['b'], ['a'], ['a'])).toEqual(['a', 'gone']);
	});
});
