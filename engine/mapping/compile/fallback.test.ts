import { fromCanonical, toCanonical } from '../lens';
import { mapRecord } from '../map-record';
import { contact, contacts, errors, problemsOf, rowOf } from './compile.fixture';
import { compileSides, hubspotContacts, hubspotDeals, opportunities } from './hubspot.fixture';
import type { MappingDefinition } from './definition';

const ID = 'owner.email~owner';
const compiled = (more: Partial<NonNullable<MappingDefinition['rows']>[number]> = {}) =>
	compileSides(hubspotDeals, opportunities, { autoMap: false, rows: [{ left: 'owner.email', right: 'owner', ...more }], create: { left: false, right: false } });
const mapped = (from: 'left' | 'right', owner: string, more = {}) =>
	mapRecord(compiled(more).mapping, from, from === 'left' ? { 'owner.email': owner } : { owner });

describe('a fallback for values without a partner', () => {
	it('is written instead of waiting, to the side that has one', () => {
		expect(mapped('left', 'ida@acme.example').held).toMatchObject([{ field: 'owner.email' }]);
		expect(mapped('left', 'ida@acme.example', { rightFallback: 'Other@acme.example' })).toEqual({ values: { owner: 'other@acme.example' }, held: [] });
		expect(mapped('right', 'other@acme.example', { leftFallback: 'ida@acme.example' })).toEqual({ values: { 'owner.email': 'ida@acme.example' }, held: [] });
	});

	it('leaves values alone that have a partner', () => {
		expect(mapped('left', 'amara@acme.example', { rightFallback: 'other@acme.example' }).values).toEqual({ owner: 'amara@acme.example' });
	});

	it('agrees with the value that it stands for, so that nothing is written to and fro', () => {
		const row = rowOf(compiled({ rightFallback: 'other@acme.example' }), ID);
		if (!row) throw new Error('no row');
		expect(toCanonical(row, 'left', 'ida@acme.example')).toEqual(toCanonical(row, 'right', 'other@acme.example'));
	});

	it('without a partner of its own tells the other side nothing: it would be a question about "unknown"', () => {
		expect(mapped('right', 'other@acme.example', { rightFallback: 'other@acme.example' })).toEqual({ values: {}, held: [] });
		expect(mapped('right', 'amara@acme.example', { rightFallback: 'amara@acme.example' }).values).toEqual({ 'owner.email': 'amara@acme.example' });
	});

	it('of both sides are partners of one another', () => {
		const both = { leftFallback: 'ida@acme.example', rightFallback: 'other@acme.example' };
		expect(mapped('right', 'other@acme.example', both).values).toEqual({ 'owner.email': 'ida@acme.example' });
		expect(mapped('left', 'ida@acme.example', both).values).toEqual({ owner: 'other@acme.example' });
		const row = rowOf(compiled(both), ID);
		if (!row) throw new Error('no row');
		expect(fromCanonical(row, 'left', 'nobody@acme.example')).toEqual({ ok: true, value: 'ida@acme.example' });
	});

	it('ends the list of values that wait', () => {
		expect(problemsOf(compiled(), ID).map(({ level }) => level)).toEqual(['info', 'info']);
		expect(problemsOf(compiled({ rightFallback: 'other@acme.example' }), ID)).toEqual([]);
		expect(problemsOf(compiled({ leftFallback: 'amara@acme.example' }), ID)).toMatchObject([{ field: 'owner.email' }]);
	});

	it('that the list does not have (any more) is no error: values wait until it is put right', () => {
		const wrong = compiled({ rightFallback: 'gone@acme.example' });
		expect(errors(wrong)).toEqual([]);
		expect(problemsOf(wrong, ID)).toContainEqual(expect.objectContaining({ level: 'warning', message: expect.stringContaining('"gone@acme.example"') }));
		expect(rowOf(wrong, ID)?.lens).not.toHaveProperty('fallback');
	});
});

describe('what a user says about both directions', () => {
	it('stands in the mapping only where it is not what it always was', () => {
		const same = { update: { left: true, right: true }, fanOut: 'all' as const, createBeside: false };
		expect(compileSides(contact, contacts, same).mapping).toEqual(compileSides(contact, contacts).mapping);
		expect(compileSides(contact, hubspotContacts, { update: { left: false, right: true }, fanOut: 'newest', createBeside: true }).mapping).toMatchObject({
			update: { left: false, right: true }, fanOut: 'newest', createBeside: true,
		});
	});

	it('a default rule holds for every row that names none, but not for consent', () => {
		const { mapping } = compileSides(contact, contacts, { defaultRule: 'newestWins' });
		const rules = Object.fromEntries(mapping.rows.map(({ id, rule }) => [id, rule]));
		expect(rules).toMatchObject({ 'Phone~phone': 'newestWins', 'HasOptedOutOfEmail~consent_status': 'mostRestrictive', 'Owner.Email~owner': 'alwaysLeft' });
	});
});
