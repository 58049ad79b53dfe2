import { refKey, type MappingRow, type RecordRef } from '../model';
import { combined } from './branches';
import { at, jobOf, LEFT, linkWith, RIGHT, rowOf } from './job.fixture';
import { allKin, nearKin } from './kin';
import { newestLink, parentPairs, parentRef, References, type ReferenceRow } from './references';
import { changeAsEvidence, targetCameAbout, withSiblings } from './siblings';
import type { Link, LinkWithBase } from './store-port';
import { sourceValues, targetParents, targetValues, writtenValue } from './values';

const account = (id: string, connection = 'org'): RecordRef => ({ system: 'salesforce', connection, object: 'Account', id });
const company = (id: string, connection = 'w'): RecordRef => ({ system: 'pact', connection, object: 'companies', id });
const row = rowOf('parent', { lens: { kind: 'reference', pair: 'accounts', left: 'Account', right: 'companies', others: [{ pair: 'leads', left: 'Lead', idPrefix: '00Q' }] } }) as ReferenceRow;
const link = (left: RecordRef, right: RecordRef, more: Partial<LinkWithBase> = {}): LinkWithBase => linkWith({ id: `${left.id}~${right.id}`, left, right, ...more });

/** A store that has these links of the pair of the accounts, and counts how often it is asked. */
const storeOf = (links: LinkWithBase[], asked: string[] = []) => ({
	links: async (pair: string, side: 'left' | 'right', refs: readonly RecordRef[]) => {
		asked.push(`${pair} ${side} ${refs.map(({ id }) => id).join()}`);
		const keys = new Set(refs.map(refKey));
		return pair === 'accounts' ? links.filter((one) => keys.has(refKey(one[side]))) : [];
	},
	linksTo: async (refs: readonly RecordRef[]): Promise<Link[]> => {
		const keys = new Set(refs.map(refKey));
		return links.filter((one) => keys.has(refKey(one.left)) || keys.has(refKey(one.right)));
	},
});
const loaded = async (links: LinkWithBase[], wanted: Array<['left' | 'right', RecordRef]>, asked: string[] = []) => {
	const references = new References(storeOf(links, asked), { left: 'org', right: 'w' });
	const all = wanted.flatMap(([side, ref]) => parentPairs(row, side, ref).map((pair) => ({ pair, side, ref })));
	await references.load(all);
	await references.load(all);
	return references;
};

describe('where a reference points', () => {
	it('is told by the id, where the field may point at several objects', () => {
		expect(parentRef(row, 'left', LEFT, '001A')).toEqual(account('001A'));
		expect(parentRef(row, 'left', LEFT, '00QA')).toEqual({ ...account('00QA'), object: 'Lead' });
		expect(parentRef(row, 'right', RIGHT, '00QA')).toEqual(company('00QA'));
		expect(parentPairs(row, 'left', { object: 'Lead' })).toEqual(['leads']);
		expect(parentPairs(row, 'right', { object: 'companies' })).toEqual(['accounts', 'leads']);
	});
});

describe('the counterpart of a parent', () => {
	it('is found by its link between the two connections, asked for once', async () => {
		const asked: string[] = [];
		const references = await loaded([link(account('1'), company('a')), link(account('2'), company('b', 'elsewhere'))], [['left', account('1')], ['left', account('2')], ['right', company('a')]], asked);
		expect(references.counterpart(row, 'left', account('1'))).toBe('a');
		expect(references.counterpart(row, 'left', account('2'))).toBeUndefined();
		expect(references.counterpart(row, 'right', company('a'))).toBe('1');
		expect(references.canonical(row, 'left', account('1'))).toBe('a');
		expect(references.canonical(row, 'right', company('x'))).toBe('x');
		expect(asked).toEqual(['accounts left 1,2', 'accounts right a', 'leads right a']);
	});

	it('is none that is gone, and of several the one that was changed last', async () => {
		const gone = { right: { kind: 'deleted', at: at(1) } as never };
		const references = await loaded(
			[link(account('1'), company('a'), { gone }), link(account('2'), company('b'), { leftModifiedAt: at(3) }), link(account('3'), company('b'), { leftModifiedAt: at(5) })],
			[['left', account('1')], ['right', company('b')]],
		);
		expect(references.counterpart(row, 'left', account('1'))).toBeUndefined();
		expect(references.counterpart(row, 'right', company('b'))).toBe('3');
	});

	it('is of equals the first by name, in whatever order they come', () => {
		const [one, two] = [link(account('1'), company('a')), link(account('2'), company('b'))];
		expect(newestLink([one, two], 'left')).toBe(one);
		expect(newestLink([two, one], 'left')).toBe(one);
		expect(newestLink([one, { ...two, rightModifiedAt: at(1) }], 'right').id).toBe(two.id);
		expect(newestLink([{ ...one, rightModifiedAt: at(1) }, two], 'right').id).toBe(one.id);
	});
});

