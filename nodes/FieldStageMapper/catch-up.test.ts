import { compile } from '../../engine/mapping/compile/compile.fixture';
import type { Side } from '../../engine/model';
import { catchUpLinked } from './catch-up';

type Row = { left: string; right: string; rule?: 'alwaysLeft' | 'alwaysRight' };
const phone: Row = { left: 'Phone', right: 'phone' };
const city: Row = { left: 'MailingCity', right: 'city' };
const mapping = (...rows: Row[]) => compile({ autoMap: false, rows }).mapping;

/** A ledger with so many links a side that has a feed, in pages. */
function ledger(links: Partial<Record<Side, number>>) {
	const asked: Array<{ side: Side; after: string | undefined }> = [];
	const enterLinked = async (_pair: string, side: Side, { after, limit }: { after?: string; limit: number }) => {
		asked.push({ side, after });
		const from = Number(after ?? 0);
		const entered = Math.min(limit, (links[side] ?? 0) - from);
		return { entered, ...(from + entered < (links[side] ?? 0) ? { next: String(from + entered) } : {}) };
	};
	return { store: { enterLinked }, asked };
}

describe('rows that a mapping gains', () => {
	it('bring all linked records once more, page by page', async () => {
		const { store, asked } = ledger({ left: 2500, right: 2500 });
		expect(await catchUpLinked(store, mapping(phone), mapping(phone, city))).toEqual(['MailingCity~city']);
		expect(asked).toEqual([{ side: 'left', after: undefined }, { side: 'left', after: '1000' }, { side: 'left', after: '2000' }]);
	});

	it('are read from the side that they come from, or else from the one that has a trigger', async () => {
		const fromRight = ledger({ left: 5, right: 5 });
		await catchUpLinked(fromRight.store, mapping(phone), mapping(phone, { ...city, rule: 'alwaysRight' }));
		expect(fromRight.asked.map(({ side }) => side)).toEqual(['right']);
		const onlyRight = ledger({ right: 5 });
		await catchUpLinked(onlyRight.store, mapping(phone), mapping(phone, city));
		expect(onlyRight.asked.map(({ side }) => side)).toEqual(['left', 'right']);
	});

	it('cost nothing when there are none', async () => {
		const { store, asked } = ledger({ left: 5 });
		await catchUpLinked(store, mapping(phone, city), mapping(phone, { ...city, rule: 'alwaysLeft' }));
		await catchUpLinked(store, undefined, mapping(phone));
		expect(asked).toEqual([]);
	});
});
