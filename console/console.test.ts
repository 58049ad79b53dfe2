import { causesOf, explain, exportSettings, healthOf, importSettings, linksOfRecord, logPage, questions, recordOf, resolve, retryIssues, setPaused } from '.';
import type { Change, Reason } from '../engine/model';
import { Flow, PAIR, row } from './flow.fixture';

let flow: Flow;
beforeEach(async () => {
	flow = await Flow.start([row('Name', { rule: 'newestWins' }), row('Title')]);
});
afterEach(() => flow.stop());

/** A record of the left side that was given up. */
async function giveUp(id: string, message: string, reason: Reason = 'missing-required'): Promise<void> {
	const ref = flow.ref('left', id);
	const seqs = await flow.store.notePage({ feed: 'feed-left', object: ref.object, refs: [{ ref, stamp: id }], cursor: 'c', leaseMs: 1_000 });
	const change: Change = { ...ref, kind: 'upserted', modifiedAt: flow.now().toISOString(), origin: 'poll', ticket: { feed: 'feed-left', seq: [...seqs.values()][0] ?? 0, attempt: 0 } };
	const log = { at: flow.now().toISOString(), pair: PAIR, source: ref, origin: 'poll', outcome: 'failed', reason, message, movements: [] } as const;
	await flow.store.commit([{ change, ledger: { kind: 'issue', reason, message }, log: { ...log, movements: [] } }]);
}

describe('health', () => {
	const trigger = async (feed = 'feed-left') => (await healthOf(flow.store, flow.now())).triggers.find((one) => one.feed === feed);

	it('tells of each trigger what is the matter and what to do', async () => {
		await flow.store.describeFeed('feed-left', { name: 'Deals / Salesforce', system: 'salesforce', connection: '00D', objects: ['Opportunity'] });
		expect(await trigger()).toMatchObject({ condition: 'stopped', advice: expect.stringContaining('Publish its workflow') });
		await flow.store.holdFeed('feed-left', 'me', 3_600_000);
		await flow.store.noteRound('feed-left', {});
		expect(await trigger()).toMatchObject({ condition: 'well', name: 'Deals / Salesforce' });
		await flow.store.setProgress('feed-left', 'Opportunity', { done: 1, total: 9 });
		expect((await trigger())?.condition).toBe('first sync');
		await flow.store.setProgress('feed-left', 'Opportunity', { done: 9, total: 9 });
		await flow.store.noteRound('feed-left', { trouble: 'The credential was refused.' });
		expect(await trigger()).toMatchObject({ condition: 'trouble', advice: 'The credential was refused. It is tried again by itself; nothing is lost.' });
		await flow.store.pauseFeed('feed-left', 'Migration');
		expect(await trigger()).toMatchObject({ condition: 'paused', advice: 'Paused by a person: Migration. Changes are kept and flow when it is resumed.' });
	});

	it('notices a trigger that has gone quiet', async () => {
		await flow.store.holdFeed('feed-left', 'me', 24 * 3_600_000);
		await flow.store.noteRound('feed-left', {});
		flow.edit('left', 'L', {});
		expect((await trigger())?.condition).toBe('well');
		const later = new Date(flow.now().getTime() + 31 * 60_000);
		expect((await healthOf(flow.store, later)).triggers.find(({ feed }) => feed === 'feed-left')?.condition).toBe('quiet');
	});

	it('counts what waits, what was given up, and what people are asked, over all', async () => {
		await giveUp('006000000000001AAA', 'No.');
		await flow.store.noteReview([{ kind: 'duplicate', pair: PAIR, key: 'k', message: 'Two.', details: {} }]);
		const health = await healthOf(flow.store, flow.now());
		expect(health).toMatchObject({ status: 'attention', issues: 1, questions: 1, waitingToFlow: 0 });
		expect(health.syncs).toMatchObject([{ pair: PAIR, name: 'Salesforce Opportunity ⇄ Pact opportunities', questions: 1, outcomes: { failed: 1 }, triggers: { left: ['feed-left'], right: ['feed-right'] } }]);
	});
});

