import type { Rule } from '../model';
import { canonicalText } from '../mapping/canonical';
import { concededBase } from './base';
import { at, EMPTY, fought, hash, linked, mappingOf, rowOf, thawsAt } from './merge.fixture';
import { planRecord } from './plan-record';
import type { PlanInput } from './types';

const title = (rule: Rule) => [rowOf('title', rule)];
/** One field that was `was` on both sides. */
const field = (rule: Rule, was: string | null, left: string | null, right: string | null, more: Partial<PlanInput> = {}) =>
	linked(title(rule), { title: was }, { left: { title: left }, right: { title: right } }, more);

describe('a record without a counterpart', () => {
	const rows = [
		rowOf('name', 'newestWins'),
		rowOf('phone', 'newestWins'),
		rowOf('stage', 'alwaysRight'),
		rowOf('owner', 'alwaysLeft'),
		rowOf('note', 'doNotSync'),
		rowOf('consent', 'mostRestrictive'),
		rowOf('unread', 'newestWins'),
	];
	const source = { name: 'Ann', phone: null, stage: 'new', owner: 'o', note: 'n', consent: 'granted' };
	const alone = (more: Partial<PlanInput>): PlanInput => {
		const { target, link, ...input } = linked(rows, {}, { left: source, right: source }, more);
		return input;
	};

	it('is created with what its side may say; everything that was read counts as settled from then on', () => {
		const settle = ['name', 'phone', 'stage', 'owner', 'consent'];
		expect(planRecord(alone({}))).toEqual({ ...EMPTY, action: 'create', reason: 'created', write: { name: 'Ann', owner: 'o' }, settle });
		expect(planRecord(alone({ side: 'right' }))).toMatchObject({ write: { name: 'Ann', stage: 'new' } });
	});

	it('is created opted out where the person has opted out', () => {
		expect(planRecord(alone({ source: { ...source, consent: 'withdrawn' } })).write).toMatchObject({ consent: 'withdrawn' });
	});

	it('is left where the other side takes no new records', () => {
		const mapping = mappingOf(rows, { create: { left: true, right: false } });
		expect(planRecord(alone({ mapping }))).toEqual({ ...EMPTY, action: 'skip', reason: 'create-not-allowed' });
		expect(planRecord(alone({ mapping, side: 'right' }))).toMatchObject({ action: 'create' });
	});
});

