import { canonicalText } from '../mapping';
import { concededBase, settledBase } from '../merge/base';
import { MOST_FLIPS, FLIP_WINDOW_MS, FREEZE_MS } from '../merge/ping-pong';
import type { Canonical, HeldField } from '../model';
import { at, jobOf, LEFT, linkWith, mappingWith, NOW, RIGHT, rowOf } from './job.fixture';
import { conflictQuestions, waitsForRequired } from './plan-wave';
import { flipsAfter, movementsOf, settledLink } from './settle';
import type { PlannedJob } from './job';
import type { References } from './references';

const hash = (text: string) => `#${text}`;
const of = (value: Canonical) => hash(canonicalText(value));
/** No row here points at a record. */
const references = {} as References;
const settle = (job: ReturnType<typeof jobOf>, written: string[], after: { fields: Record<string, string | null>; byOther?: true; id?: string }, held: HeldField[] = []) =>
	settledLink(job, written, { id: 'p', modifiedAt: at(7), ...after }, { references, held: new Map([[0, held]]), store: { hash } });
const held = (row: string, value: string, waitKey = 'value|x'): HeldField => ({ row, field: `${row}_l`, value, waitKey, message: `${row} waits.` });

describe('the link after a write', () => {
	it('knows both records, when each was seen, and when somebody else changed it', () => {
		expect(settle(jobOf('left', { link: linkWith() }), [], { fields: {} })).toEqual({ id: '1', left: LEFT, right: RIGHT, leftModifiedAt: at(5), rightModifiedAt: at(7), changed: { left: at(5), right: at(0) }, base: {} });
		expect(settle(jobOf('right'), [], { fields: {}, id: '003' })).toEqual({ left: LEFT, right: RIGHT, leftModifiedAt: at(7), rightModifiedAt: at(5), changed: { left: at(0), right: at(5) }, base: {} });
	});

	it('knows our own write for one: what is read with its time is nobody’s change', () => {
		const { record, ...unmatched } = jobOf('left', { plan: { write: { title: 'CEO' }, settle: ['title'] }, values: { title: 'CEO' } });
		expect(settle(unmatched as PlannedJob, ['title'], { fields: {} })).toMatchObject({ wrote: { right: at(7) }, changed: { left: at(5), right: at(5) } });
		const link = linkWith({ rightModifiedAt: at(3), changed: { right: at(1) }, wrote: { right: at(3) } });
		const job = jobOf('left', { link, record: { id: 'p', fields: {}, modifiedAt: at(3) }, plan: { write: { title: 'CEO' }, settle: ['title'] }, values: { title: 'CEO' } });
		expect(settle(job, ['title'], { fields: {} })).toMatchObject({ wrote: { right: at(7) }, changed: { left: at(5), right: at(1) } });
		// Somebody had changed it before we wrote to it, or just after.
		expect(settle({ ...job, record: { id: 'p', fields: {}, modifiedAt: at(4) } }, ['title'], { fields: {} })).toMatchObject({ changed: { right: at(4) } });
		expect(settle(job, ['title'], { fields: {}, byOther: true })).toMatchObject({ changed: { right: at(7) } });
		// The source holds what came to it from a third system.
		const other = linkWith({ id: '2', right: { ...RIGHT, id: 'other' }, leftModifiedAt: at(5), changed: { left: at(2) }, wrote: { left: at(5) } });
		expect(settle({ ...job, otherLinks: { source: [other], target: [] } }, ['title'], { fields: {} })).toMatchObject({ changed: { left: at(2) } });
	});

	it('has what was written as the target spells it, and what was not written as it was read', () => {
		const plan = { write: { title: 'CEO' }, settle: ['title', 'name'] };
		const job = jobOf('left', { plan, values: { title: 'CEO', name: 'Ann' }, before: { title: 'old', name: 'ANN' } });
		expect(settle(job, ['title'], { fields: { title_r: 'Ceo', name_r: 'edited since' } }).base).toEqual({ title: settledBase(of('CEO'), of('Ceo')), name: settledBase(of('Ann'), of('ANN')) });
		const back = jobOf('right', { plan, values: { title: 'CEO', name: 'Ann' }, before: { title: 'old', name: 'ANN' } });
		expect(settle(back, ['title'], { fields: { title_l: 'Ceo' } }).base).toEqual({ title: settledBase(of('Ceo'), of('CEO')), name: settledBase(of('ANN'), of('Ann')) });
	});

	it('has what was written as it was written, where somebody else was there meanwhile or the answer does not tell', () => {
		const job = jobOf('left', { plan: { write: { title: 'CEO' }, settle: ['title'] }, values: { title: 'CEO' }, before: { title: 'old' } });
		const written = { title: settledBase(of('CEO'), of('CEO')) };
		expect(settle(job, ['title'], { fields: { title_r: 'theirs' }, byOther: true }).base).toEqual(written);
		expect(settle(job, ['title'], { fields: {} }).base).toEqual(written);
	});

	it('has nothing of a value that was left out on the way: it is tried again', () => {
		const job = jobOf('left', { plan: { write: { title: 'CEO' }, settle: ['title'] }, values: { title: 'CEO' }, before: { title: 'old' } });
		expect(settle(job, [], { fields: { title_r: 'old' } }).base).toEqual({});
	});

	it('of a new record has its own defaults, but no opt-out that its source has yet to hear of', () => {
		const { record, ...created } = jobOf('left', { plan: { settle: ['title', 'name'] }, values: { title: null, name: null } });
		expect(settle(created, [], { fields: { title_r: 'default', name_r: null } }).base).toEqual({ title: settledBase(of(null), of('default')), name: settledBase(of(null), of(null)) });
		expect(settle(created, [], { fields: { title_r: 'withdrawn' } }).base).toEqual({ name: settledBase(of(null), of(null)) });
		expect(settle(created, ['title'], { fields: { title_r: 'withdrawn' } }).base).toMatchObject({ title: settledBase(of(null), of('withdrawn')) });
		expect(settle(created, [], { fields: { title_r: 'theirs' }, byOther: true }).base).toEqual({});
	});

	it('keeps the verdict of what its source lost', () => {
		expect(settle(jobOf('left', { plan: { repair: ['title'] }, values: { title: 'L' } }), [], { fields: {} }).base).toEqual({ title: concededBase('left', of('L')) });
		expect(settle(jobOf('right', { plan: { repair: ['title'] }, values: { title: 'R' } }), [], { fields: {} }).base).toEqual({ title: concededBase('right', of('R')) });
	});

	it('has a held value as far as it goes, where the other side holds nothing and nothing is known yet', () => {
		const blank = { title: settledBase(of('?"odd"'), of(null)) };
		expect(settle(jobOf('left'), [], { fields: { title_r: null } }, [held('title', 'odd')]).base).toEqual(blank);
		expect(settle(jobOf('right'), [], { fields: {} }, [held('title', 'odd')]).base).toEqual({ title: settledBase(of(null), of('?"odd"')) });
		expect(settle(jobOf('left'), [], { fields: { title_r: 'x' } }, [held('title', 'odd')]).base).toEqual({});
		expect(settle(jobOf('left', { before: { title: 'x' } }), [], { fields: {} }, [held('title', 'odd')]).base).toEqual({});
		const known = linkWith({ base: { title: settledBase('a', 'b') } });
		expect(settle(jobOf('left', { link: known }), [], { fields: {} }, [held('title', 'odd')]).base).toEqual({});
		const conceded = linkWith({ base: { title: concededBase('left', 'a') } });
		expect(settle(jobOf('left', { link: conceded }), [], { fields: {} }, [held('title', 'odd')]).base).toEqual(blank);
	});
});

