import { testOrg, type TestOrg } from '../client.test-helper';

describe('the pages', () => {
	let org: TestOrg;

	beforeEach(async () => {
		org = await testOrg({ size: { accounts: 2, contacts: 0, leads: 0, opportunities: 0 } });
	});
	afterEach(() => org.sandbox.close());

	const page = async (path: string, form?: Record<string, string>) => {
		const response = await fetch(
			org.sandbox.url + path,
			form ? { method: 'POST', body: new URLSearchParams(form) } : {},
		);
		return { status: response.status, text: await response.text(), url: response.url };
	};

	it('list records by object and find them by text', async () => {
		org.sandbox.create('Contact', { LastName: "O'Brien", Email: 'pat@example.com' });
		org.sandbox.create('Contact', { LastName: 'Other' });
		expect((await page('/')).text).toContain('O&#39;Brien');
		const found = (await page('/ui/Contact?search=PAT%40')).text;
		expect(found).toContain('pat@example.com');
		expect(found).not.toContain('Other');
	});

	it('save what was changed and nothing else', async () => {
		const id = org.sandbox.create('Contact', {
			LastName: 'A',
			Title: 'Old',
			HasOptedOutOfEmail: true,
			Interests__c: 'Product;Pricing',
		});
		const saved = await page(`/ui/Contact/${id}`, {
			LastName: 'A',
			Title: 'New',
			HasOptedOutOfEmail: 'true',
			Interests__c: 'Product',
		});
		expect(saved.url).toContain('saved=true');
		expect((await org.call(`sobjects/Contact/${id}`)).body).toMatchObject({
			Title: 'New',
			HasOptedOutOfEmail: true,
			Interests__c: 'Product',
		});
	});

	it('obey the rules of the org and show the error beside what was typed', async () => {
		const id = org.sandbox.create('Contact', { LastName: 'A' });
		const refused = await page(`/ui/Contact/${id}`, { LastName: 'A', Email: 'not an address' });
		expect(refused.status).toBe(422);
		expect(refused.text).toContain('INVALID_EMAIL_ADDRESS');
		expect(refused.text).toContain('value="not an address"');
	});

	it('create, delete and undelete', async () => {
		await page('/ui/Account/new', { Name: 'By hand' });
		const id = org.sandbox.records('Account').find((row) => row.Name === 'By hand')?.Id ?? '';
		await page(`/ui/Account/${id}/delete`, {});
		expect((await org.call(`sobjects/Account/${id}`)).status).toBe(404);
		await page(`/ui/Account/${id}/undelete`, {});
		expect((await org.call(`sobjects/Account/${id}`)).status).toBe(200);
	});

	it('are not counted as API calls', async () => {
		await page('/ui/Account');
		expect(org.sandbox.stats.snapshot().calls).toBe(0);
	});
});
