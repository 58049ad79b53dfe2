import { Flow, PAIR, row } from '../flow.fixture';
import { digestOf, letterOf } from '.';

const DAY_MS = 24 * 3_600_000;

let flow: Flow;
beforeEach(async () => {
	flow = await Flow.start([row('Name', { rule: 'newestWins' }), row('Title')]);
});
afterEach(() => flow.stop());

const digest = async (since = new Date(flow.now().getTime() - DAY_MS)) => await digestOf(flow.store, { since, now: new Date(flow.now().getTime() + 1) });

describe('a digest', () => {
	it('counts what happened in its span, and what is open at its end', async () => {
		flow.edit('left', 'L', { Name: 'Deal', Title: 'ours' });
		flow.edit('right', 'R', { name: 'Deal', title: 'theirs' });
		await flow.sync('left', 'L');
		flow.edit('left', 'M', { Name: 'Another' });
		await flow.sync('left', 'M');
		const figures = await digest();
		expect(figures).toMatchObject({
			outcomes: { conflict: 1, created: 1 },
			conflicts: 1,
			syncs: [{ pair: PAIR, name: 'Salesforce Opportunity ⇄ Pact opportunities', links: 2, outcomes: { conflict: 1, created: 1 }, questions: 1 }],
			questions: { total: 1, byKind: [{ kind: 'conflict', count: 1 }] },
			issues: { total: 0, causes: [] },
		});
		expect((await digest(new Date(flow.now().getTime() + 1))).outcomes).toEqual({});
	});

	it('is a letter in plain text and in HTML that says the same', async () => {
		flow.edit('left', 'M', { Name: 'Another' });
		await flow.sync('left', 'M');
		const { subject, text, html } = letterOf(await digest());
		expect(subject).toMatch(/^Sync digest: /);
		expect(text).toContain('Changes:\n- Salesforce Opportunity ⇄ Pact opportunities: 1 created; 1 linked records');
		expect(text).toContain('Questions for a person:\n- None');
		expect(html).toContain('<h2>Changes</h2><ul><li>Salesforce Opportunity ⇄ Pact opportunities: 1 created; 1 linked records</li></ul>');
		expect(text).toMatch(/Slowest:\n- Salesforce Opportunity M took \d+ (minute|second)s? \(Salesforce Opportunity ⇄ Pact opportunities\)/);
		expect(letterOf({ ...(await digest()), slowest: [] }).text).not.toContain('Slowest');
	});

	it('tells causes with their fix, calls with their limit, and what took long', async () => {
		const figures = await digest();
		const { text } = letterOf({
			...figures,
			issues: { total: 3, causes: [{ cause: 'c', count: 3, what: 'Pact contacts', why: 'a right is missing', fix: 'Give it.' }] },
			calls: [{ system: 'salesforce', connection: '00D', own: 1_200, ownLimit: 6_000, everybody: 3_000, limit: 15_000 }, { system: 'pact', connection: 'ws', own: 7 }],
			slowest: [{ sync: 'S', record: flow.ref('left', 'L'), seconds: 3_700, at: figures.until }],
		});
		expect(text).toContain('- 3 × Pact contacts: a right is missing. Give it.');
		expect(text).toContain('- Salesforce 00D: 1,200 by the sync of 6,000 that it may make; by everybody 3,000 of 15,000\n- Pact ws: 7 by the sync');
		expect(text).toContain('- Salesforce Opportunity L took 62 minutes (S)');
	});

	it('escapes whatever names hold', async () => {
		const figures = await digest();
		const evil = '<script>alert("x")</script>';
		const { html } = letterOf({ ...figures, syncs: figures.syncs.map((sync) => ({ ...sync, name: evil })) });
		expect(html).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;');
		expect(html).not.toContain('<script');
	});
});
