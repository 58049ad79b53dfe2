import { renderPage, renderRecordForm, renderRecordList } from './page';

describe('pages', () => {
	it('escape every value, in lists, forms and titles', () => {
		const nasty = `"><script>alert('x')</script>`;
		const list = renderRecordList({
			columns: [nasty],
			rows: [{ href: nasty, cells: [nasty] }],
			total: 1,
			page: 1,
			pageSize: 10,
			search: nasty,
			listUrl: nasty,
		});
		const form = renderRecordForm({
			action: nasty,
			error: nasty,
			fields: [{ name: nasty, label: nasty, value: nasty, type: 'text' }],
		});
		const page = renderPage({ sandbox: nasty, title: nasty, nav: [{ href: nasty, label: nasty }], body: list + form });
		expect(page).not.toContain('<script>');
		expect(page).toContain('&lt;script&gt;');
	});

	it('mark chosen options and ticked boxes', () => {
		const form = renderRecordForm({
			action: '/save',
			fields: [
				{
					name: 'tags',
					label: 'Tags',
					value: 'a;c',
					type: 'multiselect',
					options: ['a', 'b', 'c'].map((value) => ({ value, label: value })),
				},
				{ name: 'on', label: 'On', value: true, type: 'checkbox' },
			],
		});
		expect(form).toContain('<option value="a" selected>');
		expect(form).toContain('<option value="b">');
		expect(form).toContain('value="true" checked');
	});
});
