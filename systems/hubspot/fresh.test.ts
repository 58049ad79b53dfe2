import type { Clock } from '../../engine/run/clock-port';
import type { Lookup } from '../../engine/run/system-port';
import { freshWrites } from './fresh';

const MINUTE = 60_000;

describe('what was written to HubSpot a short while ago', () => {
	let now: number;
	let clock: Clock;
	const by = (field: string, value: string, kind: Lookup['kind'] = 'text'): Lookup => ({ kind, field, value });

	beforeEach(() => {
		now = Date.parse('2026-03-01T12:00:00.000Z');
		clock = { now: () => new Date(now), sleep: async () => await Promise.resolve(), random: () => 0.5 };
	});

	it('is found by the value in the form in which keys are compared, oldest first', () => {
		const fresh = freshWrites(clock, 'portal');
		fresh.note('contacts', '1', { email: ' Ann@X.org ' });
		fresh.note('contacts', '2', { email: 'bea@x.org' });
		fresh.note('contacts', '3', { email: 'ann@x.org' });
		expect(fresh.idsFor('contacts', by('email', 'ann@x.org', 'email'))).toEqual(['1', '3']);
		expect(fresh.idsFor('companies', by('email', 'ann@x.org', 'email'))).toEqual([]);
	});

	it('is found in a way in which nobody looked before, and what is written afterwards as well', () => {
		const fresh = freshWrites(clock, 'portal');
		fresh.note('companies', '1', { name: 'Acme', city: 'Oslo' });
		expect(fresh.idsFor('companies', by('name', 'acme'))).toEqual(['1']);
		expect(fresh.idsFor('companies', by('city', 'oslo'))).toEqual(['1']);
		fresh.note('companies', '2', { name: 'ACME', city: 'Bergen' });
		expect(fresh.idsFor('companies', by('name', 'acme'))).toEqual(['1', '2']);
		expect(fresh.idsFor('companies', by('city', 'oslo'))).toEqual(['1']);
	});

	it('tells ways apart that differ in their options only', () => {
		const fresh = freshWrites(clock, 'portal');
		fresh.note('companies', '1', { name: 'Acme' });
		expect(fresh.idsFor('companies', { ...by('name', 'acme'), options: { exactCase: true } })).toEqual([]);
		expect(fresh.idsFor('companies', { ...by('name', 'Acme'), options: { exactCase: true } })).toEqual(['1']);
		expect(fresh.idsFor('companies', by('name', 'acme'))).toEqual(['1']);
	});

	it('is forgotten after five minutes, in every way of looking, and not before', () => {
		const fresh = freshWrites(clock, 'portal');
		fresh.note('companies', '1', { name: 'Acme', city: 'Oslo' });
		expect(fresh.idsFor('companies', by('name', 'acme'))).toEqual(['1']);
		now += 3 * MINUTE;
		fresh.note('companies', '2', { name: 'Acme', city: 'Oslo' });
		now += 2 * MINUTE;
		expect(fresh.idsFor('companies', by('name', 'acme'))).toEqual(['1', '2']);
		now += 1;
		expect(fresh.idsFor('companies', by('name', 'acme'))).toEqual(['2']);
		expect(fresh.idsFor('companies', by('city', 'oslo'))).toEqual(['2']);
		now += 5 * MINUTE;
		expect(fresh.idsFor('companies', by('name', 'acme'))).toEqual([]);
	});
});
