import type { Mapping, Rule } from '../model';
import { at as minute, EMPTY, linked, mappingOf, rowOf } from './merge.fixture';
import { planRecord } from './plan-record';
import type { PlanInput } from './types';

const hash = (text: string) => `#${text}`;
const at = '2026-11-21T08:00:00Z';

const mapping: Mapping = {
	pair: 'p',
	left: { system: 'salesforce', object: 'Contact' },
	right: { system: 'pact', object: 'contacts' },
	rows: ['name', 'title'].map((id) => ({ id, left: id, right: id, label: id, lens: { kind: 'text' as const }, rule: 'preferLeftUnlessBlank' as const, required: { left: false, right: false } })),
	match: [],
	externalIds: {},
	create: { left: true, right: true },
	tieWinner: 'left',
};

/** A contact, and a Pact contact that a lead of the same person feeds too. */
const input = (more: Partial<PlanInput>): PlanInput => ({
	mapping,
	side: 'left',
	change: { system: 'salesforce', connection: 'org', object: 'Contact', id: '003', kind: 'upserted', modifiedAt: at, origin: 'poll' },
	source: { name: 'Contact', title: 'CEO' },
	target: { values: { name: 'Lead', title: null }, modifiedAt: at },
	at,
	hash,
	...more,
});

describe('an older record of a person', () => {
	it('fills blanks only, and agrees to nothing where it stands back', () => {
		expect(planRecord(input({ olderSibling: true }))).toMatchObject({ write: { title: 'CEO' }, settle: ['title'] });
	});

	it('has all its values count once it is the newest, though only another field of it was edited', () => {
		const linked = { id: '1', pair: 'p', left: { system: 'salesforce', connection: 'org', object: 'Contact', id: '003' }, right: { system: 'pact', connection: 'w', object: 'contacts', id: 'p' }, leftModifiedAt: at, rightModifiedAt: at } as const;
		const base = { title: { left: hash('CEO'), right: hash('CEO') } };

		expect(planRecord(input({ source: { name: 'Contact', title: 'Chair' }, target: { values: { name: 'Lead', title: 'CEO' }, modifiedAt: at }, link: { ...linked, base } }))).toMatchObject({
			write: { name: 'Contact', title: 'Chair' },
		});
	});
});

describe('where every record of a person gets what the other side holds', () => {
	const older = (rule: Rule, left: string | null, right: string | null, was: string | null = 'old') =>
		planRecord(linked([rowOf('title', rule)], { title: was }, { left: { title: left }, right: { title: right } }, { olderSibling: true }));

	it("an older record's edit is an edit like any other under a two-way rule", () => {
		expect(older('newestWins', 'L', 'old')).toMatchObject({ action: 'update', write: { title: 'L' } });
		expect(older('askPerson', 'L', 'old')).toMatchObject({ write: { title: 'L' } });
	});

	it('an older record takes what the other side owns', () => {
		expect(older('alwaysRight', 'L', 'old')).toMatchObject({ repair: ['title'] });
	});

	it("an older record does not overwrite what its side owns: the newest one's value stands", () => {
		for (const rule of ['preferLeftUnlessBlank', 'alwaysLeft'] as const) {
			expect(older(rule, 'L', 'old')).toEqual({ ...EMPTY, action: 'none', reason: 'newer-record-feeds-it' });
			expect(older(rule, 'L', null, null)).toMatchObject({ write: { title: 'L' }, settle: ['title'] });
		}
	});

	it('an older record that was changed at the same moment is the earlier', () => {
		expect(older('newestWins', 'L', 'R')).toMatchObject({ action: 'none', repair: ['title'], losses: [{ side: 'left', value: 'L' }] });
	});

	it('an older record whose field was changed later all the same wins', () => {
		const input = linked([rowOf('title', 'newestWins')], { title: 'old' }, { left: { title: 'L' }, right: { title: 'R' } }, { olderSibling: true });
		expect(planRecord({ ...input, target: { values: { title: 'R' }, modifiedAt: minute(4) } }).write).toEqual({ title: 'L' });
	});

	it('an opt-out counts on whichever of the records it was said', () => {
		expect(older('mostRestrictive', 'withdrawn', 'granted')).toMatchObject({ write: { title: 'withdrawn' } });
	});
});

describe('where only the newest record of a person gets what the other side holds', () => {
	const older = (rule: Rule, left: string | null, right: string | null, was: string | null = 'old') =>
		planRecord(
			linked([rowOf('title', rule)], { title: was }, { left: { title: left }, right: { title: right } }, { olderSibling: true, mapping: mappingOf([rowOf('title', rule)], { fanOut: 'newest' }) }),
		);

	const nothing = { ...EMPTY, action: 'none', reason: 'newer-record-feeds-it' };

	it('an older one fills blanks and nothing else, under every rule that lets it travel', () => {
		for (const rule of ['newestWins', 'askPerson', 'preferLeftUnlessBlank', 'alwaysLeft'] as const) {
			expect(older(rule, 'L', 'old')).toEqual(nothing);
			expect(older(rule, 'L', null, null)).toMatchObject({ write: { title: 'L' } });
		}
		expect(older('alwaysRight', 'L', 'R')).toEqual(nothing);
		expect(older('alwaysRight', 'L', null, null)).toEqual(nothing);
		expect(older('createOnly', 'L', null, null)).toEqual(nothing);
	});

	it('an opt-out counts all the same', () => {
		expect(older('mostRestrictive', 'withdrawn', 'granted')).toMatchObject({ write: { title: 'withdrawn' } });
	});
});
