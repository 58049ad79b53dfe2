import type { Change, Reason } from '../../engine/model';
import { NOT_WITHDRAWN_YET } from '../../engine/run/withdrawals';
import { Flow, PAIR, row } from '../flow.fixture';
import { alertsOf, tellAlerts, THRESHOLDS, type Alert } from '.';

const MINUTE = 60_000;
const SECRET = 'ann@private.example';

let flow: Flow;
beforeEach(async () => {
	flow = await Flow.start([row('Name', { rule: 'newestWins' }), row('Title'), row('Consent', { lens: { kind: 'consent' } })]);
	for (const [feed, system] of [['feed-left', 'salesforce'], ['feed-right', 'pact']] as const) {
		await flow.store.describeFeed(feed, { name: `Deals / ${system}`, system, connection: 'c', objects: ['Opportunity'] });
		await flow.store.holdFeed(feed, 'me', 24 * 60 * MINUTE);
		await flow.store.noteRound(feed, {});
	}
});
afterEach(() => flow.stop());

const later = (minutes: number): Date => new Date(flow.now().getTime() + minutes * MINUTE);
const alerts = async (now = flow.now(), thresholds = THRESHOLDS): Promise<Alert[]> => await alertsOf(flow.store, now, thresholds);
const kinds = async (...given: Parameters<typeof alerts>) => (await alerts(...given)).map(({ kind, severity }) => `${kind} ${severity}`);
const ask = async (kind: 'deletes' | 'mapping' | 'conflict', details: Record<string, string> = {}) =>
	await flow.store.noteReview([{ kind, pair: PAIR, key: kind, message: 'Something was asked.', details }]);

/** A record of the left side whose write ended so. */
async function ended(id: string, reason: Reason, message: string, isIssue: boolean): Promise<void> {
	const ref = flow.ref('left', id);
	const seqs = await flow.store.notePage({ feed: 'feed-left', object: ref.object, refs: [{ ref, stamp: id }], cursor: 'c', leaseMs: MINUTE });
	const change: Change = { ...ref, kind: 'upserted', modifiedAt: flow.now().toISOString(), origin: 'poll', ticket: { feed: 'feed-left', seq: [...seqs.values()][0] ?? 0, attempt: 0 } };
	const log = { at: flow.now().toISOString(), pair: PAIR, source: ref, origin: 'poll' as const, outcome: 'failed' as const, reason, message, movements: [] };
	await flow.store.commit([{ change, ledger: isIssue ? { kind: 'issue', reason, message } : { kind: 'retry', dueAt: flow.now().toISOString(), reason }, log }]);
}

