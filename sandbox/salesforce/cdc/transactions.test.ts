import type { Row } from '../schema/types';
import { Transactions, type RecordWrite, type Transaction } from './transactions';

const write = (id: string, title: string, before?: Row): RecordWrite => ({ object: 'Contact', before, row: { Id: id, Title: title }, visibleAt: 0 });

function recorder() {
	const told: Array<{ origin: string; writes: RecordWrite[] }> = [];
	const transactions = new Transactions(({ origin, writes }: Transaction) => void told.push({ origin, writes: [...writes.values()] }));
	return { told, transactions };
}

it('the writes of a call are told together when it commits: of a record the first state before and the last after', () => {
	const { told, transactions } = recorder();
	const call = transactions.begin('rest');
	transactions.within(call, () => {
		transactions.note(write('1', 'a', { Id: '1', Title: 'old' }));
		transactions.note(write('2', 'b'));
		transactions.note(write('1', 'c', { Id: '1', Title: 'a' }));
	});
	expect(told).toEqual([]);
	transactions.commit(call);
	expect(told).toMatchObject([{ origin: 'rest', writes: [{ before: { Title: 'old' }, row: { Title: 'c' } }, { row: { Id: '2' } }] }]);
});

it('what a call does after its answer, and what nobody called for, is told each by itself', async () => {
	const { told, transactions } = recorder();
	const call = transactions.begin('rest');
	const later = transactions.within(call, async () => {
		await Promise.resolve();
		transactions.note(write('1', 'late'));
	});
	transactions.commit(call);
	await later;
	transactions.note(write('2', 'by hand'));
	expect(told.map(({ origin, writes }) => [origin, writes.length])).toEqual([['rest', 1], ['', 1]]);
});
