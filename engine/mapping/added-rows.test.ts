import { addedRows } from './added-rows';
import { compile } from './compile/compile.fixture';

const before = compile({ autoMap: false, rows: [{ left: 'Phone', right: 'phone' }, { left: 'MailingCity', right: 'city', rule: 'doNotSync' }] }).mapping;

describe('the rows that a mapping gained', () => {
	it('are those that were not kept in step before', () => {
		const rows = [{ left: 'Phone', right: 'phone' }, { left: 'MailingCity', right: 'city' }, { left: 'FirstName', right: 'first_name' }];
		expect(addedRows(before, compile({ autoMap: false, rows }).mapping)).toEqual(['FirstName~first_name', 'MailingCity~city']);
	});

	it('are none when only a rule or the order changed, or a row went', () => {
		const rows = [{ left: 'MailingCity', right: 'city', rule: 'doNotSync' as const }, { left: 'Phone', right: 'phone', rule: 'newestWins' as const }];
		expect(addedRows(before, compile({ autoMap: false, rows }).mapping)).toEqual([]);
		expect(addedRows(before, { ...before, rows: [] })).toEqual([]);
	});

	it('are none in the first mapping of a pair, which has no links', () => {
		expect(addedRows(undefined, before)).toEqual([]);
	});
});
