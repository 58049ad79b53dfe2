import type { LogEntry } from '../../../engine/model';
import { openStore, type Store } from '../../../store';
import { temporaryFolder } from '../../../store/testing';
import { connectionCards } from './connections';
import { plots } from './plots';

const NOW = new Date('2026-11-21T14:05:00.000Z');
const source = { system: 'salesforce', connection: '00D', object: 'Contact', id: '003' } as const;

const folder = temporaryFolder();
let store: Store;
beforeEach(async () => {
	store = await openStore({ file: `${folder()}/sync.sqlite`, now: () => NOW });
});
afterEach(() => store.close());

/** The figure with that title, as its table says it: one text a row. */
async function numbers(title: string): Promise<string[]> {
	const { text } = await plots(store, NOW);
	const figure = text.split('<figure').find((part) => part.includes(`<figcaption>${title}`)) ?? '';
	const body = /<tbody>(.*)<\/tbody>/s.exec(figure)?.[1] ?? '';
	return body.split('</tr>').map((row) => row.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ').trim()).filter((row) => row !== '');
}

const logged = async (entry: Partial<LogEntry>) =>
	await store.commit([
		{
			change: { ...source, kind: 'upserted', modifiedAt: NOW.toISOString(), origin: 'poll' },
			ledger: { kind: 'close' },
			log: { at: NOW.toISOString(), pair: 'p', source, origin: 'poll', outcome: 'updated', reason: 'updated', message: 'Updated.', movements: [], ...entry },
		},
	]);

describe('the plots of the last day', () => {
	it('are also tables: outcomes, latency, conflicts and calls', async () => {
		await logged({ changedAt: '2026-11-21T14:04:50.000Z' });
		await logged({ changedAt: '2026-11-21T14:00:00.000Z' });
		await logged({ outcome: 'conflict', reason: 'ask-person', at: '2026-11-21T12:30:00.000Z' });
		await store.noteUsage([
			{ system: 'salesforce', connection: '00D', calls: [{ hour: '2026-11-21T13:00:00.000Z', calls: 40 }], about: {} },
			{ system: 'pact', connection: 'ws', calls: [{ hour: '2026-11-21T13:00:00.000Z', calls: 2 }, { hour: '2026-11-20T13:00:00.000Z', calls: 9 }], about: {} },
		]);
		expect(await numbers('Changes by hour')).toEqual(['2026-11-21 12:00 UTC 0 0 0 1', '2026-11-21 14:00 UTC 2 0 0 0']);
		expect(await numbers('From a change to its arrival')).toEqual(['2026-11-21 14:00 UTC 10 seconds 5 minutes']);
		expect(await numbers('Conflicts by hour')).toEqual(['2026-11-21 12:00 UTC 1']);
		expect(await numbers('API calls of the sync')).toEqual(['2026-11-21 13:00 UTC 40 2']);
	});

	it('of many connections name the busiest, and put the others together', async () => {
		const calls = [9, 8, 7, 6, 5].map((count, index) => ({ system: 'pact' as const, connection: `w${index}`, calls: [{ hour: '2026-11-21T13:00:00.000Z', calls: count }], about: {} }));
		await store.noteUsage(calls);
		expect(await numbers('API calls of the sync')).toEqual(['2026-11-21 13:00 UTC 9 8 7 11']);
		expect((await plots(store, NOW)).text).toContain('other connections');
	});
});

describe('the connections', () => {
	it('have a meter for our calls and one for everybody’s, with the numbers in words', () => {
		const { text } = connectionCards([{ system: 'salesforce', connection: '<00D>', condition: 'limited', advice: 'Waits.', own: 1_200, ownLimit: 4_000, everybody: 5_000, limit: 10_000, share: 0.4, total: 1_200 }]);
		expect(text).toContain('Salesforce &lt;00D&gt;');
		expect(text).toContain('<strong>limited</strong>: Waits.');
		expect(text).toContain('1,200 of the 4,000 that the sync may make (40 %)<meter min="0" max="4000" value="1200">');
		expect(text).toContain('5,000 of 10,000 by everybody<meter min="0" max="10000" value="5000">');
	});

	it('without a daily limit have the number alone', () => {
		const { text } = connectionCards([{ system: 'pact', connection: 'ws', condition: 'well', own: 12, total: 12 }]);
		expect(text).toContain('12 by the sync; no daily limit is known');
		expect(text).not.toContain('<meter');
	});
});
