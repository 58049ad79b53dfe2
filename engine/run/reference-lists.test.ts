import { refKey, type RecordRef } from '../model';
import { jobOf, LEFT, linkWith, RIGHT, rowOf } from './job.fixture';
import { isReferenceList, sourceList, targetList, writtenList, type ReferencesRow } from './reference-lists';
import { References } from './references';
import { sourceParents, sourceValues, targetParents, targetValues, writtenValue } from './values';

const row = rowOf('people', { lens: { kind: 'references', pair: 'contacts', left: 'contacts', right: 'contacts' } }) as ReferencesRow;
const left = (id: string): RecordRef => ({ ...LEFT, object: 'contacts', id });
const right = (id: string): RecordRef => ({ ...RIGHT, object: 'contacts', id });
/** Two records on the left mean one person on the right: 1 and 9. */
const LINKS = [['1', 'a'], ['2', 'b'], ['9', 'a']].map(([one = '', other = '']) => linkWith({ id: `${one}~${other}`, left: left(one), right: right(other) }));

async function known(): Promise<References> {
	const store = {
		links: async (_pair: string, side: 'left' | 'right', refs: readonly RecordRef[]) => {
			const keys = new Set(refs.map(refKey));
			return LINKS.filter((link) => keys.has(refKey(link[side])));
		},
	};
	const references = new References(store, { left: LEFT.connection, right: RIGHT.connection });
	const wanted = [...['1', '2', '3', '9'].map(left), ...['a', 'b', 'c'].map(right)];
	await references.load(wanted.map((ref) => ({ pair: 'contacts', side: ref.system === LEFT.system ? ('left' as const) : ('right' as const), ref })));
	return references;
}

describe('a list of references', () => {
	const places = { own: RIGHT, other: LEFT };

	it('says of a source what is linked, and holds what is not', async () => {
		const references = await known();
		expect(sourceList(row, 'left', LEFT, ['2', '1', '3'], references)).toEqual({
			value: ['a', 'b'],
			held: [{ row: 'people', field: 'people_l', value: '3', waitKey: `link|${refKey(left('3'))}`, message: 'The people points to contacts 3, which is not linked yet.' }],
		});
		expect(sourceList(row, 'right', RIGHT, ['b', 'c'], references)).toMatchObject({ value: ['b'], held: [{ value: 'c' }] });
		expect(sourceList(row, 'left', LEFT, [], references)).toEqual({ value: null, held: [] });
		expect(sourceList(row, 'left', LEFT, ['3'], references)).toMatchObject({ value: null, held: [{ value: '3' }] });
	});

	it('says of a target what is linked, and nothing else', async () => {
		const references = await known();
		expect(targetList(row, 'left', LEFT, ['3', '9', '1', '2'], references)).toEqual(['a', 'b']);
		expect(targetList(row, 'right', RIGHT, ['c'], references)).toBeNull();
		expect(targetList(row, 'right', RIGHT, null, references)).toBeNull();
	});

	it('is written over what is there: strangers stay, and of two records of one person the one that was chosen', async () => {
		const references = await known();
		expect(writtenList(row, 'right', ['a'], places, ['b', 'c'], references)).toEqual(['a', 'c']);
		expect(writtenList(row, 'left', ['a', 'b'], { own: LEFT, other: RIGHT }, ['9', '3'], references)).toEqual(['2', '3', '9']);
		expect(writtenList(row, 'left', null, { own: LEFT, other: RIGHT }, ['1', '3'], references)).toEqual(['3']);
		expect(writtenList(row, 'left', null, { own: LEFT, other: RIGHT }, ['1'], references)).toBeNull();
		expect(writtenList(row, 'left', ['b'], { own: LEFT, other: RIGHT }, null, references)).toEqual(['2']);
	});

	it('is a row like others to the run: its parents are loaded on both sides', async () => {
		const references = await known();
		const mapping = { ...jobOf().mapping, rows: [row] };
		const item = { ...jobOf().item, mapped: { ...jobOf().item.mapped, values: { people_r: ['1', '3'] } } };
		expect(isReferenceList(row) && !isReferenceList(rowOf('other'))).toBe(true);
		expect(sourceParents(item, mapping, 'left').map(({ ref }) => ref.id)).toEqual(['1', '3']);
		expect(sourceValues(item, mapping, 'left', references)).toMatchObject({ values: { people: ['a'] }, held: [{ value: '3' }] });
		expect(targetParents({ people_r: ['a', 'c'] }, [row], 'right', RIGHT).map(({ side, ref }) => [side, ref.id])).toEqual([['right', 'a'], ['right', 'c']]);
		expect(targetValues({ people_r: ['a', 'c'] }, [row], 'right', RIGHT, references)).toEqual({ people: ['a'] });
		expect(writtenValue(row, 'right', ['b'], LEFT, references, { place: RIGHT, value: ['a', 'c'] })).toEqual({ ok: true, value: ['b', 'c'] });
	});
});
