import type { ObjectDescription } from './contract';
import { pastOf, pastSelection } from './history';

const SECOND = '2026-11-21T08:33:03.000+0000';
const entry = (OldValue: unknown, NewValue: unknown, CreatedDate = SECOND) => ({ Field: 'Title', OldValue, NewValue, CreatedDate, CreatedBy: { Name: 'Eve' } });
const told = (...records: unknown[]) => pastOf({ Id: '003', Histories: { totalSize: records.length, done: true, records } }).Title?.map(({ value }) => value);

describe('the chain of values', () => {
	it('follows from value to value, whatever the order within a second', () => {
		const [first, second, third] = [entry('a', 'b'), entry('b', 'c'), entry('c', 'd')];
		expect(told(second, first, third)).toEqual(['d', 'c', 'b', 'a']);
		expect(told(first, third, second)).toEqual(['d', 'c', 'b', 'a']);
	});

	it('of a value that came back ends where nothing follows', () => {
		expect(told(entry('b', 'a', '2026-11-21T08:33:05.000+0000'), entry('a', 'b'))).toEqual(['a', 'b', 'a']);
	});

	it('is empty where nothing was kept, or where the answer is of another shape', () => {
		expect(pastOf({ Id: '003', Histories: null })).toEqual({});
		expect(pastOf({ Id: '003', Histories: { records: [{ Field: 7 }] } })).toEqual({});
	});
});

describe('the query', () => {
	const contact = { fields: [{ name: 'Title' }], childRelationships: [{ relationshipName: 'Histories' }] } as unknown as ObjectDescription;
	const past = { fields: ['Title', 'Account.Name'], since: '2026-11-21T08:33:03.000Z' };

	it('asks for the object’s own fields, from that time on', () => {
		expect(pastSelection(contact, past)).toEqual([
			"(SELECT Field, OldValue, NewValue, CreatedDate, CreatedBy.Name FROM Histories WHERE CreatedDate >= 2026-11-21T08:33:03.000Z AND Field IN ('Title') ORDER BY CreatedDate DESC, Id DESC LIMIT 60)",
		]);
	});

	it('asks nothing of an object without a history', () => {
		expect(pastSelection({ ...contact, childRelationships: [] }, past)).toEqual([]);
		expect(pastSelection(contact, { ...past, fields: ['Account.Name'] })).toEqual([]);
	});
});