describe('a field of two linked records', () => {
	it('that only the source changed is written, and counted as one write of the guard', () => {
		expect(planRecord(field('newestWins', 'old', 'new', 'old'))).toEqual({
			...EMPTY, action: 'update', reason: 'updated', write: { title: 'new' }, settle: ['title'],
			flips: { title: { to: 'right', wrote: hash(canonicalText('new')), count: 0, since: at(9) } },
		});
	});

	it('that only the other side changed waits for the change of that side', () => {
		expect(planRecord(field('newestWins', 'old', 'old', 'new'))).toEqual({ ...EMPTY, action: 'none', reason: 'no-difference' });
		expect(planRecord(field('newestWins', 'old', 'new', 'old', { side: 'right', source: { title: 'old' }, target: { values: { title: 'new' }, modifiedAt: at(5) } }))).toEqual({
			...EMPTY, action: 'none', reason: 'no-difference',
		});
	});

	it('that both changed goes to the later one, and the value that gives way is reported', () => {
		const later = { target: { values: { title: 'R' }, modifiedAt: at(3) } };
		expect(planRecord(field('newestWins', 'old', 'L', 'R', later))).toMatchObject({ write: { title: 'L' }, losses: [{ row: 'title', side: 'right', value: 'R' }], settle: ['title'] });
		const earlier = { target: { values: { title: 'R' }, modifiedAt: at(7) } };
		expect(planRecord(field('newestWins', 'old', 'L', 'R', earlier))).toEqual({
			...EMPTY, action: 'none', reason: 'no-difference', repair: ['title'], losses: [{ row: 'title', side: 'left', value: 'L' }],
		});
		expect(planRecord(field('newestWins', 'old', 'L', 'R', { ...earlier, side: 'right', target: { values: { title: 'L' }, modifiedAt: at(7) } }))).toMatchObject({
			repair: ['title'], losses: [{ side: 'right', value: 'R' }],
		});
	});

	it('that both changed at one moment goes to the tie winner', () => {
		expect(planRecord(field('newestWins', 'old', 'L', 'R')).write).toEqual({ title: 'L' });
		expect(planRecord(field('newestWins', 'old', 'L', 'R', { mapping: mappingOf(title('newestWins'), { tieWinner: 'right' }) })).repair).toEqual(['title']);
	});

	it('that was emptied by the loser is no loss', () => {
		expect(planRecord(field('alwaysLeft', 'old', 'L', null)).losses).toEqual([]);
	});

	it('that a person must decide stays as it is on both sides, and stays open', () => {
		expect(planRecord(field('askPerson', 'old', 'L', 'R'))).toEqual({ ...EMPTY, action: 'none', reason: 'ask-person', ask: ['title'] });
	});

	it('that both changed to the same value is settled, without a write', () => {
		expect(planRecord(field('newestWins', 'old', 'same', 'same'))).toEqual({ ...EMPTY, action: 'none', reason: 'no-difference', settle: ['title'] });
	});

	it('that nobody changed is not touched, whether or not the sides spell it alike', () => {
		const spelled = linked(title('newestWins'), {}, { left: { title: 'L' }, right: { title: 'l' } });
		const base = { title: { left: hash(canonicalText('L')), right: hash(canonicalText('l')) } };
		expect(planRecord({ ...spelled, link: { ...spelled.link!, base } })).toEqual({ ...EMPTY, action: 'none', reason: 'no-difference' });
		expect(planRecord(field('newestWins', 'x', 'x', 'x'))).toEqual({ ...EMPTY, action: 'none', reason: 'no-difference' });
	});

	it('that is written on create only is settled where it differs', () => {
		expect(planRecord(field('createOnly', 'old', 'L', 'old'))).toEqual({ ...EMPTY, action: 'none', reason: 'no-difference', settle: ['title'] });
	});

	it('that was cleared travels, unless the row ignores clears', () => {
		expect(planRecord(field('newestWins', 'old', null, 'old')).write).toEqual({ title: null });
		const ignoring = mappingOf([rowOf('title', 'newestWins', { ignoreClears: true })]);
		expect(planRecord(field('newestWins', 'old', null, 'old', { mapping: ignoring }))).toEqual({ ...EMPTY, action: 'none', reason: 'no-difference', settle: ['title'] });
	});

	it('is left alone where it is not synced, was not read here, or was not read there', () => {
		const rows = [rowOf('note', 'doNotSync'), rowOf('here', 'newestWins'), rowOf('there', 'newestWins')];
		const input = linked(rows, { note: 'old', here: 'old', there: 'old' }, { left: { note: 'L', here: 'L' }, right: { note: 'R', there: 'R' } });
		expect(planRecord(input)).toEqual({ ...EMPTY, action: 'none', reason: 'no-difference' });
	});

	it('that was mapped later has no base: both sides count as changed, and a blank is filled', () => {
		expect(planRecord(linked(title('newestWins'), {}, { left: { title: 'L' }, right: { title: null } })).write).toEqual({ title: 'L' });
		expect(planRecord(linked(title('askPerson'), {}, { left: { title: 'L' }, right: { title: 'R' } })).ask).toEqual(['title']);
		expect(planRecord(linked(title('alwaysLeft'), {}, { left: { title: null }, right: { title: 'R' } })).write).toEqual({});
	});

	it('is the first meeting of the two records where they have no link', () => {
		const { link, ...input } = field('newestWins', 'old', 'same', 'same');
		expect(planRecord(input)).toEqual({ ...EMPTY, action: 'none', reason: 'linked', settle: ['title'] });
	});
});

describe('a dispute that was lost', () => {
	const conceded = (side: 'left' | 'right', loser: 'left' | 'right') => {
		const input = field('newestWins', null, 'L', 'R', { side });
		const lost = hash(canonicalText(loser === 'left' ? 'L' : 'R'));
		return planRecord({ ...input, link: { ...input.link!, base: { title: concededBase(loser, lost) } } });
	};

	it("is repaired again when the loser comes back to the value it had conceded: the winner's may not have arrived", () => {
		const again = { ...EMPTY, action: 'none', reason: 'no-difference', repair: ['title'] };
		expect(conceded('left', 'left')).toEqual(again);
		expect(conceded('right', 'right')).toEqual(again);
	});

	it("is ended by the winner's change, which writes its value and settles the row", () => {
		expect(conceded('right', 'left')).toMatchObject({ write: { title: 'R' }, repair: [], settle: ['title'] });
		expect(conceded('left', 'right')).toMatchObject({ write: { title: 'L' }, repair: [], settle: ['title'] });
	});
});