describe('the values of a record', () => {
	const item = (values: Record<string, string | null>) => ({ ...jobOf().item, mapped: { ...jobOf().item.mapped, values } });
	const mapping = (...rows: MappingRow[]) => ({ ...jobOf().mapping, rows });
	const size = rowOf('size', { lens: { kind: 'number' } });

	it('point at the counterparts of its parents, and wait for those that are not linked', async () => {
		const references = await loaded([link(account('1'), company('a'))], [['left', account('1')], ['left', account('2')]]);
		const read = (id: string | null) => sourceValues(item({ parent_r: id }), mapping(row), 'left', references);
		expect(read('1')).toEqual({ values: { parent: 'a' }, held: [] });
		expect(read(null)).toEqual({ values: { parent: null }, held: [] });
		expect(read('2')).toEqual({
			values: {},
			held: [{ row: 'parent', field: 'parent_l', value: '2', waitKey: 'link|salesforce|org|Account|2', message: 'The parent points to Account 2, which is not linked yet.' }],
		});
	});

	it('that no lens takes are held, and those that were not read are left out', async () => {
		const references = await loaded([], []);
		expect(sourceValues(item({ size_r: 'many' }), mapping(size, rowOf('other')), 'left', references)).toEqual({
			values: {}, held: [{ row: 'size', field: 'size_r', value: 'many', waitKey: 'invalid|people|size', message: expect.stringContaining('is not a number') }],
		});
	});

	it('of the target that nobody understands differ from every value that could be written over them', async () => {
		const references = await loaded([link(account('1'), company('a'))], [['left', account('1')], ['left', account('2')]]);
		const read = (fields: Record<string, string | null>) => targetValues(fields, [row, size], 'left', LEFT, references);
		expect(read({ parent_l: '1', size_l: '7' })).toEqual({ parent: 'a', size: 7 });
		expect(read({ parent_l: '2', size_l: 'many' })).toEqual({ parent: '?"2"', size: '?"many"' });
		expect(read({ parent_l: '' })).toEqual({ parent: null });
	});

	it('are asked for by the parents of the left side only: the right one’s ids are canonical', () => {
		expect(targetParents({ parent_l: '1' }, [row, size], 'left', LEFT)).toEqual([{ pair: 'accounts', side: 'left', ref: account('1') }]);
		for (const fields of [{ parent_l: '' }, { parent_l: null }, {}]) expect(targetParents(fields, [row], 'left', LEFT)).toEqual([]);
		expect(targetParents({ parent_r: 'a' }, [row], 'right', RIGHT)).toEqual([]);
	});

	it('are written with the ids of their own side', async () => {
		const references = await loaded([link(account('1'), company('a'))], [['right', company('a')]]);
		expect(writtenValue(row, 'left', 'a', RIGHT, references)).toEqual({ ok: true, value: '1' });
		expect(writtenValue(row, 'right', 'a', LEFT, references)).toEqual({ ok: true, value: 'a' });
		expect(writtenValue(row, 'left', null, RIGHT, references)).toEqual({ ok: true, value: null });
		expect(writtenValue(row, 'left', 'x', RIGHT, references)).toEqual({ ok: false, problem: 'invalid', message: 'The parent points to a record that has no counterpart.' });
	});
});

