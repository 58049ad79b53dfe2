import { questions, resolve } from '../../console';
import { people, Lives, told } from '../support/pairs/lifecycle';
import type { CanvasPair } from '../support/pairs/canvas';

jest.setTimeout(120_000);

const PEOPLE = 150;
const EDITED = 90;
/** 30 % of them. */
const PASSED = 45;
const GUARDS = { askAbove: 30 };

let lives: Lives;
afterEach(() => lives.stop());

/** People with their consent. */
function withConsent(): CanvasPair {
	const pair = people('salesforce', 'pact');
	const rows = [...(pair.definition?.rows ?? []), { left: 'HasOptedOutOfEmail', right: 'consent_status', rule: 'mostRestrictive' as const }];
	return { ...pair, definition: { ...pair.definition, rows } };
}

const person = (n: number) => ({ FirstName: 'Ann', LastName: `Person ${n}`, Title: 'before', Email: `person${n}@acme.example` });

/** Linked people in Salesforce and Pact; answers their ids in Salesforce. */
async function linked(): Promise<string[]> {
	lives = await Lives.start([withConsent()], GUARDS);
	const ids: string[] = [];
	for (let n = 0; n < PEOPLE; n += 1) ids.push(await lives.make('salesforce', person(n)));
	await lives.settle();
	return ids;
}

/** Somebody changes the title of most of them with one press of a button; some opt out in the same minute. */
async function massEdit(ids: readonly string[], optedOut: readonly number[]): Promise<void> {
	for (const [n, id] of ids.slice(0, EDITED).entries()) {
		await lives.edit('salesforce', id, { Title: `after ${n}`, ...(optedOut.includes(n) ? { HasOptedOutOfEmail: true } : {}) });
	}
	await lives.settle();
}

const titles = async () => (await lives.world.screen('pact').all('contacts')).map(({ fields }) => String(fields.title));
const changed = async () => (await titles()).filter((title) => title.startsWith('after')).length;
const declined = async () => (await lives.world.screen('pact').all('contacts')).filter(({ fields }) => fields.consent_status === 'declined').map(({ fields }) => String(fields.email)).sort();
const answer = async (given: 'letThrough' | 'holdBack') => {
	const [question] = await questions(lives.canvas.store, { kind: 'many-changes' });
	return await resolve(lives.canvas.store, question?.id ?? '', { answer: given });
};

describe('a mass edit of more than the share of linked records that is asked about', () => {
	it('stops, asks one question, and completes when a person lets it through; opt-outs never wait', async () => {
		const ids = await linked();
		const optedOut = [2, 70, 75, 89];
		await massEdit(ids, optedOut);
		expect(await changed()).toBe(PASSED);
		expect(await declined()).toEqual(optedOut.map((n) => person(n).Email).sort());
		expect(await lives.canvas.store.pendingCounts()).toEqual({ waiting: EDITED - PASSED });

		const open = await questions(lives.canvas.store);
		expect(open).toMatchObject([{ kind: 'many-changes', details: { changes: EDITED, waiting: EDITED - PASSED, links: PEOPLE, share: 30 }, answers: [{ answer: 'letThrough' }, { answer: 'holdBack' }] }]);
		expect(open[0]?.message).toMatch(/^90 of 150 linked Pact contacts would be changed by Salesforce within an hour \(Title/);
		expect(JSON.stringify(open)).not.toMatch(/after \d|acme\.example/);

		expect(await answer('letThrough')).toEqual({ closed: true, message: '45 changed records: written to Pact in a moment. For a day, as many changes as come are let through.' });
		await lives.settle();
		expect((await titles()).sort()).toEqual([...Array.from({ length: EDITED }, (_, n) => `after ${n}`), ...Array.from({ length: PEOPLE - EDITED }, () => 'before')].sort());
		expect(await declined()).toHaveLength(optedOut.length);
		expect(await lives.canvas.store.pendingCounts()).toEqual({});
		// The next one within the day is let through as well.
		for (const id of ids) await lives.edit('salesforce', id, { Title: 'after all' });
		await lives.settle();
		expect(await changed()).toBe(PEOPLE);
		expect(await questions(lives.canvas.store)).toEqual([]);
	});

	it('stays away when a person holds it: what waits stands among the issues, and a retry after the hour brings it', async () => {
		await massEdit(await linked(), []);
		expect((await answer('holdBack')).message).toBe('45 changed records: not written to Pact. They stand among the issues, where they can be retried.');
		expect(told(await lives.settle())).toEqual([]);
		expect(await lives.canvas.store.pendingCounts()).toEqual({ issue: EDITED - PASSED });
		expect(await changed()).toBe(PASSED);
		await lives.world.clock.sleep(60 * 60_000);
		expect(await lives.canvas.store.retryIssues()).toBe(EDITED - PASSED);
		await lives.settle();
		expect(await changed()).toBe(EDITED);
		expect(await lives.canvas.store.pendingCounts()).toEqual({});
	});

	it('does not count a record twice, and forgets after an hour what was changed', async () => {
		const ids = await linked();
		for (const turn of ['after a', 'after b', 'after c']) {
			for (const id of ids.slice(0, 30)) await lives.edit('salesforce', id, { Title: turn });
			await lives.settle();
		}
		expect(await changed()).toBe(30);
		await lives.world.clock.sleep(60 * 60_000);
		for (const id of ids.slice(30, 70)) await lives.edit('salesforce', id, { Title: 'after an hour' });
		await lives.settle();
		expect(await changed()).toBe(70);
		expect(await questions(lives.canvas.store)).toEqual([]);
	});
});

describe('a first sync', () => {
	it('is no mass edit, whichever side has the newer values and whoever must get them back', async () => {
		lives = await Lives.start([withConsent()], GUARDS);
		for (let n = 0; n < PEOPLE; n += 1) await lives.make('salesforce', person(n));
		await lives.pass();
		for (let n = 0; n < PEOPLE; n += 1) await lives.make('pact', { first_name: 'Ann', last_name: `Person ${n}`, title: 'of Pact', email: `person${n}@acme.example` });
		await lives.settle();
		const rows = await lives.world.screen('salesforce').all('Contact');
		expect(rows).toHaveLength(PEOPLE);
		expect(new Set(rows.map(({ fields }) => fields.Title))).toEqual(new Set(['of Pact']));
		expect(await questions(lives.canvas.store)).toEqual([]);
	});
});
