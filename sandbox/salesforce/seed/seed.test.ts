import { SandboxClock } from '../../common/clock';
import { START } from '../client.test-helper';
import type { Row } from '../schema/types';
import { Store } from '../store/store';
import { DEFAULT_SIZE, seedStore } from './index';

function seeded(seed: number, startAt = START): (object: string) => Row[] {
	const store = new Store(new SandboxClock({ startAt, frozen: true }));
	seedStore(store, seed, DEFAULT_SIZE);
	return (object) => [...store.table(object).all()];
}

const lower = (row: Row) => (typeof row.Email === 'string' ? row.Email.toLowerCase() : undefined);

describe('the seed', () => {
	const rows = seeded(42);

	it('is the same for the same seed and another for another', () => {
		const again = seeded(42);
		for (const object of ['Account', 'Contact', 'Lead', 'Opportunity', 'User'])
			expect(again(object)).toEqual(rows(object));
		expect(seeded(43)('Contact')).not.toEqual(rows('Contact'));
	});

	it('depends on the clock in dates and stamps only', () => {
		const later = seeded(42, new Date(START.getTime() + 86_400_000));
		const plain = (row: Row) => [row.Id, row.Name, row.Email, row.AccountId, row.OwnerId];
		expect(later('Contact').map(plain)).toEqual(rows('Contact').map(plain));
		expect(later('Contact')[0]?.SystemModstamp).not.toBe(rows('Contact')[0]?.SystemModstamp);
	});

	it('has the promised numbers', () => {
		const sizes = ['Account', 'Contact', 'Lead', 'Opportunity', 'User', 'RecordType'].map(
			(object) => rows(object).length,
		);
		expect(sizes).toEqual([500, 2_000, 300, 400, 8, 2]);
		expect(rows('User').filter((user) => user.IsActive === false)).toHaveLength(1);
	});

	it('spreads stamps over 400 days and gives ids in order of creation', () => {
		const contacts = rows('Contact');
		const created = contacts.map((row) => String(row.CreatedDate));
		expect(created).toEqual([...created].sort());
		expect(contacts.map((row) => row.Id)).toEqual(contacts.map((row) => row.Id).sort());
		expect(created[0]?.slice(0, 7)).toBe('2025-10');
		const now = '2026-11-21T08:00:00.000+0000';
		expect(
			contacts.every(
				(row) => String(row.SystemModstamp) >= String(row.CreatedDate) && String(row.SystemModstamp) <= now,
			),
		).toBe(true);
	});

	it('has the dirt that real orgs have', () => {
		const contacts = rows('Contact');
		const accounts = rows('Account');
		const emails = contacts.map(lower).filter((email) => email !== undefined);
		const withoutEmail = contacts.length - emails.length;
		expect(withoutEmail).toBeGreaterThan(90);
		expect(withoutEmail).toBeLessThan(150);
		expect(emails.length - new Set(emails).size).toBe(40);
		const known = new Set(emails);
		expect(rows('Lead').filter((lead) => known.has(lower(lead) ?? ''))).toHaveLength(60);
		expect(rows('Lead').filter((lead) => lead.IsConverted === true)).toHaveLength(12);
		expect(contacts.some((row) => row.Email !== null && row.Email !== lower(row))).toBe(true);
		expect(contacts.filter((row) => row.AccountId === null).length).toBeGreaterThan(50);
		expect(contacts.filter((row) => row.HasOptedOutOfEmail === true).length).toBeGreaterThan(80);
		expect(contacts.some((row) => String(row.LastName).includes("'"))).toBe(true);
		expect(accounts.filter((row) => row.Website === null).length).toBeGreaterThan(20);
		expect(accounts.some((row) => /^HTTP:\/\/WWW/.test(String(row.Website)))).toBe(true);
		expect(accounts.some((row) => row.Website === 'gmail.com' || row.Website === 'web.de')).toBe(true);
		expect(rows('Opportunity').filter((row) => row.AccountId === null).length).toBeGreaterThan(5);
		expect(new Set(rows('Opportunity').map((row) => row.RecordTypeId)).size).toBe(2);
	});

	it('has about 15 website domains that two or three accounts share', () => {
		const domain = (row: Row) =>
			String(row.Website ?? '')
				.trim()
				.toLowerCase()
				.replace(/^https?:\/\//, '')
				.replace(/^(www|shop)\./, '')
				.replace(/[/:].*$/, '');
		const counts = new Map<string, number>();
		for (const row of rows('Account')) counts.set(domain(row), (counts.get(domain(row)) ?? 0) + 1);
		const company = [...counts].filter(
			([name, count]) =>
				count > 1 && /[a-z]{6,}\.(?!me|uk$)/.test(name) && !/gmail|outlook|yahoo|icloud|proton/.test(name),
		);
		expect(company.length).toBeGreaterThanOrEqual(10);
		expect(company.length).toBeLessThanOrEqual(18);
		expect(Math.max(...company.map(([, count]) => count))).toBeLessThanOrEqual(3);
	});

	it('fills every custom field somewhere, and leaves the Pact id empty', () => {
		for (const object of ['Account', 'Contact', 'Lead', 'Opportunity']) {
			const custom = Object.keys(rows(object)[0] ?? {}).filter((name) => name.endsWith('__c'));
			for (const name of custom) {
				const filled = rows(object).some((row) => row[name] !== null && row[name] !== false);
				expect([object, name, filled]).toEqual([object, name, name !== 'Pact_Id__c']);
			}
		}
	});
});
