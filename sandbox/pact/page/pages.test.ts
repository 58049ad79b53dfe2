import { sandboxPerTest } from '../testClient';

const pact = sandboxPerTest(() => ({ seedRecords: true }));

const read = async (path: string): Promise<string> => {
	const response = await fetch(pact.sandbox.url + path);
	expect(response.headers.get('content-type')).toContain('text/html');
	return response.text();
};

const submit = (path: string, form: Record<string, string>): Promise<Response> =>
	fetch(pact.sandbox.url + path, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });

/** What a browser would send for a form that was left as it is. */
async function formOf(path: string): Promise<Record<string, string>> {
	const html = await read(path);
	const inputs = [...html.matchAll(/<input type="(?!search)[^"]*"[^>]* name="([^"]*)" value="([^"]*)"/g)];
	const selects = [...html.matchAll(/<select id="[^"]*" name="([^"]*)">(.*?)<\/select>/gs)];
	const chosen = selects.map(([, name = '', options = '']) => {
		return [name, /value="([^"]*)" selected/.exec(options)?.[1] ?? ''] as const;
	});
	return Object.fromEntries([...inputs.map(([, name = '', value = '']) => [name, value] as const), ...chosen]);
}

describe('the pages', () => {
	it.each([
		['/', 'pact_test_f0110000'],
		['/records/contacts', 'maya.brandt@brightwater.example'],
		['/records/contacts?search=leo', 'Leo Santos'],
		['/records/opportunities/new', 'New Business'],
		['/board', 'Copperfield, 40 seats'],
		['/activities', 'contact.added'],
		['/webhooks', 'Dead letters'],
	])('%s shows %s', async (path, text) => {
		expect(await read(path)).toContain(text);
	});

	it('save nothing when a form is sent unchanged', async () => {
		for (const object of ['companies', 'contacts', 'opportunities'] as const) {
			const record = { ...pact.sandbox.records(object)[0]! };
			const path = `/records/${object}/${record.public_id}`;
			expect((await submit(path, await formOf(path))).status).toBe(303);
			expect(pact.sandbox.records(object)[0]).toEqual(record);
		}
	});

	it('change a record by hand, without an API call', async () => {
		const { public_id: id } = pact.sandbox.records('contacts')[0]!;
		const form = await formOf(`/records/contacts/${id}`);
		const changed = { ...form, title: 'CEO', 'custom_fields.score': '7', 'custom_fields.birthday_gift': 'true' };
		await submit(`/records/contacts/${id}`, changed);
		expect(pact.sandbox.records('contacts')[0]).toMatchObject({
			title: 'CEO',
			custom_fields: { score: 7, birthday_gift: true },
		});
		expect(pact.sandbox.activities().at(-1)?.actor).toBe('hugo.weber@pact-demo.example');
		expect(pact.sandbox.stats.snapshot().calls).toBe(0);
	});

	it('say what is wrong with a form', async () => {
		const response = await submit('/records/companies', { name: '', employees_total: 'many' });
		expect(response.status).toBe(422);
		expect(await response.text()).toContain('employees_total');
	});

	it('create and delete records', async () => {
		const made = await submit('/records/companies', { name: 'By <hand>', tags: 'a, b' });
		const path = made.headers.get('location') ?? '';
		expect(await read(path)).toContain('By &lt;hand&gt;');
		expect(pact.sandbox.records('companies').at(-1)!.tags).toEqual(['a', 'b']);
		await submit(`${path}/delete`, {});
		expect(pact.sandbox.records('companies')).toHaveLength(2);
	});
});