describe('the count of a fight', () => {
	const count = { to: 'right', wrote: 'h', count: 1, since: at(0) } as const;
	const fighting = { ...count, count: MOST_FLIPS };
	const job = jobOf('left', { link: linkWith({ flips: { name: fighting } }), plan: { flips: { title: count } } });

	it('goes on with the rows that were written, and ends with the last of them', () => {
		expect(flipsAfter(job, ['title', 'other'])).toEqual({ flips: { rows: { name: fighting, title: count }, until: new Date(NOW + FREEZE_MS).toISOString() } });
		expect(flipsAfter({ ...job, link: linkWith() }, ['title'])).toEqual({ flips: { rows: { title: count }, until: new Date(NOW + FLIP_WINDOW_MS).toISOString() } });
	});

	it('stays as it is where nothing was written, and begins with no create', () => {
		expect(flipsAfter(job, [])).toEqual({});
		const { record, ...created } = job;
		expect(flipsAfter(created, ['title'])).toEqual({});
	});
});

describe('what moved', () => {
	it('is told with what gave way on either side', () => {
		const job = jobOf('left', {
			plan: { write: { title: ['a'] }, losses: [{ row: 'title', side: 'right', value: ['b'] }, { row: 'name', side: 'left', value: 'Ann' }, { row: 'gone', side: 'left', value: 'x' }] },
			values: { name: 'Ann' }, before: { title: ['b'], name: 'Anne' },
		});
		expect(movementsOf(job, ['title', 'odd'])).toEqual([
			{ row: 'title', field: 'title_r', from: ['b'], to: ['a'], lost: { side: 'right', value: ['b'] } },
			{ row: 'odd', field: 'odd', from: null, to: null },
			{ row: 'name', field: 'name_l', from: 'Ann', to: 'Anne', lost: { side: 'left', value: 'Ann' } },
			{ row: 'gone', field: 'gone', from: null, to: null, lost: { side: 'left', value: 'x' } },
		]);
	});
});

