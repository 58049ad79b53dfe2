import type { Mapping } from '../model';
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