describe('a field that goes to and fro', () => {
	const fighting = (rule: Rule, left: string | null, right: string | null, more: Partial<PlanInput> = {}) => {
		const input = field(rule, 'old', left, right, more);
		return { ...input, link: { ...input.link!, flips: { title: fought } } };
	};

	it('rests until the freeze ends: it is not written, not repaired and not settled', () => {
		const rested = { ...EMPTY, action: 'none', reason: 'ping-pong', frozen: [{ row: 'title', until: thawsAt }] };
		expect(planRecord(fighting('newestWins', 'L', 'old'))).toEqual(rested);
		expect(planRecord(fighting('alwaysRight', 'L', 'R'))).toEqual(rested);
	});

	it('does not hold up the other fields', () => {
		const rows = [rowOf('title', 'newestWins'), rowOf('name', 'newestWins')];
		const input = linked(rows, { title: 'old', name: 'old' }, { left: { title: 'L', name: 'new' }, right: { title: 'old', name: 'old' } });
		expect(planRecord({ ...input, link: { ...input.link!, flips: { title: fought } } })).toMatchObject({ reason: 'updated', write: { name: 'new' }, frozen: [{ row: 'title' }], settle: ['name'] });
	});

	it('is a question all the same where a person decides, and is settled where the sides agree', () => {
		expect(planRecord(fighting('askPerson', 'L', 'R'))).toMatchObject({ reason: 'ask-person', ask: ['title'], frozen: [] });
		expect(planRecord(fighting('newestWins', 'same', 'same'))).toMatchObject({ settle: ['title'], frozen: [] });
	});

	it('travels again once the freeze is over, and an opt-out at any time', () => {
		expect(planRecord(fighting('newestWins', 'L', 'old', { at: thawsAt })).write).toEqual({ title: 'L' });
		expect(planRecord(fighting('mostRestrictive', 'withdrawn', 'granted')).write).toEqual({ title: 'withdrawn' });
	});

	it('is counted on from what was written before', () => {
		const input = field('newestWins', 'old', 'L', 'old');
		const before = { to: 'left', wrote: 'x', count: 2, since: at(0) } as const;
		expect(planRecord({ ...input, link: { ...input.link!, flips: { title: before } } }).flips).toEqual({
			title: { to: 'right', wrote: hash(canonicalText('L')), count: 3, since: at(0) },
		});
	});
});

describe('a side whose records may not be changed', () => {
	const rows = [rowOf('title', 'alwaysLeft'), rowOf('name', 'alwaysRight'), rowOf('city', 'newestWins'), rowOf('level', 'askPerson')];
	const now = { left: { title: 'L', name: 'L', city: 'same', level: 'L' }, right: { title: 'R', name: 'R', city: 'same', level: 'R' } };
	const planned = (update: { left: boolean; right: boolean }, values = now) =>
		planRecord(linked(rows, { title: 'old', name: 'old', city: 'old', level: 'old' }, values, { mapping: mappingOf(rows, { update }) }));

	it('keeps its value; the difference stays open, and nothing of it counts as lost or settled', () => {
		expect(planned({ left: true, right: false })).toEqual({
			...EMPTY, action: 'none', reason: 'update-not-allowed',
			repair: ['name'], ask: ['level'], losses: [{ row: 'name', side: 'left', value: 'L' }], settle: ['city'],
		});
	});

	it('does not matter for the other side, or where there is nothing to write', () => {
		expect(planned({ left: false, right: true })).toMatchObject({ action: 'update', write: { title: 'L' } });
		expect(planned({ left: true, right: false }, { ...now, left: { ...now.left, title: 'R' } })).toMatchObject({ action: 'none', reason: 'ask-person', settle: ['title', 'city'] });
	});
});

describe('a person who opted out', () => {
	const rows = [rowOf('email', 'newestWins', { lens: { kind: 'email' } }), rowOf('name', 'newestWins'), rowOf('consent', 'mostRestrictive'), rowOf('other', 'mostRestrictive')];
	const agreed = { email: 'a@x.example', name: 'Ann', consent: 'withdrawn', other: 'granted' };
	const planned = (edit: Partial<typeof agreed>, there: Record<string, string> = agreed) => planRecord(linked(rows, agreed, { left: { ...agreed, ...edit }, right: there }));

	it('is opted out at a new e-mail address too', () => {
		expect(planned({ email: 'b@x.example' })).toMatchObject({ action: 'update', write: { email: 'b@x.example', consent: 'withdrawn' } });
		expect(planned({ email: 'b@x.example' }).write).not.toHaveProperty('other');
	});

	it('is opted out there too where only one of the sides says so, and by no other field that holds this word', () => {
		expect(planned({ email: 'b@x.example' }, { ...agreed, consent: 'granted' }).write).toMatchObject({ consent: 'withdrawn' });
		expect(planned({ email: 'b@x.example', consent: 'granted' }, agreed).write).toMatchObject({ consent: 'withdrawn' });
		const word = { ...agreed, name: 'withdrawn', consent: 'granted' };
		expect(planRecord(linked(rows, word, { left: { ...word, email: 'b@x.example' }, right: word })).write).toEqual({ email: 'b@x.example' });
	});

	it('is not opted out once more by edits of other fields, nor where the consent was not read', () => {
		expect(planned({ name: 'Anne' }).write).toEqual({ name: 'Anne' });
		const { consent, ...unread } = agreed;
		expect(planned({ email: 'b@x.example' }, unread).write).toEqual({ email: 'b@x.example' });
	});
});