describe('records of one person', () => {
	const lead = { ...LEFT, object: 'Lead', id: '00Q' } as const;
	const feeding = async (more: Partial<LinkWithBase>, left: RecordRef = lead) => {
		const [job] = await withSiblings([jobOf('left', { link: link(LEFT, RIGHT) })], storeOf([link(LEFT, RIGHT), link(left, RIGHT, more)]));
		return { newer: (job as { newerSibling?: boolean }).newerSibling, siblings: job!.siblings.map(({ left: ref }) => ref.id), others: job!.otherLinks?.target.length };
	};

	it('are siblings; the one that was changed last feeds the target, of equals the first by name', async () => {
		expect(await feeding({ leftModifiedAt: at(9) })).toEqual({ newer: true, siblings: ['00Q'], others: 1 });
		expect(await feeding({ leftModifiedAt: at(1) })).toEqual({ newer: false, siblings: ['00Q'], others: 1 });
		expect(await feeding({ leftModifiedAt: at(5) })).toMatchObject({ newer: false });
		expect(await feeding({ leftModifiedAt: at(5) }, { ...LEFT, id: '001' })).toMatchObject({ newer: true });
	});

	it('count as changed by what somebody else did to them, not by what we wrote to them', async () => {
		// The lead was written to at 9, and changed by a person at 2: before the contact was.
		expect(await feeding({ leftModifiedAt: at(9), changed: { left: at(2) }, wrote: { left: at(9) } })).toMatchObject({ newer: false });
		expect(await feeding({ leftModifiedAt: at(9), changed: { left: at(7) }, wrote: { left: at(9) } })).toMatchObject({ newer: true });
		// The contact's own change is a write of ours: it was changed by a person at 1, so that the lead's 2 is newer.
		const ours = link(LEFT, RIGHT, { leftModifiedAt: at(5), changed: { left: at(1) }, wrote: { left: at(5) } });
		const [job] = await withSiblings([jobOf('left', { link: ours })], storeOf([ours, link(lead, RIGHT, { leftModifiedAt: at(9), changed: { left: at(2) } })]));
		expect(job).toMatchObject({ newerSibling: true });
	});

	it('of another connection of the same system feed it like the others; those that are gone do not', async () => {
		expect(await feeding({ leftModifiedAt: at(9) }, { ...lead, connection: 'other' })).toMatchObject({ newer: true, siblings: ['00Q'] });
		expect(await feeding({ leftModifiedAt: at(9) }, { ...lead, system: 'hubspot' })).toMatchObject({ newer: false, siblings: ['00Q'] });
		expect(await feeding({ leftModifiedAt: at(9), gone: { left: { kind: 'deleted', at: at(1) } as never } })).toMatchObject({ newer: false, siblings: [], others: 1 });
	});

	it('are not asked for where nothing was found', async () => {
		const { record, ...unmatched } = jobOf();
		expect(await withSiblings([unmatched], storeOf([link(lead, RIGHT)]))).toEqual([unmatched]);
	});

	it('are kin over one or two links, without the record itself', async () => {
		const hub = { system: 'hubspot', connection: '77', object: 'contacts', id: '9' } as const;
		const store = storeOf([link(LEFT, RIGHT), link(hub, RIGHT)]);
		expect((await nearKin([LEFT], store)).get(refKey(LEFT))).toEqual([RIGHT]);
		expect((await allKin([LEFT], store)).get(refKey(LEFT))).toEqual([RIGHT, hub]);
		expect((await nearKin([], store)).size).toBe(0);
	});
});

describe('the age of a value', () => {
	it('that we wrote is that of the record that it came from, of the newest where there are several', () => {
		const other = link({ ...LEFT, id: 'other' }, RIGHT, { leftModifiedAt: at(2), rightModifiedAt: at(8), wrote: { right: at(8) } });
		const job = jobOf('left', { otherLinks: { source: [], target: [other, { ...other, leftModifiedAt: at(3) }] } });
		expect(targetCameAbout(job, at(8))).toBe(at(3));
		expect(targetCameAbout(job, at(9))).toBe(at(9));
		expect(targetCameAbout(jobOf('left', { otherLinks: { source: [], target: [{ ...other, leftModifiedAt: at(20) }] } }), at(8))).toBe(at(8));
		expect(targetCameAbout(jobOf(), at(8))).toBe(at(8));
		// Another pair has seen the change, and wrote nothing of it: somebody made it.
		const { wrote: _wrote, ...seen } = other;
		expect(targetCameAbout(jobOf('left', { otherLinks: { source: [], target: [seen] } }), at(8))).toBe(at(8));
	});

	it('of the source, too: and of its fields that are as young as our write', () => {
		const other = link(LEFT, { ...RIGHT, id: 'other' }, { leftModifiedAt: at(5), rightModifiedAt: at(2), wrote: { left: at(5) } });
		const job = jobOf('left', { otherLinks: { source: [other], target: [] } });
		expect(changeAsEvidence(job).modifiedAt).toBe(at(2));
		const timed = { ...job, item: { ...job.item, change: { ...job.item.change, fieldTimes: { a: at(1), b: at(5) } } } };
		expect(changeAsEvidence(timed)).toMatchObject({ modifiedAt: at(2), fieldTimes: { a: at(1), b: at(2) } });
		expect(changeAsEvidence(jobOf()).modifiedAt).toBe(at(5));
		expect(changeAsEvidence({ ...timed, otherLinks: { source: [], target: [] } })).toMatchObject({ modifiedAt: at(5), fieldTimes: { a: at(1), b: at(5) } });
	});
});

describe('one outcome for several counterparts', () => {
	const end = (outcome: 'failed' | 'updated' | 'unchanged', message: string) => ({ ...jobOf(), outcome, reason: 'updated', message, source: LEFT, movements: [{ row: message, field: 'f', from: null, to: null }], questions: [] }) as never;

	it('is the most telling one, with what was said of all', () => {
		expect(combined(end('unchanged', 'A.'), end('updated', 'B.'))).toMatchObject({ outcome: 'updated', message: 'A. B.', movements: [{ row: 'A.' }, { row: 'B.' }] });
		expect(combined(end('failed', 'A.'), end('updated', 'B.'))).toMatchObject({ outcome: 'failed', message: 'A. B.' });
		expect(combined(undefined, end('updated', 'B.'))).toMatchObject({ outcome: 'updated', message: 'B.' });
	});
});
