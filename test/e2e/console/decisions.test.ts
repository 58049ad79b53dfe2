import type { Browser, Page } from 'playwright-core';
import type { ReviewItem } from '../../../engine/run/store-port';
import { feedId } from '../../../nodes/common/feed-id';
import { mapperOf, PairWorld, triggersOf } from '../pairs/pair-world';
import { launchBrowser } from '../support/browser';
import { waitUntil } from '../support/n8n-api';
import type { Template } from '../support/n8n-schemas';
import { CONSOLE_SIGN_IN } from '../support/sandbox-credentials';

jest.setTimeout(600_000);

const ARRIVES_MS = 200_000;
/** The sample data is older than what this test makes. */
const OLDER_MS = 10 * 60_000;
const PAIR = 'salesforce-contact~pact-contacts';
const ARCHIVED = 'archived-by-sync';
const CLOSES = '2031-05-31';
const TITLES = [1, 2, 3];
const DELETED = [1, 2];

const addressOf = (name: string) => `${name.toLowerCase().replaceAll(' ', '-')}@decisions.com`;

/** A person decides about titles, and about every delete. */
function adjust(template: Template, index: number): void {
	if (index !== 0) return;
	const { parameters } = mapperOf(template, 'Contacts');
	for (const row of (parameters.rows as { row: Array<{ left: string; rule: string }> }).row) if (row.left === 'Title') row.rule = 'askPerson';
	parameters.deletesRight = 'archive';
	for (const node of template.nodes) if (node.type.endsWith('Upsert')) node.parameters.options = { maxArchives: 0, askAbove: 0 };
}