describe('a question about a field', () => {
	const asked = (side: 'left' | 'right', more = {}) => conflictQuestions(jobOf(side, { plan: { ask: ['title'] }, values: { title: ['a'] }, before: { title: 'b' }, ...more }));

	it('shows both values, and is one question whichever side’s change raised it', () => {
		expect(asked('left')).toEqual([
			{
				kind: 'conflict', pair: 'people', key: 'salesforce|org|Contact|003|title', source: LEFT, target: RIGHT, details: expect.objectContaining({ row: 'title', left: ['a'], right: 'b' }),
				message: 'The title was changed on both sides of Salesforce Contact 003. Choose which value counts; until then both stay.',
			},
		]);
		expect(asked('right')).toMatchObject([{ key: 'salesforce|org|Contact|003|title', details: { left: 'b', right: ['a'] }, source: RIGHT, target: LEFT }]);
		expect(asked('left', { values: {}, before: {} })).toMatchObject([{ details: { left: null, right: null } }]);
	});
});

describe('a create that lacks what the target insists on', () => {
	const required = mappingWith(rowOf('title', { required: { left: false, right: true } }), rowOf('name', { required: { left: true, right: false } }), rowOf('given', { required: { left: false, right: true }, defaults: { right: 'x' } }));
	const wait = (fields: HeldField[], action: 'create' | 'update' = 'create') => waitsForRequired(jobOf('left', { mapping: required, plan: { action } }), fields);

	it('waits for it', () => {
		const message = 'Salesforce Contact 003 is not created yet: title waits.';
		expect(wait([held('name', 'x'), held('title', 'x', 'value|a')])).toMatchObject({
			outcome: { outcome: 'waiting', reason: 'value-not-mapped', message }, ledger: { kind: 'wait', waitKey: 'value|a', reason: 'value-not-mapped' },
		});
		expect(wait([held('title', 'x', 'link|a')])).toMatchObject({ outcome: { outcome: 'waiting', reason: 'parent-not-linked', message }, ledger: { kind: 'wait', waitKey: 'link|a', reason: 'parent-not-linked' } });
	});

	it('is a question where waiting does not help', () => {
		const message = 'Salesforce Contact 003 is not created yet: title waits.';
		expect(wait([held('title', 'x', 'invalid|a')])).toMatchObject({ outcome: { outcome: 'failed', reason: 'invalid-value', message }, ledger: { kind: 'issue', reason: 'invalid-value', message } });
	});

	it('is made where the value has a default, is not asked for there, or the record is there already', () => {
		expect(wait([held('given', 'x'), held('name', 'x'), held('unknown', 'x')])).toBeUndefined();
		expect(wait([held('title', 'x')], 'update')).toBeUndefined();
	});
});