describe('issues', () => {
	beforeEach(async () => {
		for (const id of ['006000000000001AAA', '006000000000002AAA']) await giveUp(id, `Salesforce Opportunity ${id} was not written to Pact: Field "Region" is required.`);
		await giveUp('006000000000003AAA', 'Salesforce Opportunity 006000000000003AAA was not written to Pact: The key lacks a scope.', 'not-allowed');
	});

	it('are one row a cause, the most frequent first, with what to do', async () => {
		expect(await causesOf(flow.store)).toMatchObject([
			{ count: 2, reason: 'missing-required', message: 'Salesforce Opportunity … was not written to Pact: Field "Region" is required.', fix: expect.stringContaining('default value'), feeds: ['feed-left'] },
			{ count: 1, reason: 'not-allowed', examples: [{ id: '006000000000003AAA' }] },
		]);
	});

	it('are retried by cause, by record, or all', async () => {
		const [first] = await causesOf(flow.store);
		expect(await retryIssues(flow.store, { cause: first?.cause ?? '' })).toEqual({ records: 2 });
		expect(await flow.store.pendingCounts()).toEqual({ due: 2, issue: 1 });
		expect(await retryIssues(flow.store, { record: '006000000000003AAA' })).toEqual({ records: 1 });
		await expect(retryIssues(flow.store, { record: '006000000000003AAA' })).rejects.toThrow('is among the issues (any more)');
		await expect(retryIssues(flow.store, { cause: first?.cause ?? '' })).rejects.toThrow('no open issue of this cause');
		expect(await retryIssues(flow.store, 'all')).toEqual({ records: 0 });
	});

	it('leave a line for each place in the log that says who had them tried again', async () => {
		const by = { person: 'Ida' };
		const said = async () => (await flow.store.log({ limit: 10 })).filter(({ person }) => person === 'Ida').map(({ message }) => message);
		await retryIssues(flow.store, { record: '006000000000003AAA' }, by);
		expect(await said()).toEqual(['Salesforce Opportunity 006000000000003AAA, which was given up, is tried again.']);
		await retryIssues(flow.store, 'all', by);
		expect(await said()).toEqual(['2 records that were given up are tried again.', 'Salesforce Opportunity 006000000000003AAA, which was given up, is tried again.']);
		await retryIssues(flow.store, 'all', by);
		expect(await said()).toHaveLength(2);
	});
});

describe('a record', () => {
	beforeEach(async () => {
		flow.edit('left', 'L', { Name: 'Deal', Title: 'old' });
		flow.edit('right', 'R', { name: 'Deal' });
		await flow.sync('left', 'L');
	});

	it('is found by its id, and its partners with it', async () => {
		const ref = await recordOf(flow.store, { id: ' R ' });
		expect(ref).toEqual(flow.ref('right', 'R'));
		expect(await linksOfRecord(flow.store, ref)).toMatchObject([{ pair: PAIR, side: 'right', other: flow.ref('left', 'L'), name: 'Salesforce Opportunity L' }]);
		await expect(recordOf(flow.store, { id: 'X' })).rejects.toMatchObject({ message: 'No sync has seen a record with the id X in any system.', advice: expect.stringContaining('filter') });
	});

	it('of an id that two systems have must be said more exactly', async () => {
		flow.edit('right', 'L', { name: 'Another' });
		await flow.sync('right', 'L');
		await expect(recordOf(flow.store, { id: 'L' })).rejects.toThrow(/Several records have the id L: .*Pact opportunities L.*Salesforce Opportunity L/);
		expect(await recordOf(flow.store, { id: 'L', system: 'pact' })).toEqual(flow.ref('right', 'L'));
	});

	it('is explained: partners, the rule of each field, the last merge with the value that gave way, and what a person is asked', async () => {
		flow.edit('right', 'R', { title: 'theirs' });
		flow.edit('left', 'L', { Title: 'ours', Name: 'New name' });
		await flow.sync('left', 'L');
		const { summary, links, questions: asked, history } = await explain(flow.store, flow.ref('right', 'R'), flow.now());
		expect(summary).toEqual(['Pact opportunities R is kept in step with Salesforce Opportunity L.', expect.stringMatching(/^Last: Updated Pact opportunities R from Salesforce Opportunity L: Name/), expect.stringMatching(/^A person is asked: Title was changed on both sides/)]);
		const [name, title] = links[0]?.fields ?? [];
		expect(name).toMatchObject({ label: 'Name', standing: 'in step', ruleInWords: 'the later change counts', last: { movement: { from: 'Deal', to: 'New name' }, from: flow.ref('left', 'L') } });
		expect(name?.why).toMatch(/^Both sides agreed when they were last compared\. Last on .*: Deal → New name\. Rule: the later change counts\.$/);
		expect(title).toMatchObject({ standing: 'asked', why: expect.stringContaining('a person decides when both sides were changed') });
		expect([asked.length, history[0]?.source.id]).toEqual([1, 'L']);

		const [question] = await questions(flow.store);
		await resolve(flow.store, question?.id ?? '', { answer: 'useValue', value: 'agreed' });
		expect((await explain(flow.store, flow.ref('left', 'L'), flow.now())).links[0]?.fields[1]?.standing).toBe('decided');
		await flow.flow();
		expect((await explain(flow.store, flow.ref('left', 'L'), flow.now())).links[0]?.fields[1]?.standing).toBe('in step');
	});

	it('that was given up says why', async () => {
		await giveUp('006000000000001AAA', 'Field "Region" is required.');
		const { summary, ledger } = await explain(flow.store, flow.ref('left', '006000000000001AAA'), flow.now());
		expect(summary).toEqual(['Salesforce Opportunity 006000000000001AAA is linked to nothing.', 'Last: Field "Region" is required.', 'It was given up: Field "Region" is required.']);
		expect(ledger).toMatchObject([{ state: 'issue', feed: 'feed-left' }]);
	});

	it('has its lines in the log, page by page', async () => {
		for (const title of ['a', 'b']) {
			flow.edit('left', 'L', { Title: title });
			await flow.sync('left', 'L');
		}
		const first = await logPage(flow.store, { record: { id: 'R' }, limit: 2 });
		const second = await logPage(flow.store, { record: { id: 'R' }, limit: 2, ...(first.next === undefined ? {} : { before: first.next }) });
		expect([first.lines.length, second.lines.length, second.next]).toEqual([2, 1, undefined]);
		expect((await logPage(flow.store, { outcome: 'failed', limit: 2 })).lines).toEqual([]);
	});
});

