import { testPortal, type TestPortal } from '../client.test-helper';

let hubspot: TestPortal;
beforeEach(async () => {
	hubspot = await testPortal({ seedRecords: { companies: 12, contacts: 60, deals: 6 } });
});
afterEach(() => hubspot.sandbox.close());

const open = async (path: string) => {
	const response = await fetch(hubspot.sandbox.url + path);
	return { status: response.status, html: await response.text() };
};
const submit = (path: string, form: Record<string, string>) =>
	fetch(hubspot.sandbox.url + path, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });

describe('the pages', () => {
	it.each(['/', '/records/companies', '/records/contacts', '/records/deals', '/records/contacts/new', '/webhooks'])(
		'%s opens, counts as no API call and shows no raw values',
		async (path) => {
			const { status, html } = await open(path);
			expect(status).toBe(200);
			expect(html).not.toMatch(/undefined|\[object/);
			expect(hubspot.sandbox.stats.snapshot().calls).toBe(0);
		},
	);

	it('find, show and change a record as a person does', async () => {
		const id = hubspot.sandbox.create('contacts', { email: 'x@b.example', lastname: '<b>"X"</b>' });
		const list = await open('/records/contacts?search=x%40b.example');
		expect(list.html).toContain(`/records/contacts/${id}`);
		expect(list.html).toContain('1 records');
		expect((await open(`/records/contacts/${id}`)).html).toContain('value="&lt;b&gt;&quot;X&quot;&lt;/b&gt;"');
		const saved = await submit(`/records/contacts/${id}`, { jobtitle: 'CEO', lifecyclestage: 'lead' });
		expect(saved.status).toBe(303);
		const record = hubspot.sandbox.record('contacts', id);
		expect(record?.properties).toMatchObject({ jobtitle: 'CEO', lifecyclestage: 'lead', email: 'x@b.example' });
		expect(record?.history['jobtitle']?.[0]).toMatchObject({ sourceType: 'CRM_UI' });
	});

	it('create a record, and show what a rule says against it with the values kept', async () => {
		const made = await submit('/records/companies/new', { name: 'Made by hand' });
		expect(made.headers.get('location')).toMatch(/\/records\/companies\/\d+/);
		hubspot.sandbox.create('contacts', { email: 'taken@b.example' });
		const refused = await submit('/records/contacts/new', { email: 'taken@b.example', firstname: 'Kept' });
		expect(refused.status).toBe(422);
		const html = await refused.text();
		expect(html).toContain('Contact already exists');
		expect(html).toContain('value="Kept"');
	});

	it('archive, restore and unsubscribe by a button', async () => {
		const id = hubspot.sandbox.create('contacts', { email: 'x@b.example' });
		await submit(`/records/contacts/${id}/archive`, {});
		expect((await open(`/records/contacts/${id}`)).html).toContain('This record is archived.');
		await submit(`/records/contacts/${id}/restore`, {});
		expect(hubspot.sandbox.record('contacts', id)?.archivedAt).toBeUndefined();
		await submit(`/records/contacts/${id}/opt-out`, {});
		expect(hubspot.sandbox.record('contacts', id)?.properties['hs_email_optout']).toBe('true');
		expect((await open(`/records/contacts/${id}`)).html).not.toContain('Unsubscribe from all');
	});

	it('show associated records with links', async () => {
		const contact = hubspot.sandbox.records('contacts').find((each) => each.properties['associatedcompanyid']);
		const { html } = await open(`/records/contacts/${contact?.id}`);
		expect(html).toContain(`/records/companies/${contact?.properties['associatedcompanyid']}`);
		expect(html).toContain('(primary)');
	});

	it('answer 404 for what is not there', async () => {
		expect((await open('/records/contacts/1')).status).toBe(404);
		expect((await open('/records/nothings')).status).toBe(404);
	});
});