/** Questions of every kind that the other tests of the page do not ask, answered by clicks. */
describe('what a person decides on the page, in a real n8n', () => {
	let world: PairWorld;
	let browser: Browser;
	let page: Page;
	let address: string;

	const salesforce = () => world.screen('salesforce');
	const pact = () => world.screen('pact');
	const contact = async (name: string, more: object = {}) => await salesforce().create('Contact', { FirstName: 'First', LastName: name, Email: addressOf(name), ...more });
	const person = async (name: string, more: object = {}) => await pact().create('contacts', { first_name: 'First', last_name: name, name: `First ${name}`, email: addressOf(name), ...more });
	const inPact = async (name: string) => (await pact().all('contacts')).find(({ fields }) => fields.email === addressOf(name));
	const sync = () => world.workflows[0]!;

	beforeAll(async () => {
		world = await PairWorld.start({ templates: ['salesforce-pact', 'sync-console'], adjust });
		// Nobody has asked for these, and nobody knows which of them is meant.
		for (const title of ['', '']) await contact('Twin', { Title: title });
		for (const system of ['salesforce', 'pact'] as const) await world.sandboxes[system].setClock({ advanceMs: OLDER_MS });
		const { now } = await world.sandboxes.salesforce.clock();
		for (const number of TITLES) {
			await contact(`Title ${number}`, { Title: 'CEO' });
			await person(`Title ${number}`, { title: 'CFO' });
		}
		for (const name of ['Winner', 'Loser', ...DELETED.map((number) => `Deleted ${number}`)]) await contact(name);
		await person('Twin', { title: 'Of the chosen one' });
		await pact().create('opportunities', { name: 'Never closes', pipeline: 'New Business', stage: 'proposal', value: 100 });
		const since = new Date(Date.parse(now) - 1_000).toISOString();
		const { nodes } = await world.api.workflow(sync().id);
		for (const { parameters } of triggersOf({ ...sync(), nodes })) Object.assign(parameters, { startFrom: 'date', startDate: since });
		await world.api.updateWorkflow(sync().id, { nodes });
		await world.api.activate(world.workflows[1]!.id);
		await world.api.activate(sync().id);
		browser = await launchBrowser();
		address = `${world.host.url}/webhook/sync-console`;
		page = await (await browser.newContext({ httpCredentials: { username: CONSOLE_SIGN_IN.user, password: CONSOLE_SIGN_IN.password } })).newPage();
	});
	afterAll(async () => {
		await browser?.close();
		await world?.stop();
	});

	const until = async <T>(read: () => Promise<T>, done: (value: T) => boolean, what: string): Promise<T> => {
		try {
			return await waitUntil(read, done, { timeoutMs: ARRIVES_MS, what });
		} catch (error) {
			const lines = (await world.log()).slice(-12).map(({ source, outcome, reason, message }) => `${source.system} ${outcome}/${reason}: ${message}`);
			throw new Error(`${String(error)}\nThe log ends so:\n${lines.join('\n')}`, { cause: error });
		}
	};
	/** Loads the view again until it shows what is waited for. */
	const shown = async (query: string, words: string | RegExp) =>
		await until(
			async () => {
				await page.goto(`${address}?view=${query}`);
				return await page.locator('main').innerText();
			},
			(text) => (typeof words === 'string' ? text.includes(words) : words.test(text)),
			`“${String(words)}” in ${query}`,
		);
	const item = (words: string) => page.locator('section.item', { hasText: words });
	const told = async () => await page.locator('[role=status],[role=alert]').innerText();
	const questions = async (kind: ReviewItem['kind']) => await world.inStore(async (store) => await store.openReviews({ kind }));

	it('the page comes with headers that let nothing run, keep or frame it', async () => {
		const { headers, status } = await waitUntil(
			async () => await fetch(address, { headers: { Authorization: `Basic ${Buffer.from(`${CONSOLE_SIGN_IN.user}:${CONSOLE_SIGN_IN.password}`).toString('base64')}` } }),
			(answer) => answer.status !== 404,
			{ what: 'the page' },
		);
		expect(status).toBe(200);
		expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'.*sandbox/);
		expect(headers.get('content-security-policy')).not.toContain('allow-scripts');
		expect(['x-content-type-options', 'cache-control', 'x-frame-options', 'referrer-policy'].map((name) => headers.get(name))).toEqual(['nosniff', 'no-store', 'DENY', 'no-referrer']);
	});

	it('several conflicts of one field are answered in one go, with who and when beside the values', async () => {
		// Both sides' triggers ask: a question that is answered between the two is asked once more.
		await world.caughtUp();
		await shown('review', `All ${TITLES.length}`);
		const first = item('Title was changed on both sides').first();
		expect(await first.innerText()).toMatch(/Salesforce\s+CEO\s+Record changed \d{4}-\d\d-\d\d \d\d:\d\d UTC by \S[^]*Pact\s+CFO\s+Record changed \d{4}-/);
		await page.locator('summary', { hasText: `All ${TITLES.length}` }).click();
		await page.getByRole('button', { name: `Use the value of Salesforce for all ${TITLES.length}` }).click();
		expect(await told()).toContain(`${TITLES.length} of ${TITLES.length} questions are answered.`);
		for (const number of TITLES) await until(async () => (await inPact(`Title ${number}`))?.fields.title, (title) => title === 'CEO', `title ${number} in Pact`);
		await until(async () => await questions('conflict'), ({ length }) => length === 0, 'no more conflicts');
	});

	it('an ambiguous match is answered by choosing, and the chosen record gets the values', async () => {
		await shown('review&kind=ambiguous-match', 'Link with this record');
		const [question] = await questions('ambiguous-match');
		const [, chosen = ''] = question?.details.candidates as string[];
		await item('Link with this record').getByRole('combobox').selectOption(chosen);
		await item('Link with this record').getByRole('button', { name: 'Use it' }).click();
		expect(await told()).toContain(`is linked with Salesforce Contact ${chosen}`);
		const titleOf = async () => Object.fromEntries((await salesforce().all('Contact')).filter(({ fields }) => fields.Email === addressOf('Twin')).map(({ id, fields }) => [id, fields.Title]));
		const titles = await until(titleOf, (all) => all[chosen] === 'Of the chosen one', 'the title in the chosen record');
		expect(Object.values(titles).filter((title) => title === 'Of the chosen one')).toHaveLength(1);
	});

	it('a duplicate is dismissed, and nothing is changed', async () => {
		const ids = await Promise.all(['Winner', 'Loser'].map(async (name) => (await salesforce().all('Contact')).find(({ fields }) => fields.LastName === name)?.id ?? ''));
		for (const id of ids) await until(async () => await world.inStore(async (store) => await linked(store, id)), ({ length }) => length === 1, 'the link');
		await world.sandboxes.salesforce.call('POST', 'merge', { object: 'Contact', winnerId: ids[0], loserIds: [ids[1]] });
		await shown('review&kind=duplicate', 'both stand for');
		await item('both stand for').getByRole('button', { name: 'Dismiss' }).click();
		expect(await told()).toContain('Nothing was changed');
		expect(await questions('duplicate')).toEqual([]);
		for (const name of ['Winner', 'Loser']) expect((await inPact(name))?.fields.tags ?? []).not.toContain(ARCHIVED);
	});

	it('deletes above the limit wait, and pass with a click', async () => {
		const people = (await salesforce().all('Contact')).filter(({ fields }) => String(fields.LastName).startsWith('Deleted'));
		for (const { id } of people) await until(async () => await world.inStore(async (store) => await linked(store, id)), ({ length }) => length === 1, 'the link');
		for (const { id } of people) await world.sandboxes.salesforce.call('DELETE', 'records', { object: 'Contact', id });
		const waiting = async () => (await world.inStore(async (store) => await store.issues({ limit: 100 }))).issues.filter(({ reason }) => reason === 'guard-tripped').length;
		await until(waiting, (count) => count === DELETED.length, 'both deletes to wait');
		await shown('review&kind=deletes', 'Let them through');
		const tags = async () => await Promise.all(DELETED.map(async (number) => ((await inPact(`Deleted ${number}`))?.fields.tags ?? []) as string[]));
		expect((await tags()).flat()).not.toContain(ARCHIVED);
		await page.getByRole('button', { name: 'Let them through' }).click();
		expect(await told()).toContain(`${DELETED.length} deleted records`);
		await until(tags, (all) => all.every((each) => each.includes(ARCHIVED)), 'both to be archived in Pact');
	});

	it('a field that an admin removed is asked about, and “Check again” closes the question once it is back', async () => {
		await world.sandboxes.salesforce.call('PUT', 'schema', { object: 'Lead', field: 'Title', remove: true });
		const lead = async (number: number) => await salesforce().create('Lead', { LastName: `Lead ${number}`, Company: 'Drift', Email: addressOf(`Lead ${number}`) });
		await lead(1);
		await shown('review&kind=mapping', /no field "Title"/);
		await world.sandboxes.salesforce.call('PUT', 'schema', { object: 'Lead', field: 'Title', type: 'string', length: 128 });
		await item('no field "Title"').getByRole('button', { name: 'Check again' }).click();
		expect(await told()).toContain('The question closes by itself');
		await lead(2);
		await until(async () => (await questions('mapping')).filter(({ message }) => message.includes('"Title"')), ({ length }) => length === 0, 'the question to close');
	});

	it('an issue is put right in the mapper, and a retry from the page brings the record through', async () => {
		await shown('issues', 'CloseDate');
		const { nodes } = await world.api.workflow(sync().id);
		const mapper = nodes.find(({ name }) => name === 'Opportunities');
		for (const row of (mapper?.parameters.rows as { row: Array<{ left: string; options?: object }> }).row) if (row.left === 'CloseDate') row.options = { ...row.options, defaultLeft: CLOSES };
		await world.api.updateWorkflow(sync().id, { nodes });
		await world.api.activate(sync().id);
		await shown('issues', 'CloseDate');
		await page.locator('tbody tr', { hasText: 'CloseDate' }).getByRole('button', { name: 'Retry' }).click();
		expect(await told()).toContain('1 record is tried again now.');
		const deal = async () => (await salesforce().all('Opportunity')).find(({ fields }) => fields.Name === 'Never closes');
		expect((await until(deal, (row) => row !== undefined, 'the deal in Salesforce'))?.fields.CloseDate).toBe(CLOSES);
	});

	it('the log says who decided all that, and no other page tells the sign-in', async () => {
		const text = await shown(`log&person=${CONSOLE_SIGN_IN.user}`, 'Chosen:');
		for (const chosen of ['Use the value of Salesforce', 'Link with this record', 'Dismiss', 'Let them through', 'Check again']) expect(text).toContain(`Chosen: ${chosen}`);
		expect(text.match(/Use the value of Salesforce/g)).toHaveLength(TITLES.length);
		expect(await page.content()).not.toContain(CONSOLE_SIGN_IN.password);
	});

	/** The links of a Salesforce contact with Pact. */
	const linked = async (store: Parameters<Parameters<typeof world.inStore>[0]>[0], id: string) => {
		const feed = feedId(sync(), { id: String(triggersOf(sync())[0]?.id) });
		const connection = (await store.feedStates()).find((state) => state.feed === feed)?.connection ?? '';
		return await store.links(PAIR, 'left', [{ system: 'salesforce', connection, object: 'Contact', id }]);
	};
});