describe('triggers', () => {
	it('are paused and resumed one by one or all, by a person who says why', async () => {
		expect(await setPaused(flow.store, 'feed-left', true, { because: 'Holiday' })).toEqual([{ feed: 'feed-left', name: 'feed-left', paused: true }]);
		expect([await flow.store.isPaused('feed-left'), await flow.store.isPaused('feed-right')]).toEqual([true, false]);
		await setPaused(flow.store, undefined, false);
		expect(await flow.store.isPaused('feed-left')).toBe(false);
		await expect(setPaused(flow.store, 'no-such', true)).rejects.toThrow('There is no such trigger.');
	});

	it('that are told to rest or go on leave a line in the log that says who told them, and nothing where they do already', async () => {
		const by = { person: 'Ida' };
		await flow.store.describeFeed('feed-left', { name: 'Sync / Changes', system: 'salesforce', connection: '00D1', objects: ['Contact', 'Lead'] });
		await setPaused(flow.store, 'feed-left', false, { by });
		await setPaused(flow.store, 'feed-left', true, { because: 'Holiday', by });
		await setPaused(flow.store, 'feed-left', true, { by });
		await setPaused(flow.store, 'feed-left', false, { by });
		const lines = (await flow.store.log({ limit: 10 })).filter(({ person }) => person === 'Ida');
		expect(lines.map(({ message, reason, source }) => [message, reason, source])).toEqual(
			['The trigger “Sync / Changes” goes on.', 'The trigger “Sync / Changes” was paused: Holiday.'].map((message) => [message, 'decided', { system: 'salesforce', connection: '00D1', object: 'Contact, Lead', id: '*' }]),
		);
	});
});

describe('settings', () => {
	it('go to another store as they are, and nothing else is taken for them', async () => {
		await flow.store.assignValue(PAIR, 'Stage~stage', 'left', 'Closed Won', 'Won');
		const exported = await exportSettings(flow.store, flow.now());
		expect(exported).toMatchObject({ assignments: [{ pair: PAIR, row: 'Stage~stage', side: 'left', from: 'Closed Won', to: 'Won' }], mappings: [{ pair: PAIR }] });
		const other = await Flow.start([]);
		try {
			expect(await importSettings(other.store, JSON.parse(JSON.stringify(exported)))).toEqual({ assignments: 1, pairs: [PAIR] });
			expect(await other.store.allAssignments()).toEqual(exported.assignments);
			await expect(importSettings(other.store, { hello: 'world' })).rejects.toThrow('This is no export of the sync’s settings.');
		} finally {
			await other.stop();
		}
	});
});