describe('an alert', () => {
	it('does not stand when all is well', async () => {
		expect(await alerts()).toEqual([]);
	});

	it('stands while a trigger’s credential is refused', async () => {
		await flow.store.noteRound('feed-left', { trouble: 'Salesforce refused the credential.', class: 'credential-refused' });
		expect(await alerts()).toEqual([
			{
				key: 'credential|feed-left',
				kind: 'credential',
				severity: 'now',
				since: flow.now().toISOString(),
				title: 'Credential refused: Deals / salesforce',
				text: expect.stringContaining('no changes of Opportunity come in. Reconnect: in n8n, open Credentials'),
				view: 'health',
				trigger: 'Deals / salesforce',
				syncs: ['Salesforce Opportunity ⇄ Pact opportunities'],
			},
		]);
		await flow.store.noteRound('feed-left', {});
		expect(await alerts()).toEqual([]);
	});

	it('stands while records wait for the credential of the node that writes them, unless a trigger tells of it', async () => {
		await ended('006000000000001AAA', 'credential-refused', 'Pact refused the credential.', false);
		await ended('006000000000002AAA', 'credential-refused', 'Pact refused the credential.', false);
		expect(await alerts()).toMatchObject([{ key: 'credential|write|feed-left', severity: 'now', text: expect.stringContaining('Pact refuses the credential of an upsert node behind the trigger “Deals / salesforce”. 2 records (Salesforce Opportunity) wait') }]);
		await flow.store.noteRound('feed-right', { trouble: 'Pact refused the credential.', class: 'credential-refused' });
		expect((await alerts()).map(({ key }) => key)).toEqual(['credential|feed-right']);
	});

	it('stands when a system does not answer for longer than a moment', async () => {
		await flow.store.noteRound('feed-left', { trouble: 'Away.' });
		expect(await kinds(later(9))).toEqual([]);
		expect(await kinds(later(10))).toEqual(['trouble soon']);
		expect(await kinds(later(3), { ...THRESHOLDS, troubleMinutes: 2 })).toEqual(['trouble soon']);
	});

	it('stands while a trigger is silent, or nobody runs it; a paused one is as it should be', async () => {
		expect(await kinds(later(31))).toEqual(['silent now', 'silent now']);
		await flow.store.releaseFeed('feed-left', 'me');
		expect(await kinds()).toEqual(['stopped now']);
		await flow.store.pauseFeed('feed-left', 'Migration');
		expect(await kinds()).toEqual([]);
	});

	it('stands when changes are under way for too long, or are too many', async () => {
		const refs = ['1', '2', '3'].map((id) => ({ ref: flow.ref('left', id), stamp: id }));
		await flow.store.notePage({ feed: 'feed-left', object: 'Opportunity', refs, cursor: 'c', leaseMs: 24 * 60 * MINUTE });
		expect(await kinds(later(29))).toEqual([]);
		expect(await kinds(flow.now(), { ...THRESHOLDS, backlogSize: 2 })).toEqual(['backlog soon']);
		expect(await kinds(flow.now(), { ...THRESHOLDS, backlogSize: 3 })).toEqual([]);
		expect(await alerts(later(30))).toMatchObject([{ kind: 'backlog', key: 'backlog|feed-left', text: expect.stringContaining('3 changes of the trigger “Deals / salesforce” are on their way, the oldest for 30 minutes') }]);
	});

	it('stands while the calls of the day are spent, once for the connection, and not for a short pause', async () => {
		const place = { system: 'salesforce', connection: 'c' } as const;
		const since = flow.now().toISOString();
		const hold = (kind: 'rate' | 'day') => ({ ...place, calls: [], about: { hold: { kind, since, until: later(60).toISOString() } } });
		await flow.store.noteUsage([hold('rate')]);
		expect(await kinds()).toEqual([]);
		await flow.store.noteUsage([hold('day')]);
		expect(await alerts()).toMatchObject([{ key: 'limited|salesforce|c', kind: 'limited', severity: 'soon', since, syncs: ['Salesforce Opportunity ⇄ Pact opportunities'] }]);
		expect(await kinds(later(61), { ...THRESHOLDS, troubleMinutes: 120 })).not.toContain('limited soon');
	});

	it('stands while a guard’s question is open, and while changed fields wait', async () => {
		await ask('deletes');
		await ask('mapping');
		expect(await alerts()).toMatchObject([
			{ kind: 'guard', severity: 'now', text: expect.stringContaining('Something was asked. What it concerns waits') },
			{ kind: 'mapping', severity: 'soon' },
		]);
	});

	it('stands for a conflict about consent, and for no other conflict', async () => {
		await ask('conflict', { row: 'Title~title', left: SECRET, right: 'b' });
		expect(await alerts()).toEqual([]);
		await ask('conflict', { row: 'Consent~consent', left: SECRET, right: 'b' });
		expect(await kinds()).toEqual(['consent now']);
	});

	it('stands for a withdrawal of consent that is given up at once, and for one that is tried again after a while', async () => {
		await ended('006000000000001AAA', 'system-error', `No. ${NOT_WITHDRAWN_YET}`, false);
		expect(await kinds()).toEqual([]);
		expect(await kinds(later(11))).toEqual(['consent now']);
		await ended('006000000000002AAA', 'not-allowed', `No. ${NOT_WITHDRAWN_YET}`, true);
		expect(await kinds()).toEqual(['consent now', 'issues soon']);
	});

	it('stands for each cause for which records were given up, in words of our own', async () => {
		await ended('006000000000001AAA', 'invalid-value', `The system does not like ${SECRET}.`, true);
		await ended('006000000000002AAA', 'missing-required', 'Field "Region" is required.', true);
		await ended('006000000000003AAA', 'missing-required', 'Field "Region" is required.', true);
		const found = await alerts();
		expect(found.map(({ title }) => title)).toEqual(expect.arrayContaining(['Given up: Salesforce Opportunity (a value was refused)', 'Given up: Salesforce Opportunity (a required field is empty)']));
		expect(found.map(({ text }) => text).join()).toContain('2 records of Salesforce Opportunity could not be synced');
		await flow.store.retryIssues();
		expect(await kinds()).toEqual([]);
	});

	it('tells no values of records, whatever systems said and whoever disagrees', async () => {
		await ended('006000000000001AAA', 'invalid-value', `The system does not like ${SECRET}. ${NOT_WITHDRAWN_YET}`, true);
		await ended('006000000000002AAA', 'credential-refused', `No ${SECRET}.`, false);
		await flow.store.noteRound('feed-left', { trouble: `Cannot read ${SECRET}.` });
		await ask('conflict', { row: 'Consent~consent', left: SECRET, right: SECRET });
		const found = await alerts(later(20));
		expect(found.map(({ kind }) => kind).sort()).toEqual(['consent', 'consent', 'credential', 'issues', 'trouble']);
		expect(JSON.stringify(found)).not.toContain(SECRET);
	});

	it('that is urgent comes first, then the oldest', async () => {
		await ask('mapping');
		await flow.store.noteRound('feed-right', { trouble: 'No.', class: 'credential-refused' });
		await ask('deletes');
		expect((await kinds()).at(-1)).toBe('mapping soon');
		expect(await kinds()).toHaveLength(3);
	});
});

