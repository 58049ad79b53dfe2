import type { Lookup } from '../../engine/run/system-port';
import { createSalesforceRecords, type RecordsPorts } from './records';

function recordsWith(rows: Array<Record<string, unknown>>) {
	const asked: string[] = [];
	const client = { connection: '00D', rows: async (soql: string) => (asked.push(soql), rows) };
	const describer = { fieldNames: async () => new Set(['Id', 'Email', 'LastModifiedById']) };
	return { asked, records: createSalesforceRecords({ client, describer } as unknown as RecordsPorts) };
}

describe('finding people whose plus-address does not count', () => {
	const alike: Lookup = { kind: 'email', field: 'Email', value: 'a_n@example.com', options: { plusAddress: 'drop' } };
	const rows = [
		{ Id: '1', Email: 'A_N+news@example.com', SystemModstamp: '2026-01-01T00:00:00.000+0000' },
		{ Id: '2', Email: 'a_n@example.com', SystemModstamp: '2026-01-01T00:00:00.000+0000' },
		{ Id: '3', Email: 'a_n+x@other.example.com', SystemModstamp: '2026-01-01T00:00:00.000+0000' },
	];

	it('asks for the address itself and for every tag, taking its signs literally, and keeps true matches only', async () => {
		const { asked, records } = recordsWith(rows);
		const found = await records.find('Contact', [alike], ['Email']);
		expect(asked).toHaveLength(1);
		expect(asked[0]).toContain(String.raw`Email IN ('a_n@example.com') OR Email LIKE 'a\_n+%@example.com'`);
		expect(found.map((list) => list.map(({ id }) => id))).toEqual([['1', '2']]);
	});

	it('does not mix them with lookups of the exact address', async () => {
		const { asked, records } = recordsWith(rows);
		const found = await records.find('Contact', [alike, { kind: 'email', field: 'Email', value: 'a_n@example.com' }], ['Email']);
		expect(asked).toHaveLength(2);
		expect(found.map((list) => list.map(({ id }) => id))).toEqual([['1', '2'], ['2']]);
	});
});
