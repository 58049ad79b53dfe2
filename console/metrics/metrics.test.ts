import type { Change, Mapping } from '../../engine/model';
import { openStore, type Store } from '../../store';
import { temporaryFolder } from '../../store/testing';
import { exposition } from './exposition';
import { metricsOf } from '.';

const NOW = new Date('2026-11-21T14:05:00.000Z');
const PAIR = 'salesforce-contact~pact-contacts';
const EVIL = 'Sales "EMEA"\\north\nteam';

describe('the text that a scraper reads', () => {
	it('has help, type and samples of each metric', () => {
		const text = exposition([
			{ name: 'a_total', help: 'All of a.', type: 'counter', samples: [{ labels: { x: '1', y: '2' }, value: 3 }, { labels: { x: '2', y: '2' }, value: 0 }] },
			{ name: 'b', help: 'One b.', type: 'gauge', samples: [{ value: 1.5 }] },
		]);
		expect(text).toBe('# HELP a_total All of a.\n# TYPE a_total counter\na_total{x="1",y="2"} 3\na_total{x="2",y="2"} 0\n# HELP b One b.\n# TYPE b gauge\nb 1.5\n');
	});

	it('escapes labels and help, so that no name can make a line of its own', () => {
		const text = exposition([{ name: 'a', help: 'One\\two\nthree "four"', type: 'gauge', samples: [{ labels: { name: EVIL }, value: 1 }] }]);
		expect(text).toBe('# HELP a One\\\\two\\nthree "four"\n# TYPE a gauge\na{name="Sales \\"EMEA\\"\\\\north\\nteam"} 1\n');
	});

	it('says nothing of what is not known, and leaves out a metric that has nothing to say', () => {
		expect(exposition([{ name: 'a', help: 'A.', type: 'gauge', samples: [{ value: undefined }] }])).toBe('');
	});
});

describe('the metrics of the syncs', () => {
	const folder = temporaryFolder();
	let store: Store;
	beforeEach(async () => {
		store = await openStore({ file: `${folder()}/sync.sqlite`, now: () => NOW });
	});
	afterEach(() => store.close());

	it('are outcomes, backlog, lag, questions, issues, conditions, calls and limits, and nothing of a record', async () => {
		const mapping: Mapping = { pair: PAIR, left: { system: 'salesforce', object: 'Contact' }, right: { system: 'pact', object: 'contacts' }, rows: [], match: [], externalIds: {}, create: { left: true, right: true }, tieWinner: 'left' };
		await store.saveMapping(mapping);
		await store.noteFeed(PAIR, 'left', 'w:n');
		await store.describeFeed('w:n', { name: EVIL, system: 'salesforce', connection: '00D', objects: ['Contact'] });
		await store.holdFeed('w:n', 'me', 60_000);
		const refs = ['003SECRETA', '003SECRETB', '003SECRETC'].map((id) => ({ ref: { system: 'salesforce', connection: '00D', object: 'Contact', id } as const, stamp: id }));
		const [seq = 0] = (await store.notePage({ feed: 'w:n', object: 'Contact', refs, cursor: 'c', leaseMs: 60_000 })).values();
		const [{ ref } = { ref: undefined }] = refs;
		if (ref === undefined) throw new Error('There is a record.');
		const change: Change = { ...ref, kind: 'upserted', modifiedAt: NOW.toISOString(), origin: 'poll', ticket: { feed: 'w:n', seq, attempt: 0 } };
		const log = { at: NOW.toISOString(), pair: PAIR, source: ref, origin: 'poll', outcome: 'failed', reason: 'invalid-value', message: 'SECRET', movements: [] } as const;
		await store.commit([{ change, ledger: { kind: 'issue', reason: 'invalid-value', message: 'SECRET' }, log: { ...log, movements: [] } }]);
		await store.noteReview([{ kind: 'duplicate', pair: PAIR, key: 'k', message: 'SECRET', details: {} }]);
		await store.noteRound('w:n', {});
		await store.setProgress('w:n', 'Contact', { done: 3, total: 3 });
		await store.noteUsage([{ system: 'salesforce', connection: '00D', calls: [{ hour: '2026-11-21T14:00:00.000Z', calls: 7 }], about: { share: 0.4, told: { used: 9, max: 1_000, at: NOW.toISOString() } } }]);

		const text = await metricsOf(store, NOW);
		const trigger = `feed="w:n",name="Sales \\"EMEA\\"\\\\north\\nteam"`;
		const connection = 'system="salesforce",connection="00D"';
		for (const line of [
			'# TYPE n8n_pact_sync_outcomes_total counter',
			`n8n_pact_sync_outcomes_total{pair="${PAIR}",outcome="failed"} 1`,
			`n8n_pact_sync_outcomes_total{pair="${PAIR}",outcome="created"} 0`,
			`n8n_pact_sync_open_questions{pair="${PAIR}"} 1`,
			`n8n_pact_sync_backlog{${trigger},state="emitted"} 2`,
			`n8n_pact_sync_backlog{${trigger},state="waiting"} 0`,
			`n8n_pact_sync_issues{${trigger}} 1`,
			`n8n_pact_sync_lag_seconds{${trigger}} 0`,
			`n8n_pact_sync_first_sync_records_done{${trigger},object="Contact"} 3`,
			`n8n_pact_sync_first_sync_records_total{${trigger},object="Contact"} 3`,
			`n8n_pact_sync_last_round_timestamp_seconds{${trigger}} ${NOW.getTime() / 1_000}`,
			`n8n_pact_sync_trigger_condition{${trigger},condition="well"} 1`,
			`n8n_pact_sync_trigger_condition{${trigger},condition="limited"} 0`,
			`n8n_pact_sync_api_calls_total{${connection}} 7`,
			`n8n_pact_sync_api_calls_last_day{${connection}} 7`,
			`n8n_pact_sync_api_calls_last_day_everybody{${connection}} 9`,
			`n8n_pact_sync_api_limit{${connection}} 1000`,
			`n8n_pact_sync_api_own_limit{${connection}} 400`,
			`n8n_pact_sync_connection_condition{${connection},condition="well"} 1`,
		]) expect(text.split('\n')).toContain(line);
		expect(text).not.toContain('SECRET');
		expect(text.split('\n').every((line) => /^(# (HELP|TYPE) n8n_pact_sync_\w+ .+|n8n_pact_sync_\w+(\{.+\})? [\d.]+|)$/.test(line))).toBe(true);
	});
});
