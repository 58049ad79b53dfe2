import type { Browser, Page } from 'playwright-core';
import { countBy } from 'lodash';
import { fromNowOn, publishAndWatch } from '../pairs/from-now-on';
import { mapperOf, PairWorld } from '../pairs/pair-world';
import { launchBrowser } from '../support/browser';
import type { Mail } from '../support/mail';
import { MailServer } from '../support/mail-server';
import { waitUntil } from '../support/n8n-api';
import { outputItems } from '../support/n8n-run-data';
import type { Template } from '../support/n8n-schemas';
import { CONSOLE_SIGN_IN, MAIL_CREDENTIAL, MAIL_SERVER } from '../support/sandbox-credentials';

jest.setTimeout(600_000);

const ARRIVES_MS = 120_000;
const ASKS_EVERY_SECONDS = 5;
/** So many runs later, whatever would be told twice would have been. */
const RUNS_AFTER = 3;
const EMAIL = 'ann@two-titles.com';
const REFUSED = 'Credential refused: Salesforce ⇄ Pact / Salesforce changes';
/** What Salesforce's sign-in server answers for a user whose access was taken away. */
const REVOKED = { error: 'invalid_grant', error_description: 'expired access/refresh token' };

/** What reaches people who look at no page: mails and a form, from the templates as they are imported. */
describe('alerts, digest and review by form in a real n8n', () => {
	let world: PairWorld;
	let browser: Browser;
	let mailbox: MailServer;

	beforeAll(async () => {
		mailbox = await MailServer.start();
		world = await PairWorld.start({
			templates: ['salesforce-pact', 'alerts', 'daily-digest', 'review-by-form'],
			adjust: (template, index) => {
				if (index === 0) prepareSync(template);
				if (index === 1) nodeOf(template, 'Every five minutes').parameters = { rule: { interval: [{ field: 'seconds', secondsInterval: ASKS_EVERY_SECONDS }] } };
			},
			prepare: async (api) => {
				const credential = (await api.credentials()).find(({ name }) => name === MAIL_CREDENTIAL);
				if (credential === undefined) throw new Error('There is no credential for mails.');
				await api.updateCredential(credential.id, { name: credential.name, type: credential.type, data: { ...MAIL_SERVER, port: mailbox.port } });
			},
		});
		browser = await launchBrowser();
		// Before the triggers begin, so that Pact's trigger has nothing to say of it.
		await world.screen('pact').create('contacts', { name: 'Ann Two', email: EMAIL, title: 'CFO' });
		await publishAndWatch(world);
	});
	afterAll(async () => {
		await browser?.close();
		await world?.stop();
		await mailbox?.stop();
	});

	const titleInSalesforce = async () => (await world.screen('salesforce').all('Contact')).find(({ fields }) => fields.Email === EMAIL)?.fields.Title;
	const conflicts = async () => await world.inStore(async (store) => await store.openReviews({ kind: 'conflict' }));
	const mailsAbout = (words: string): Mail[] => mailbox.mails.filter(({ subject }) => subject.includes(words));
	const mailAbout = async (words: string): Promise<Mail> => {
		const [mail] = await waitUntil(async () => mailsAbout(words), ({ length }) => length > 0, { timeoutMs: ARRIVES_MS, what: `a mail about “${words}”` });
		return mail!;
	};
	const alertRuns = async () => (await world.api.executions({ workflowId: world.workflows[1]!.id, status: ['success'] })).map(({ id }) => Number(id));
	/** Until alerts were asked for some more times. */
	const askedAgain = async () => {
		const last = Math.max(0, ...(await alertRuns()));
		await waitUntil(async () => (await alertRuns()).filter((id) => id > last), ({ length }) => length >= RUNS_AFTER, { timeoutMs: ARRIVES_MS, what: 'further runs' });
	};

	describe('the form', () => {
		let page: Page;
		const address = () => `${world.host.url}/form/sync-review`;

		const begin = async () => {
			await page.goto(address());
			await page.locator('input[name=field-0]').fill('Ann Operator');
			await submit();
		};
		const submit = async () => await page.locator('#submit-btn').click();
		const until = async (words: string) => await page.getByText(words).first().waitFor({ timeout: ARRIVES_MS });

		beforeAll(async () => {
			page = await (await browser.newContext({ httpCredentials: { username: CONSOLE_SIGN_IN.user, password: CONSOLE_SIGN_IN.password } })).newPage();
		});

		it('opens for nobody without the password', async () => {
			expect((await fetch(address())).status).toBe(401);
		});

		it('says so when nothing is open', async () => {
			expect(await conflicts()).toEqual([]);
			await begin();
			await until('No question is open.');
		});

		it('asks one of the open questions, takes the answer, and the value arrives in the CRM', async () => {
			await world.screen('salesforce').create('Contact', { FirstName: 'Ann', LastName: 'Two', Email: EMAIL, Title: 'CEO' });
			const [question] = await waitUntil(conflicts, ({ length }) => length > 0, { timeoutMs: ARRIVES_MS, what: 'the question' });
			await begin();
			await until('Which question?');
			const label = await page.locator('option', { hasText: `#${question!.id}: ` }).textContent();
			await page.locator('select').selectOption({ label: label!.trim() });
			await submit();
			await until('Your answer');
			expect(await page.locator('body').innerText()).toMatch(/Salesforce: CEO\s+Pact: CFO/);
			await page.locator('select').selectOption({ label: 'Use the value of Pact' });
			await submit();
			await until('Thank you');
			await waitUntil(titleInSalesforce, (title) => title === 'CFO', { timeoutMs: ARRIVES_MS, what: 'the title in Salesforce' });
			// A run that was under way when it was answered may have asked once more.
			await waitUntil(conflicts, ({ length }) => length === 0, { timeoutMs: ARRIVES_MS, what: 'the question to be closed' });
			const [decision] = (await world.log()).filter(({ reason }) => reason === 'decided');
			expect(decision).toMatchObject({ person: 'Ann Operator', message: expect.stringContaining('Use the value of Pact') });
		});
	});

	it('a credential that is revoked is mailed once, to who is on duty, and once more when it works again', async () => {
		const { salesforce } = world.sandboxes;
		await salesforce.addFault({ match: { method: 'POST', path: '/services/oauth2/token' }, kind: 'status', status: 400, body: REVOKED, times: -1 });
		await salesforce.call('POST', 'expire-sessions');
		const mail = await mailAbout(REFUSED);
		expect(mail).toMatchObject({ to: 'on-duty@example.com', subject: `[Sync, now] ${REFUSED}` });
		expect(mail.text).toContain('no changes of Account, Contact, Lead, Opportunity come in. Reconnect: in n8n, open Credentials');
		expect(mail.text).toContain('/webhook/sync-console?view=health');
		await askedAgain();
		expect(mailsAbout(REFUSED)).toHaveLength(1);

		await salesforce.clearFaults();
		// A loop that is refused asks ever more rarely; publishing anew begins without a wait.
		await world.api.deactivate(world.workflows[0]!.id);
		await world.api.activate(world.workflows[0]!.id);
		const resolved = await mailAbout(`Resolved: ${REFUSED}`);
		expect(resolved.subject).toBe(`[Sync, now] Resolved: ${REFUSED}`);
		await askedAgain();
		expect(mailsAbout(REFUSED)).toHaveLength(2);
		expect(JSON.stringify(mailbox.mails)).not.toMatch(/two-titles|CEO|CFO/);
	});

	it('the digest is mailed with the figures of the log', async () => {
		// A line that is written while the figures are counted would be in the one and not in the other.
		await world.caughtUp();
		const [, , digest] = world.workflows;
		const execution = await world.api.waitForExecution(await world.api.runManually(digest!.id, 'Every morning'), ARRIVES_MS);
		const [item] = outputItems(execution.data, 'Digest');
		const { since, until, outcomes, subject } = item!.json as { since: string; until: string; outcomes: Record<string, number>; subject: string };
		const lines = (await world.log()).filter(({ at, dryRun, reason }) => at >= since && at < until && !dryRun && reason !== 'decided');
		expect(outcomes).toEqual(countBy(lines, 'outcome'));
		expect(outcomes.conflict).toBeGreaterThan(0);
		const mail = await mailAbout(subject);
		expect(mail.to).toBe('revenue-operations@example.com');
		for (const body of [mail.text, mail.html]) {
			expect(body).toContain('Salesforce Contact ⇄ Pact contacts');
			expect(body).toMatch(new RegExp(`${outcomes.conflict} conflict`));
		}
	});
});

/** Only what is made from now on, and a person decides about titles. */
function prepareSync(template: Template): void {
	fromNowOn(template);
	const { row } = mapperOf(template, 'Contacts').parameters.rows as { row: Array<{ left: string; rule: string }> };
	for (const one of row) if (one.left === 'Title') one.rule = 'askPerson';
}

function nodeOf({ nodes }: Template, name: string): Template['nodes'][number] {
	const found = nodes.find((node) => node.name === name);
	if (found === undefined) throw new Error(`There is no node "${name}".`);
	return found;
}