describe('a listener', () => {
	const hear = async (listener = 'duty', now = flow.now()) => (await tellAlerts(flow.store, listener, await alerts(now), now)).map(({ state, title }) => `${state}: ${title}`);
	const refuse = async () => await flow.store.noteRound('feed-left', { trouble: 'No.', class: 'credential-refused' });

	it('hears of an alert once when it begins, once when it is over, and again when it begins anew', async () => {
		await refuse();
		expect(await hear()).toEqual(['began: Credential refused: Deals / salesforce']);
		expect(await hear()).toEqual([]);
		await flow.store.noteRound('feed-left', {});
		expect(await hear()).toEqual(['ended: Resolved: Credential refused: Deals / salesforce']);
		expect(await hear()).toEqual([]);
		await refuse();
		expect(await hear()).toEqual(['began: Credential refused: Deals / salesforce']);
	});

	it('does not take the news away from another one', async () => {
		await refuse();
		expect(await hear('duty')).toHaveLength(1);
		expect(await hear('team')).toHaveLength(1);
	});

	it('hears of what is over how long it lasted and what it was about, with the severity of its beginning', async () => {
		await refuse();
		const since = flow.now().toISOString();
		await hear();
		await flow.store.noteRound('feed-left', {});
		expect(await tellAlerts(flow.store, 'duty', await alerts(later(5)), later(5))).toEqual([
			{
				key: 'credential|feed-left',
				kind: 'credential',
				severity: 'now',
				since,
				title: 'Resolved: Credential refused: Deals / salesforce',
				text: expect.stringContaining(`It lasted from ${since} to ${later(5).toISOString()}`),
				view: 'health',
				trigger: 'Deals / salesforce',
				syncs: ['Salesforce Opportunity ⇄ Pact opportunities'],
				state: 'ended',
				endedAt: later(5).toISOString(),
			},
		]);
	});
});
